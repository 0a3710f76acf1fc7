import { assess } from './assess/assess.ts'
import type { Endpoint } from './model/endpoint.ts'
import type { InventoryEndpoint } from './model/inventory.ts'
import { endpointsAtOnce } from './net/descriptors.ts'
import { concurrently } from './probe/net/concurrent.ts'
import { listening } from './probe/net/listening.ts'
import { beginScan, type NewScanRequest } from './scan/begin.ts'
import { collect, documentOf, type ScanDocument } from './scan/collect.ts'
import { probingOptions, type ScanContext, type ScanTask } from './scan/options.ts'
import { probeAlone } from './scan/probeAlone.ts'
import { type ResumeRequest, resumeScan } from './scan/resume.ts'
import { ScanScope, spokenTransport } from './scan/scope.ts'

/** What is shown while the scan runs. `endpoint` is undefined for an address of a range where nothing listens. */
export type ShowEndpoint = (endpoint: InventoryEndpoint | undefined) => void

/** A scan that is over. `failure`: why it ended early, or why its store is not complete. */
export type Outcome = { document: ScanDocument; isStored: boolean; failure: unknown }

/**
 * The pipeline: discover → probe → assess → store → show. `beginScan` discovers, `probeAndAssess` yields one assessed
 * endpoint after the other, `collect` stores and shows each. src/scan/ has recording, interruption and resuming. No endpoint
 * stays in memory: `end` reads them again.
 */
export const scan = async (
  request: NewScanRequest | ResumeRequest,
  context: ScanContext,
  view: (task: ScanTask) => Promise<ShowEndpoint>,
  end: (outcome: Outcome) => Promise<void>,
): Promise<void> => {
  // A resumed scan has discovered its endpoints before.
  const task =
    request.kind === 'resume' ? await resumeScan(request, context) : await beginScan(request, context)
  const { recorder, earlier, signal } = task
  try {
    const show = await view(task)
    const options = { recorder, show, earlier, signal }
    const result = await collect(
      (onSilent, stop) => probeAndAssess({ ...task, signal: stop }, onSilent),
      options,
    )
    const isStored = await recorder.end(result.summary.interrupted ? 'interrupted' : 'finished')
    const failure = result.failure ?? recorder.failure
    await end({ document: documentOf(result, task, context.version), isStored, failure })
  } finally {
    await recorder.close()
  }
}

/** `onSilentAddress`: called for each address of a range where nothing listens. Such an address is not yielded. */
export async function* probeAndAssess(
  { discovery, options, owners, earlier, signal, note }: Omit<ScanTask, 'recorder'>,
  onSilentAddress: (address: Pick<Endpoint, 'id'>) => void,
): AsyncGenerator<InventoryEndpoint> {
  const scope = new ScanScope(discovery)
  const probing = probingOptions(options, { scope, signal })
  for await (const endpoint of earlier.endpoints()) {
    scope.add(endpoint)
    scope.addIssuers({ ...endpoint, endpoint })
  }
  const isDone = (id: string): boolean => scope.isKnown(id) || earlier.silent.has(id)

  const probeOne = async (endpoint: Endpoint): Promise<InventoryEndpoint | undefined> => {
    const { ownership, excludedBy } = owners.of(endpoint)
    if (excludedBy !== undefined) return undefined
    scope.add(endpoint)
    const observation = await probeAlone(endpoint, probing)
    const trusts = scope.addIssuers(observation)
    const { endpoint: _, ...seen } = observation
    return {
      ...endpoint,
      transport: spokenTransport(observation),
      ...seen,
      ...(ownership ? { ownership } : {}),
      ...(trusts.length > 0 ? { trusts } : {}),
      assessment: assess({ ...observation, ownership }, new Date()),
    }
  }
  const probeAll = (endpoints: Iterable<Endpoint> | AsyncIterable<Endpoint>) =>
    concurrently(endpoints, endpointsAtOnce(options.concurrency), probeOne)

  const included = discovery
    .endpoints()
    .filter((endpoint) => owners.of(endpoint).excludedBy === undefined && !isDone(endpoint.id))
  yield* probeAll(listening(included, { ...probing, onSilentAddress }))
  yield* probeAll(scope.newIssuers())
  for (const text of owners.unused) note(text)
}
