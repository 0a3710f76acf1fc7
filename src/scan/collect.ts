import type { Endpoint } from '../model/endpoint.ts'
import type { Inventory, InventoryEndpoint } from '../model/inventory.ts'
import { byRisk } from '../model/questions/endpoint.ts'
import { summarize } from '../model/questions/summary.ts'
import type { Earlier, ScanTask } from './options.ts'
import type { ScanRecorder } from './recorder.ts'
import { isFound } from './scope.ts'

/** `silentAddresses`: addresses of ranges where nothing listens. */
export type ScanResult = {
  endpoints: InventoryEndpoint[]
  silentAddresses: number
  interrupted: boolean
}

export type CollectOptions = {
  recorder: Pick<ScanRecorder, 'put' | 'silent'>
  /** Undefined for an address of a range where nothing listens. */
  show: (endpoint: InventoryEndpoint | undefined) => void
  earlier: Earlier
  signal: AbortSignal
}

/** Stores and shows each endpoint as it is done, to the end or until the signal: what was finished by then counts. */
export const collect = async (
  start: (silent: (address: Pick<Endpoint, 'id'>) => void) => AsyncIterable<InventoryEndpoint>,
  { recorder, show, earlier, signal }: CollectOptions,
): Promise<ScanResult> => {
  const result = {
    endpoints: [...earlier.endpoints],
    silentAddresses: earlier.silent.size,
    interrupted: false,
  }
  let isOver = false
  const silent = (address: Pick<Endpoint, 'id'>): void => {
    if (isOver) return
    result.silentAddresses++
    recorder.silent(address)
    show(undefined)
  }
  const storeAndShow = async (): Promise<void> => {
    for await (const endpoint of start(silent)) {
      if (isOver) return
      if (!isFound(endpoint)) silent(endpoint)
      else {
        await recorder.put(endpoint)
        if (isOver) return
        result.endpoints.push(endpoint)
        show(endpoint)
      }
    }
  }
  const interruption = interruptionOf(signal)
  try {
    // Not every wait can be cancelled: a look-up of the system's resolver cannot.
    await Promise.race([storeAndShow(), interruption.rejected])
  } catch (error) {
    if (!signal.aborted) throw error
    result.interrupted = true
  } finally {
    interruption.forget()
    isOver = true
  }
  return result
}

/** Milliseconds after an interruption in which what is nearly done may still come in. */
const GRACE_MS = 200

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
  { startedAt, authorization }: Pick<ScanTask, 'startedAt' | 'authorization'>,
  version: string,
): Inventory => ({
  schemaVersion: '1',
  tool: { name: 'mcp-pqc', version },
  startedAt: startedAt.toISOString(),
  finishedAt: new Date().toISOString(),
  ...(authorization ? { authorization } : {}),
  endpoints: result.endpoints.toSorted(byRisk),
  summary: summarize(result.endpoints, result),
})
