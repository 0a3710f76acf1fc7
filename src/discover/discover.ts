import { setImmediate } from 'node:timers/promises'
import type { DiscoveryProblem, Endpoint, Source } from '../model/endpoint.ts'
import { UsageError } from '../model/error.ts'
import type { SweepRecord } from '../model/scanRecord.ts'
import type { Scope } from '../net/gatekeeper.ts'
import { placeOfUrl } from '../net/namedUrls.ts'
import type { ConfigPlaces } from './config/configs.ts'
import type { NoteCredential } from './config/server.ts'
import { JSON_TEXT, looksLikeClientConfig, looksLikeManifest, STANDARD_INPUT } from './fileKind.ts'
import { problem } from './problem.ts'
import { type PublicScope, publicScope } from './range/authorization.ts'
import { isExcluded, NO_EXCLUSION, parseExclusion } from './range/exclusion.ts'
import { parseRange, type Range } from './range/ranges.ts'
import { type Sweep, sweepEndpoints, sweepSize } from './range/sweep.ts'
import { namedBy, registryGatekeeper } from './reach.ts'
import type { HttpOptions } from './registry/http.ts'
import { isBareHost, parseTarget, targetLines, urlEndpoint } from './targets.ts'

export type Sources = {
  targets: readonly string[]
  /** The texts of target lists and of manifests. */
  files: readonly { path: string; text: string }[]
  /** Where to look for client configurations; undefined: nowhere. */
  configs: ConfigPlaces | undefined
  /** URLs of registries, and paths of saved dumps. */
  registries: readonly string[]
  lab: readonly { name: string; url: string }[]
  /** The ports to probe on each address of a range. */
  ports: readonly number[]
  /** The user chose the ports: they also apply to hosts without a port. */
  portsNamed: boolean
  exclude: readonly string[]
  /** Hosts and ranges for special purposes to which files of strangers may lead. */
  allow?: readonly string[] | undefined
  authorized: boolean
}

export type DiscoverOptions = Omit<HttpOptions, 'gatekeeper'> & {
  note: (problem: DiscoveryProblem) => void
  /** Called for the header fields in configurations, if they are to be sent. */
  credential?: NoteCredential | undefined
  /** For the servers of registries. */
  proxy?: string | undefined
}

export type Discovery = {
  /** Every endpoint: first those that a source names, then the addresses of ranges, created on demand. */
  endpoints(): Generator<Endpoint>
  count: number
  /** Excluded without being a part of `sweep`. */
  leftOut: number
  publicScope: PublicScope
  isExcluded(host: string): boolean
  isNamed: Scope['isNamed']
  isAuthorized: boolean
  /** The endpoints that a source names, without the addresses of ranges. */
  named(): Iterable<Endpoint>
  /** The others, in a form that can be stored: `rediscover` reads it. */
  sweep: SweepRecord
}

/**
 * Reads the sources. An endpoint that is found in several places is one endpoint with several sources. Connects to
 * registries, but to no endpoint.
 *
 * @throws {UsageError} for an invalid target, or public ranges without --authorized.
 */
export const discover = async (sources: Sources, options: DiscoverOptions): Promise<Discovery> => {
  const asked = askedOf(sources)
  const ranges: Range[] = []
  const hosts: { host: string; source: Source }[] = []
  const single = new Map<string, Endpoint>()
  let leftOut = 0
  for await (const found of readSources(sources, options)) {
    if ('range' in found) ranges.push(found.range)
    else if ('host' in found) hosts.push(found)
    else if (isExcluded(asked.exclusion, hostOf(found.endpoint))) leftOut++
    else merge(single, found.endpoint)
  }
  const isSwept = namedBy({ ...asked, single: new Map(), ranges, hosts, allowed: NO_EXCLUSION })
  for (const endpoint of single.values()) {
    const place = endpoint.untrusted && URL.parse(endpoint.url)
    if (!place) continue
    const { host, port, path } = placeOfUrl(place)
    if (isSwept(host, port, path)) endpoint.sources = endpoint.sources.map(ofStranger)
  }
  const found = discovery({ ...asked, single, ranges, hosts, leftOut })
  if (found.publicScope.needsAuthorization && !found.isAuthorized)
    throw problem('AUTHORIZATION_MISSING', { hosts: String(found.publicScope.hosts) })
  return found
}

/**
 * The endpoints that an earlier run discovered, even if the files and registries have changed since. --authorized was
 * checked then.
 *
 * @throws {UsageError} for a range or an exclusion that cannot be read
 */
export const rediscover = (named: Iterable<Endpoint>, sweep: SweepRecord): Discovery => {
  const ranges = sweep.ranges.flatMap(({ text, source }) => {
    const range = parseRange(text)
    return range ? [{ ...range, ...(source ? { source } : {}) }] : []
  })
  const single = new Map(Array.from(named, (endpoint) => [endpoint.id, endpoint]))
  return discovery({ ...askedOf(sweep), single, ranges, hosts: sweep.hosts, leftOut: 0 })
}

/** What the user named and what the sources contain. */
type Read = ReturnType<typeof askedOf> &
  Required<Sweep> & { single: ReadonlyMap<string, Endpoint>; leftOut: number }

/** The texts of exclusions, and what they mean. */
const askedOf = ({
  ports,
  exclude,
  allow = [],
  authorized = false,
}: Pick<Sources, 'ports' | 'exclude' | 'allow'> & { authorized?: boolean | undefined }) => ({
  ports,
  exclude,
  exclusion: parseExclusion(exclude),
  allow,
  allowed: parseExclusion(allow, '--allow'),
  authorized,
})

const discovery = (read: Read): Discovery => {
  const { single, ranges, hosts, ports, exclude, exclusion, allow, authorized } = read
  const urls = [...single.values().map(({ url }) => url), ...hosts.map(({ host }) => `https://${host}/`)]
  return {
    endpoints: function* () {
      yield* single.values()
      for (const endpoint of sweepEndpoints(read)) if (!single.has(endpoint.id)) yield endpoint
    },
    count: single.size + sweepSize(read),
    leftOut: read.leftOut,
    publicScope: publicScope(ranges, urls, exclusion),
    isExcluded: (host) => isExcluded(exclusion, host),
    isNamed: namedBy(read),
    isAuthorized: authorized,
    named: () => single.values(),
    sweep: {
      ranges: ranges.map(({ text, source }) => ({ text, ...(source ? { source } : {}) })),
      hosts: [...hosts],
      ports: [...ports],
      exclude: [...exclude],
      ...(allow.length > 0 ? { allow: [...allow] } : {}),
      ...(authorized ? { authorized } : {}),
    },
  }
}

/** `problems`: a source that cannot be read is not empty. @throws {UsageError} TARGET_MISSING where the sources contain nothing. */
export const requireTargets = (
  { count, leftOut, sweep }: Pick<Discovery, 'count' | 'leftOut' | 'sweep'>,
  { files, configs, registries }: Sources,
  problems = 0,
): void => {
  if (count + problems > 0) return
  if (leftOut + sweep.ranges.length + sweep.hosts.length > 0) throw problem('TARGET_MISSING')
  const names = [
    ...files.map(({ path }) => (path === STANDARD_INPUT ? 'standard input' : path)),
    ...(configs ? [`the client configurations under ${[configs.home, ...configs.projects].join(', ')}`] : []),
    ...registries,
  ]
  throw problem('TARGET_MISSING in the sources', { names: names.join(', ') })
}

type Found = { endpoint: Endpoint } | { range: Range } | { host: string; source: Source }

async function* readSources(sources: Sources, options: DiscoverOptions): AsyncGenerator<Found> {
  for (const text of sources.targets) yield found(text, { kind: 'argument' }, sources)
  for (const file of sources.files) yield* inFile(file, sources, options)
  for (const { name, url } of sources.lab) yield { endpoint: urlEndpoint(url, { kind: 'lab', name }) }
  if (sources.configs) {
    const { discoverConfigs } = await import('./config/configs.ts')
    for await (const endpoint of discoverConfigs({ ...sources.configs, ...options })) yield { endpoint }
  }
  const gatekeeper = registryGatekeeper(sources, options)
  for (const source of sources.registries) {
    const { discoverRegistry } = await import('./registry/registries.ts')
    for await (const endpoint of discoverRegistry({ ...options, source, gatekeeper })) yield { endpoint }
  }
}

const found = (text: string, source: Source, { portsNamed }: Sources): Found => {
  const target = parseTarget(text, source)
  if (portsNamed && target.kind === 'endpoint' && isBareHost(text)) {
    return { host: new URL(target.endpoint.url).hostname, source }
  }
  return target.kind === 'range' ? { range: target.range } : { endpoint: target.endpoint }
}

async function* inFile(
  { path, text }: { path: string; text: string },
  sources: Sources,
  { note, signal }: DiscoverOptions,
): AsyncGenerator<Found> {
  const place = path === STANDARD_INPUT ? 'standard input' : path
  const isConfig = looksLikeClientConfig(text)
  if (isConfig && path !== STANDARD_INPUT) {
    const { discoverConfigFile } = await import('./config/configs.ts')
    for await (const endpoint of discoverConfigFile(path, { note, signal })) yield { endpoint }
    return
  }
  if (!isConfig && looksLikeManifest(path, text)) {
    const { discoverManifest } = await import('./manifest/manifests.ts')
    // A manifest counts as written by a stranger.
    for (const endpoint of discoverManifest({ path, text, note }))
      yield { endpoint: { ...endpoint, untrusted: true } }
    return
  }
  if (isConfig) throw problem('TARGET_INVALID as a configuration', { place })
  if (JSON_TEXT.test(text)) throw problem('TARGET_INVALID as JSON', { place })
  for (const [at, { target, line }] of targetLines(text).entries()) {
    if (at % LINES_PER_TURN === 0) await setImmediate()
    signal?.throwIfAborted()
    yield withPlace(place, line, () => found(target, { kind: 'file', path, line }, sources))
  }
}

/** Lines after which timers and signal handlers run. */
const LINES_PER_TURN = 1000

/** Adds an endpoint, or what another source says of an endpoint that is already in the map. */
const merge = (single: Map<string, Endpoint>, endpoint: Endpoint): void => {
  const known = single.get(endpoint.id)
  if (!known) return void single.set(endpoint.id, endpoint)
  // What strangers say of an endpoint is marked where the user names it, too.
  if (known.untrusted && !endpoint.untrusted) {
    known.sources = known.sources.map(ofStranger)
    delete known.untrusted
  }
  const isAdded = endpoint.untrusted && !known.untrusted
  const sources = isAdded ? endpoint.sources.map(ofStranger) : endpoint.sources
  known.sources.push(...sources.filter((source) => !isRepeated(source, known.sources.at(-16))))
  if (known.transport === 'unknown') known.transport = endpoint.transport
  if (!known.runtime && endpoint.runtime) known.runtime = endpoint.runtime
  if (!known.stdio && endpoint.stdio) known.stdio = endpoint.stdio
  // A copy for each source would need quadratic time.
  known.secrets = added(known.secrets, endpoint.secrets)
  known.findings = added(known.findings, endpoint.findings)
}

const ofStranger = (source: Source): Source => ({ ...source, untrusted: true })

/** Another line of the same list, with another spelling of the target, of which 16 are stored. */
const isRepeated = ({ kind, path, name }: Source, last: Source | undefined): boolean =>
  kind === 'file' && last?.kind === 'file' && path === last.path && name === last.name

const added = <T>(known: T[] | undefined, more: T[] | undefined): T[] | undefined => {
  if (known && more) known.push(...more)
  return known ?? more
}

const hostOf = ({ url }: Endpoint): string => URL.parse(url)?.hostname ?? ''

const withPlace = <T>(place: string, line: number, read: () => T): T => {
  try {
    return read()
  } catch (error) {
    if (!(error instanceof UsageError)) throw error
    throw new UsageError(error.code, `${place}:${line}: ${error.message}`, error.hint)
  }
}
