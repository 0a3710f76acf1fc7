import { byRisk, summarize } from '../assess/summary.ts'
import type { Endpoint } from '../model/endpoint.ts'
import type { Inventory, InventoryEndpoint } from '../model/inventory.ts'
import type { Earlier } from './options.ts'

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
