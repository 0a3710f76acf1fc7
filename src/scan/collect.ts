import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { eachAssessedAgain } from '../assess/assess.ts'
import type { Endpoint } from '../model/endpoint.ts'
import type { Inventory, InventoryEndpoint, Summary } from '../model/inventory.ts'
import { countEndpoint } from '../model/questions/summary.ts'
import type { Earlier, ScanTask } from './options.ts'
import type { ScanRecorder } from './recorder.ts'
import { isFound } from './scope.ts'

/** `failure`: why the scan ended early: the signal's reason, the failure of the recorder, or the bug of a stage. */
export type ScanResult = { summary: Summary; failure?: unknown }

export type CollectOptions = {
  recorder: Pick<ScanRecorder, 'put' | 'silent' | 'failure'>
  /** Undefined for an address of a range where nothing listens. */
  show: (endpoint: InventoryEndpoint | undefined) => void
  earlier: Earlier
  signal: AbortSignal
}

/**
 * Stores and shows each endpoint as it is done, and keeps none of them. Ends with the last endpoint, a signal, a failure of the
 * store or a bug. Finished endpoints count in each case; `stop` then cancels what is not finished.
 */
export const collect = async (
  start: (
    onSilentAddress: (address: Pick<Endpoint, 'id'>) => void,
    stop: AbortSignal,
  ) => AsyncIterable<InventoryEndpoint>,
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
    for await (const endpoint of start(onSilentAddress, AbortSignal.any([signal, over.signal]))) {
      if (over.signal.aborted) return
      if (!isFound(endpoint)) onSilentAddress(endpoint)
      else {
        await recorder.put(endpoint)
        if (over.signal.aborted) return
        countEndpoint(summary, endpoint)
        show(endpoint)
        if (recorder.failure) throw recorder.failure
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
    summary.interrupted = true
    result.failure = signal.aborted ? signal.reason : error
  } finally {
    over.abort()
  }
  return result
}

/** Milliseconds after an interruption in which endpoints that are almost finished still count. */
const GRACE_MS = 200

/** The document of `scan --json`. `endpoints` reads them again with each call, the highest risk first. */
export type ScanDocument = Omit<Inventory, 'endpoints'> & {
  endpoints: () => AsyncIterable<InventoryEndpoint>
}

export const documentOf = (
  { summary, failure }: ScanResult,
  { startedAt, authorization, recorder, earlier }: ScanTask,
  version: string,
  end = new Date(),
): ScanDocument => ({
  schemaVersion: '1',
  tool: { name: 'mcp-pqc', version },
  startedAt: startedAt.toISOString(),
  finishedAt: end.toISOString(),
  ...(authorization ? { authorization } : {}),
  // Certificates may have expired between the interruption and the end of a resumed scan, or the rules may have changed.
  endpoints: () =>
    earlier.summary.endpoints > 0 ? eachAssessedAgain(recorder.endpoints(), end) : recorder.endpoints(),
  summary,
  ...(failure === undefined ? {} : { interrupted: true as const }),
})
