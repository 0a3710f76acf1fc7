import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
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
  start: (onSilentAddress: (address: Pick<Endpoint, 'id'>) => void) => AsyncIterable<InventoryEndpoint>,
  { recorder, show, earlier, signal }: CollectOptions,
): Promise<ScanResult> => {
  const result = {
    endpoints: [...earlier.endpoints],
    silentAddresses: earlier.silent.size,
    interrupted: false,
  }
  const over = new AbortController()
  const onSilentAddress = (address: Pick<Endpoint, 'id'>): void => {
    if (over.signal.aborted) return
    result.silentAddresses++
    recorder.silent(address)
    show(undefined)
  }
  const storeAndShow = async (): Promise<void> => {
    for await (const endpoint of start(onSilentAddress)) {
      if (over.signal.aborted) return
      if (!isFound(endpoint)) onSilentAddress(endpoint)
      else {
        await recorder.put(endpoint)
        if (over.signal.aborted) return
        result.endpoints.push(endpoint)
        show(endpoint)
      }
    }
  }
  const interruption = async (): Promise<void> => {
    if (!signal.aborted) await once(signal, 'abort', { signal: over.signal })
    await sleep(GRACE_MS, undefined, { signal: over.signal })
    throw signal.reason
  }
  try {
    // Not every wait can be cancelled: a lookup by the system's resolver cannot.
    await Promise.race([storeAndShow(), interruption()])
  } catch (error) {
    if (!signal.aborted) throw error
    result.interrupted = true
  } finally {
    over.abort()
  }
  return result
}

/** Milliseconds after an interruption in which endpoints that are almost finished still count. */
const GRACE_MS = 200

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
