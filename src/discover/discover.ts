import type { DiscoveryProblem, Endpoint, Source } from '../model/endpoint.ts'
import { UsageError } from '../model/error.ts'
import type { SweepRecord } from '../model/scanRecord.ts'
import type { Platform } from '../registry/mcp/mcpClients.ts'
import type { NoteCredential } from './config/credentials.ts'
import { type PublicScope, publicScope } from './range/authorization.ts'
import { type Exclusion, isExcluded, parseExclusion } from './range/exclusion.ts'
import { parseRange, type Range } from './range/ranges.ts'
import { type Sweep, sweepEndpoints, sweepSize } from './range/sweep.ts'
import { isBareHost, parseTarget, targetLines, urlEndpoint } from './targets.ts'

/** Where endpoints come from. */
export type Sources = {
  /** As the user typed them. */
  targets: readonly string[]
  /** Files of targets, one a line, and manifests, read already. */
  files: readonly { path: string; text: string }[]
  /** Client configurations: where to look; undefined: nowhere. */
  configs: ConfigPlaces | undefined
  /** Registries: URLs, and paths of saved dumps. */
  registries: readonly string[]
  /** The demonstration fleet, where it runs. */
  lab: readonly { name: string; url: string }[]
  /** The ports of ranges. */
  ports: readonly number[]
  /** The ports were chosen by the user: they are then those of hosts without a port too. */
  portsNamed: boolean
  /** What must not be scanned, whatever names it. */
  exclude: readonly string[]
  /** The user may scan public ranges. */
  authorized: boolean
}

export type ConfigPlaces = {
  home: string
  platform: Platform | 'any'
  env: Readonly<Record<string, string | undefined>>
  projects: readonly string[]
  allUsers: boolean
}

export type DiscoverOptions = {
  /** Told of everything that could not be read. */
  note: (problem: DiscoveryProblem) => void
  /** Milliseconds for a connection to a registry, and again for each answer. */
  timeoutMs: number
  /** PEM texts of authorities that a registry may be vouched for by, beside the system's. */
  ca: readonly string[]
  /** Told of the header fields in configurations, where they are to be sent. */
  credential?: NoteCredential | undefined
  signal?: AbortSignal | undefined
}

/** What the sources name. */
export type Discovery = {
  /** Every endpoint: those that stand there one by one first, then the addresses of ranges, made as they are asked for. */
  endpoints(): Generator<Endpoint>
  /** How many that are. */
  count: number
  /** The public addresses among them. */
  publicScope: PublicScope
  /** True for an address or a name that must not be scanned. */
  isExcluded(host: string): boolean
  /** Those that stand there one by one. */
  named(): Iterable<Endpoint>
  /** The others, in words from which `rediscover` makes them again. */
  sweep: SweepRecord
}

/**
 * Reads the sources. The same endpoint in several places is one endpoint with several sources. Opens no connection to
 * any endpoint; registries are asked for their lists.
 *
 * @throws {UsageError} for a target that cannot be read, or public ranges that nobody vouched for.
 */
export const discover = async (sources: Sources, options: DiscoverOptions): Promise<Discovery> => {
  const exclusion = parseExclusion(sources.exclude)
  const ranges: Range[] = []
  const hosts: { host: string; source: Source }[] = []
  const single = new Map<string, Endpoint>()
  for await (const found of readSources(sources, options)) {
    if ('range' in found) ranges.push(found.range)
    else if ('host' in found) hosts.push(found)
    else if (!isExcluded(exclusion, hostOf(found.endpoint))) merge(single, found.endpoint)
  }
  return discovery(
    { single, ranges, hosts, ports: sources.ports, exclude: sources.exclude, exclusion },
    (scope) => checkAuthority(scope, sources.authorized),
  )
}

/**
 * What an earlier run discovered: the same endpoints, whatever has become of the files and registries since. Whoever
 * vouched for public ranges then has done so.
 *
 * @throws {UsageError} for a range or an exclusion that cannot be read
 */
export const rediscover = (named: Iterable<Endpoint>, sweep: SweepRecord): Discovery => {
  const ranges = sweep.ranges.flatMap(({ text, source }) => {
    const range = parseRange(text)
    return range ? [{ ...range, ...(source ? { source } : {}) }] : []
  })
  const single = new Map(Array.from(named, (endpoint) => [endpoint.id, endpoint]))
  return discovery({ ...sweep, single, ranges, exclusion: parseExclusion(sweep.exclude) }, () => {})
}

/** @throws {UsageError} TARGET_MISSING where the sources contain nothing. */
export const requireTargets = (count: number, { files, configs, registries }: Sources): void => {
  if (count > 0) return
  const names = [
    ...files.map(({ path }) => (path === '-' ? 'standard input' : path)),
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

type Read = {
  single: ReadonlyMap<string, Endpoint>
  ranges: readonly Range[]
  hosts: readonly { host: string; source: Source }[]
  ports: readonly number[]
  /** `exclusion` as the user wrote it. */
  exclude: readonly string[]
  exclusion: Exclusion
}

const discovery = (read: Read, check: (scope: PublicScope) => void): Discovery => {
  const { single, ranges, hosts, ports, exclude, exclusion } = read
  const named = hosts.map(({ host }) => `https://${host}/`)
  const scope = publicScope(ranges, [...urlsOf(single), ...named], exclusion)
  check(scope)
  const sweep: Sweep = { ranges, hosts, ports, exclusion }
  return {
    endpoints: function* () {
      yield* single.values()
      for (const endpoint of sweepEndpoints(sweep)) if (!single.has(endpoint.id)) yield endpoint
    },
    count: single.size + sweepSize(sweep),
    publicScope: scope,
    isExcluded: (host) => isExcluded(exclusion, host),
    named: () => single.values(),
    sweep: {
      ranges: ranges.map(({ text, source }) => ({ text, ...(source ? { source } : {}) })),
      hosts: [...hosts],
      ports: [...ports],
      exclude: [...exclude],
    },
  }
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
  for (const source of sources.registries) {
    const { discoverRegistry } = await import('./registry/registries.ts')
    for await (const endpoint of discoverRegistry({ ...options, source })) yield { endpoint }
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
  { note }: DiscoverOptions,
): AsyncGenerator<Found> {
  if (looksLikeManifest(path, text)) {
    const { discoverManifest } = await import('./manifest/manifests.ts')
    for (const endpoint of discoverManifest({ path, text, note })) yield { endpoint }
    return
  }
  for (const { target, line } of targetLines(text)) {
    yield namingThePlace(path, line, () => found(target, { kind: 'file', path, line }, sources))
  }
}

/** Found twice is one endpoint: what the places say of it is added up. */
const merge = (single: Map<string, Endpoint>, endpoint: Endpoint): void => {
  const known = single.get(endpoint.id)
  if (!known) {
    single.set(endpoint.id, { ...endpoint, sources: [...endpoint.sources] })
    return
  }
  known.sources.push(...endpoint.sources)
  if (known.transport === 'unknown') known.transport = endpoint.transport
  if (!known.runtime && endpoint.runtime) known.runtime = endpoint.runtime
  if (!known.stdio && endpoint.stdio) known.stdio = endpoint.stdio
  if (endpoint.secrets) known.secrets = [...(known.secrets ?? []), ...endpoint.secrets]
  if (endpoint.findings) known.findings = [...(known.findings ?? []), ...endpoint.findings]
}

const hostOf = ({ url }: Endpoint): string => URL.parse(url)?.hostname ?? ''

function* urlsOf(endpoints: ReadonlyMap<string, Endpoint>): Generator<string> {
  for (const { url } of endpoints.values()) yield url
}

const checkAuthority = ({ hosts, needsAuthorization }: PublicScope, authorized: boolean): void => {
  if (authorized || !needsAuthorization) return
  throw new UsageError(
    'AUTHORIZATION_MISSING',
    `${hosts} public addresses are to be scanned`,
    'Scan other people’s networks only with their leave; then say so with --authorized.',
  )
}

const namingThePlace = <T>(path: string, line: number, read: () => T): T => {
  try {
    return read()
  } catch (error) {
    if (!(error instanceof UsageError)) throw error
    const place = path === '-' ? 'standard input' : path
    throw new UsageError(error.code, `${place}:${line}: ${error.message}`, error.hint)
  }
}

/** True for what is to be read as a compose file or a manifest of Kubernetes, and not as a list of targets. */
export const looksLikeManifest = (path: string, text: string): boolean => {
  const start = text.slice(0, LOOKED_AT)
  return /\.ya?ml$/i.test(path) || KUBERNETES.test(start) || COMPOSE.test(start)
}

/** Characters: comments and a licence may stand before the first key. */
const LOOKED_AT = 65_536

/** A key of YAML, or of the same in JSON. No target begins a line like this. */
const KUBERNETES = /^[ \t{]*"?apiVersion"?[ \t]*:[ \t]+\S/m
const COMPOSE = /^(?:services|[ \t{]*"services")[ \t]*:[ \t]*(?:[{#].*)?$/m
