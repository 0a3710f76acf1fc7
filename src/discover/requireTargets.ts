import { UsageError } from '../model/error.ts'
import type { Discovery, Sources } from './discover.ts'
import { STANDARD_INPUT } from './fileKind.ts'

/** `problems`: a source that cannot be read is not empty. @throws {UsageError} TARGET_MISSING where the sources contain nothing. */
export const requireTargets = (
  { count, leftOut, sweep }: Pick<Discovery, 'count' | 'leftOut' | 'sweep'>,
  { files, configs, registries }: Sources,
  problems = 0,
): void => {
  if (count + problems > 0) return
  if (leftOut + sweep.ranges.length + sweep.hosts.length > 0)
    throw new UsageError(
      'TARGET_MISSING',
      '--exclude excludes every target',
      'Exclude fewer of them, or name other targets.',
    )
  const names = [
    ...files.map(({ path }) => (path === STANDARD_INPUT ? 'standard input' : path)),
    ...(configs ? [`the client configurations under ${[configs.home, ...configs.projects].join(', ')}`] : []),
    ...registries,
  ]
  throw targetMissing(`no MCP server was found in ${names.join(', ')}`)
}

export const targetMissing = (message: string): UsageError =>
  new UsageError(
    'TARGET_MISSING',
    message,
    'Name a URL, a host or a range, or try the lab: mcp-pqc scan --lab',
  )
