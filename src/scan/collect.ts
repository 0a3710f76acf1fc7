import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Endpoint } from '../model/endpoint.ts'
import { McpPqcError } from '../model/error.ts'
import type { Inventory, InventoryEndpoint, Summary } from '../model/inventory.ts'
import { countEndpoint } from '../model/questions/summary.ts'
import type { Earlier, ScanTask } from './options.ts'
import type { ScanRecorder } from './recorder.ts'
import { isFound } from './scope.ts'

/** `failure`: why the scan ended before its end: the signal's reason, or the bug of a stage. */
export type ScanResult = { summary: Summary; failure?: unknown }

export type CollectOptions = {
  recorder: Pick<ScanRecorder, 'put' | 'silent'>
  /** Undefined for an address of a range where nothing listens. */
  show: (endpoint: InventoryEndpoint | undefined) => void
  earlier: Earlier
  signal: AbortSignal
}

/**
 * Stores and shows each endpoint as it is done, and keeps none of them. Ends with the last endpoint, a signal or a bug.
 * Finished endpoints count in each case.
 *
 * @throws {McpPqcError} of a store that the user named
 */
export const collect = async (
  start: (onSilentAddress: (address: Pick<Endpoint, 'id'>) => void) => AsyncIterable<InventoryEndpoint>,
  { recorder, show, earlier, signal }: CollectOptions,
): Promise<ScanResult> => {
  const summary = structuredClone(earlier.summary)
  const result: ScanResult = { summary }
  const over = new AbortController()
  const onSilentAddress = (address: Pick<Endpoint, 'id'>): void => {
    if (over.signal.aborted) return
    summary.silentAddresses++
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
        countEndpoint(summary, endpoint)
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
    if (!signal.aborted && error instanceof McpPqcError) throw error
    summary.interrupted = true
    result.failure = signal.aborted ? signal.reason : error
  } finally {
    over.abort()
  }
  return result
}

/** Milliseconds after an interruption in which endpoints that are almost finished still count. */
const GRACE_MS = 200

/** The document of `scan --json`. `endpoints` reads them anew with each call, the highest risk first. */
export type ScanDocument = Omit<Inventory, 'endpoints'> & {
  endpoints: () => AsyncIterable<InventoryEndpoint>
}

export const documentOf = (
  { summary, failure }: ScanResult,
  { startedAt, authorization, recorder }: Pick<ScanTask, 'startedAt' | 'authorization' | 'recorder'>,
  version: string,
): ScanDocument => ({
  schemaVersion: '1',
  tool: { name: 'mcp-pqc', version },
  startedAt: startedAt.toISOString(),
  finishedAt: new Date().toISOString(),
  ...(authorization ? { authorization } : {}),
  endpoints: () => recorder.endpoints(),
  summary,
  ...(failure === undefined ? {} : { interrupted: true as const }),
})
