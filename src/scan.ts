import { assess } from './assess/assess.ts'
import { byRisk, summarize } from './assess/summary.ts'
import { discover, type Sources } from './discover/discover.ts'
import type { Inventory, InventoryEndpoint } from './model/inventory.ts'
import type { ProbeOptions, Profile } from './probe/address.ts'
import { concurrently } from './probe/concurrent.ts'
import { probeEndpoint } from './probe/endpoint.ts'
import { HostLimiters, RateLimiter } from './probe/limiter.ts'
import { trustAnchors } from './probe/trust.ts'

export { GATE_NAMES, parseGates } from './assess/gates.ts'
export { applyOwners } from './assess/applyOwners.ts'
export { countEndpoints, type Sources } from './discover/discover.ts'

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
  signal?: AbortSignal
}

/** The pipeline: discover, probe, assess. An endpoint comes out as soon as it is done. */
export async function* scan(sources: Sources, options: ScanOptions): AsyncGenerator<InventoryEndpoint> {
  const probing: ProbeOptions = {
    profile: options.profile,
    timeoutMs: options.timeoutMs,
    hosts: new HostLimiters(options.perHost),
    rate: new RateLimiter(options.rate),
    anchors: trustAnchors(options.ca),
    signal: options.signal,
  }
  yield* concurrently(discover(sources), options.concurrency, async (endpoint) => {
    const observation = await probeEndpoint(endpoint, { ...probing, sni: options.sni })
    const { addresses, problem } = observation
    return {
      ...endpoint,
      ...(problem ? { problem } : {}),
      addresses,
      assessment: assess(observation, new Date()),
    }
  })
}

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

/** Milliseconds after an interruption in which what is nearly done may still come in. */
const GRACE_MS = 200

/** Runs a scan to its end, or to where it was interrupted: what was finished by then counts. */
export const collect = async (
  results: AsyncIterable<InventoryEndpoint>,
  done: (endpoint: InventoryEndpoint | undefined) => void,
  signal: AbortSignal,
): Promise<ScanResult> => {
  const startedAt = new Date()
  const endpoints: InventoryEndpoint[] = []
  let silentAddresses = 0
  let over = false
  const take = async (): Promise<void> => {
    for await (const endpoint of results) {
      if (over) return
      const found = isFound(endpoint)
      if (found) endpoints.push(endpoint)
      else silentAddresses++
      done(found ? endpoint : undefined)
    }
  }
  let interrupted = false
  try {
    // A name that is being looked up cannot be called back: it is not waited for.
    await Promise.race([take(), interruption(signal)])
  } catch (error) {
    if (!signal.aborted) throw error
    interrupted = true
  }
  over = true
  return { endpoints, silentAddresses, interrupted, startedAt }
}

/** Rejects a moment after the interruption, and never without one. */
const interruption = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => {
    const end = (): void => void setTimeout(() => reject(signal.reason), GRACE_MS)
    if (signal.aborted) end()
    else signal.addEventListener('abort', end, { once: true })
  })

/** The document of `scan --json`: highest risk first. */
export const inventoryOf = (result: ScanResult, version: string): Inventory => ({
  schemaVersion: '1',
  tool: { name: 'mcp-pqc', version },
  startedAt: result.startedAt.toISOString(),
  finishedAt: new Date().toISOString(),
  endpoints: result.endpoints.toSorted(byRisk),
  summary: summarize(result.endpoints, result),
})
