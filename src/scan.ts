import type { applyOwners as ApplyOwners } from './assess/applyOwners.ts'
import { assess } from './assess/assess.ts'
import type { OwnerFile } from './assess/ownerFile.ts'
import { Owners } from './assess/ownership.ts'
import { byRisk, summarize } from './assess/summary.ts'
import type { Discovery } from './discover/discover.ts'
import { urlEndpoint } from './discover/targets.ts'
import type { Endpoint, Observation, Source } from './model/endpoint.ts'
import type { Inventory, InventoryEndpoint } from './model/inventory.ts'
import type { Profile } from './probe/address.ts'
import { concurrently } from './probe/concurrent.ts'
import { type EndpointOptions, probeEndpoint } from './probe/endpoint.ts'
import { HostLimiters, RateLimiter } from './probe/limiter.ts'
import { listening } from './probe/listening.ts'
import type { Credentials } from './probe/mcp.ts'
import { trustAnchors } from './probe/trust.ts'

export { GATE_NAMES, parseGates } from './assess/gates.ts'
export { type Discovery, discover, rediscover, type Sources } from './discover/discover.ts'
export { scopeOf } from './discover/scope.ts'
export type { Credentials } from './probe/mcp.ts'

export type ScanOptions = {
  profile: Profile
  /** Milliseconds for a connection, and again for each answer. */
  timeoutMs: number
  /** Endpoints that are probed at the same time. */
  concurrency: number
  /** Connections at the same time to one address. */
  perHost: number
  /** New connections a second in all; undefined: as many as it takes. */
  rate: number | undefined
  /** PEM texts of certificate authorities beside the system's. */
  ca: readonly string[]
  /** Asked for instead of each URL's host. */
  sni: string | undefined
  /** Whether to speak MCP to what answers, beside looking at its TLS. */
  mcp: boolean
  /** Sent where an endpoint asks for some, and only to their own origin. */
  credentials: Credentials
  /** The owner's file. */
  owners: { path: string; text: string } | undefined
  /** Told at the end which rules of it matched nothing. */
  unusedRules?: (rules: { path: string; line: number }[]) => void
  /** Told of each address that only a range named and where nothing listens: it gives no endpoint. */
  silent?: (endpoint: Endpoint) => void
  /** What an interrupted scan has done already, where this one goes on with it: it does not come out again. */
  earlier?: Earlier | undefined
  signal?: AbortSignal
}

/** `silent`: ids of the addresses of ranges where nothing listens. */
export type Earlier = { endpoints: readonly InventoryEndpoint[]; silent: ReadonlySet<string> }

/** The pipeline: discover, probe, assess. An endpoint comes out as soon as it is done. */
export async function* scan(found: Discovery, options: ScanOptions): AsyncGenerator<InventoryEndpoint> {
  const scope = new Scope()
  const probing = probingOptions(options, scope, found.isExcluded)
  const owners = new Owners(options.owners && (await readOwners(options.owners)))
  const issuers = new Map<string, Endpoint>()
  const known = new Set<string>()
  for (const endpoint of options.earlier?.endpoints ?? []) {
    known.add(endpoint.id)
    scope.add(endpoint)
    for (const issuer of issuersOf({ ...endpoint, endpoint })) issuers.set(issuer.id, issuer)
  }
  const done = new Set([...known, ...(options.earlier?.silent ?? [])])

  const one = async (endpoint: Endpoint): Promise<InventoryEndpoint | undefined> => {
    const { ownership, excluded } = owners.of(endpoint)
    if (excluded) return undefined
    known.add(endpoint.id)
    scope.add(endpoint)
    const observation = await probeEndpoint(endpoint, probing)
    const trusts = issuersOf(observation)
    for (const issuer of trusts) issuers.set(issuer.id, issuer)
    const { endpoint: _, ...seen } = observation
    return {
      ...endpoint,
      transport: spokenTransport(observation),
      ...seen,
      ...(ownership ? { ownership } : {}),
      ...(trusts.length > 0 ? { trusts: trusts.map(({ id }) => id) } : {}),
      assessment: assess({ ...observation, ownership }, new Date()),
    }
  }
  const each = async function* (endpoints: Iterable<Endpoint> | AsyncIterable<Endpoint>) {
    for await (const done of concurrently(endpoints, options.concurrency, one)) if (done) yield done
  }

  const { timeoutMs, rate, signal } = probing
  const included = found
    .endpoints()
    .filter((endpoint) => !owners.of(endpoint).excluded && !done.has(endpoint.id))
  yield* each(listening(included, { timeoutMs, rate, signal, silent: options.silent ?? (() => {}) }))
  // Whoever issues the tokens is an endpoint too, unless it was named itself.
  yield* each([...issuers.values()].filter(({ id }) => !known.has(id)))
  options.unusedRules?.(owners.unused)
}

/** The reader of YAML is loaded where there is a file to read. */
const readOwners = async ({ path, text }: { path: string; text: string }): Promise<OwnerFile> => {
  const { parseOwnerFile } = await import('./assess/ownerFile.ts')
  return parseOwnerFile(path, text)
}

/** Judges the endpoints of an inventory anew with what their owners say. @throws {McpPqcError} as applyOwners does. */
export const withOwners = async (
  ...known: Parameters<typeof ApplyOwners>
): Promise<ReturnType<typeof ApplyOwners>> => {
  const { applyOwners } = await import('./assess/applyOwners.ts')
  return applyOwners(...known)
}

const probingOptions = (
  options: ScanOptions,
  scope: Scope,
  isExcluded: (address: string) => boolean,
): EndpointOptions => {
  const { timeoutMs, signal, ca, credentials, profile, sni } = options
  const hosts = new HostLimiters(options.perHost)
  const rate = new RateLimiter(options.rate)
  const common = { timeoutMs, signal, hosts, rate }
  const application = { ...common, ca, credentials, inScope: (host: string) => scope.has(host) }
  return {
    ...common,
    isExcluded,
    profile,
    sni,
    anchors: trustAnchors(ca),
    // The quick profile is for the connection alone: its few connections are counted.
    application: options.mcp && profile === 'full' ? application : undefined,
  }
}

/** The hosts that the user named: metadata from the network leads to private addresses only among these. */
class Scope {
  readonly #hosts = new Set<string>()

  add({ url }: Endpoint): void {
    const host = URL.parse(url)?.hostname
    if (host) this.#hosts.add(host)
  }

  has(host: string): boolean {
    return this.#hosts.has(host) || this.#hosts.has(`[${host}]`)
  }
}

/** The authorization servers behind an endpoint, found where it was found. */
const issuersOf = ({ endpoint, oauth }: Observation): Endpoint[] =>
  (oauth?.endpoints ?? []).map((url) => {
    const [source] = endpoint.sources as [Source]
    const name = `authorization server of ${source.name ?? new URL(endpoint.url).host}`
    return urlEndpoint(url, { ...source, name })
  })

/** What was spoken counts more than what a configuration said. */
const spokenTransport = ({ endpoint, mcp }: Observation): Endpoint['transport'] =>
  mcp?.transport && mcp.transport !== 'unknown' ? mcp.transport : endpoint.transport

/** An address that only a range named, and where nothing listens, is not an endpoint. */
const isFound = ({ sources, addresses }: InventoryEndpoint): boolean =>
  sources.some(({ kind }) => kind !== 'range') || addresses.some(({ state }) => state === 'open')

/** What a scan came to. `silentAddresses`: of ranges, where nothing listens. */
export type ScanResult = {
  endpoints: InventoryEndpoint[]
  silentAddresses: number
  interrupted: boolean
  startedAt: Date
}

/** Keeps what is done. An endpoint counts when `put` has resolved. `silent` is told the id of an address. */
export type Keeper = { put(endpoint: InventoryEndpoint): Promise<void>; silent(id: string): void }

const NOT_KEPT: Keeper = { put: async () => {}, silent: () => {} }

/** Milliseconds after an interruption in which what is nearly done may still come in. */
const GRACE_MS = 200

/** Runs a scan to its end, or to where it was interrupted: what was finished by then counts. */
export const collect = async (
  start: (silent: (endpoint: Pick<Endpoint, 'id'>) => void) => AsyncIterable<InventoryEndpoint>,
  done: (endpoint: InventoryEndpoint | undefined) => void,
  signal: AbortSignal,
  { keeper = NOT_KEPT, earlier, startedAt = new Date() }: Collecting = {},
): Promise<ScanResult> => {
  const endpoints: InventoryEndpoint[] = [...(earlier?.endpoints ?? [])]
  let silentAddresses = earlier?.silent.size ?? 0
  let over = false
  const silent = ({ id }: Pick<Endpoint, 'id'>): void => {
    if (over) return
    silentAddresses++
    keeper.silent(id)
    done(undefined)
  }
  const take = async (): Promise<void> => {
    for await (const endpoint of start(silent)) {
      if (over) return
      if (!isFound(endpoint)) silent(endpoint)
      else {
        await keeper.put(endpoint)
        if (over) return
        endpoints.push(endpoint)
        done(endpoint)
      }
    }
  }
  let interrupted = false
  const interruption = interruptionOf(signal)
  try {
    // A name that is being looked up cannot be called back: it is not waited for.
    await Promise.race([take(), interruption.rejected])
  } catch (error) {
    if (!signal.aborted) throw error
    interrupted = true
  } finally {
    interruption.forget()
    over = true
  }
  return { endpoints, silentAddresses, interrupted, startedAt }
}

/** `startedAt`: of the scan that is continued. */
export type Collecting = { keeper?: Keeper; earlier?: Earlier | undefined; startedAt?: Date }

/** `rejected` a moment after the interruption, and never without one. */
const interruptionOf = (signal: AbortSignal): { rejected: Promise<never>; forget: () => void } => {
  const { promise, reject } = Promise.withResolvers<never>()
  let timer: NodeJS.Timeout | undefined
  const begin = (): void => {
    timer = setTimeout(() => reject(signal.reason), GRACE_MS)
  }
  if (signal.aborted) begin()
  else signal.addEventListener('abort', begin, { once: true })
  return {
    rejected: promise,
    forget: () => {
      signal.removeEventListener('abort', begin)
      clearTimeout(timer)
    },
  }
}

/** The document of `scan --json`: highest risk first. */
export const inventoryOf = (
  result: ScanResult,
  version: string,
  authorization?: Inventory['authorization'],
): Inventory => ({
  schemaVersion: '1',
  tool: { name: 'mcp-pqc', version },
  startedAt: result.startedAt.toISOString(),
  finishedAt: new Date().toISOString(),
  ...(authorization ? { authorization } : {}),
  endpoints: result.endpoints.toSorted(byRisk),
  summary: summarize(result.endpoints, result),
})
