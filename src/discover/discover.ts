import type { Endpoint } from '../model/endpoint.ts'
import { UsageError } from '../model/error.ts'
import { publicScope } from './authorization.ts'
import { parseRange, type Range } from './ranges.ts'
import { sweepEndpoints, sweepSize } from './sweep.ts'
import { parseTarget, targetLines, urlEndpoint } from './targets.ts'

/** Where endpoints come from. */
export type Sources = {
  /** As the user typed them. */
  targets: readonly string[]
  /** Files of targets, one a line, read already. */
  files: readonly { path: string; text: string }[]
  /** The demonstration fleet, where it runs. */
  lab: readonly { name: string; url: string }[]
  /** The ports of ranges. */
  ports: readonly number[]
  /** The user may scan public ranges. */
  authorized: boolean
}

/**
 * Every endpoint that the sources name: those that stand there one by one first, merged where the same is named
 * twice, then the addresses of the ranges, made as they are asked for. Opens no connection.
 *
 * @throws {UsageError} for a target that cannot be read, or a public range that nobody vouched for.
 */
export function* discover(sources: Sources): Generator<Endpoint> {
  const ranges: Range[] = []
  const single = new Map<string, Endpoint>()
  const note = (endpoint: Endpoint): void => {
    const known = single.get(endpoint.id)
    if (known) known.sources.push(...endpoint.sources)
    else single.set(endpoint.id, { ...endpoint, sources: [...endpoint.sources] })
  }
  const add = (text: string, source: Endpoint['sources'][number]): void => {
    const target = parseTarget(text, source)
    if (target.kind === 'range') ranges.push(target.range)
    else note(target.endpoint)
  }
  for (const text of sources.targets) add(text, { kind: 'argument' })
  for (const { path, text } of sources.files) {
    for (const { target, line } of targetLines(text))
      inFile(path, line, () => add(target, { kind: 'file', path, line }))
  }
  for (const { name, url } of sources.lab) note(urlEndpoint(url, { kind: 'lab', name }))
  checkAuthority(
    ranges,
    single.values().map(({ url }) => url),
    sources.authorized,
  )
  yield* single.values()
  for (const endpoint of sweepEndpoints({ ranges, ports: sources.ports }))
    if (!single.has(endpoint.id)) yield endpoint
}

/** How many endpoints `discover` will give, counted without making those of ranges. */
export const countEndpoints = (sources: Sources): number => {
  const withoutPorts = { ...sources, ports: [] }
  const single = [...discover(withoutPorts)].length
  const texts = [
    ...sources.targets,
    ...sources.files.flatMap(({ text }) => targetLines(text).map(({ target }) => target)),
  ]
  const ranges = texts.flatMap((text) => parseRange(text.trim()) ?? [])
  return single + sweepSize({ ranges, ports: sources.ports })
}

const checkAuthority = (ranges: readonly Range[], urls: Iterable<string>, authorized: boolean): void => {
  const { hosts, needsAuthorization } = publicScope(ranges, urls)
  if (authorized || !needsAuthorization) return
  throw new UsageError(
    'NOT_AUTHORIZED',
    `${hosts} public addresses are to be scanned`,
    'Scan other people’s networks only with their leave; then say so with --authorized.',
  )
}

const inFile = (path: string, line: number, read: () => void): void => {
  try {
    read()
  } catch (error) {
    if (!(error instanceof UsageError)) throw error
    const place = path === '-' ? 'standard input' : path
    throw new UsageError(error.code, `${place}:${line}: ${error.message}`, error.hint)
  }
}
