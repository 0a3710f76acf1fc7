import { compareEndpoints } from '../assess/compare/compareEndpoints.ts'
import type { Change, DiffSummary, EndpointDiff, Verdict } from '../model/diff.ts'
import type { InventoryEndpoint } from '../model/inventory.ts'
import { endpointName } from '../model/questions/endpoint.ts'

/** One of two scans, its endpoints by id. `day` decides what had expired. */
export type ComparedScan = { endpoints: AsyncIterable<InventoryEndpoint>; interrupted: boolean; day: Date }

/** Reads both scans in the order of ids, one endpoint of each at a time, and adds up `summary`. */
export async function* compareScans(
  before: ComparedScan,
  after: ComparedScan,
  summary: DiffSummary,
): AsyncGenerator<EndpointDiff> {
  for await (const [old, now] of pairs(before.endpoints, after.endpoints)) {
    const changes = changesOf(old, now, before, after)
    const { id, url, sources } = (now ?? old) as InventoryEndpoint
    const name = endpointName({ sources })
    if (changes.length === 0) summary.unchanged++
    else {
      const verdict = verdictOf(changes)
      count(summary, verdict, changes)
      yield { id, url, ...(name === undefined ? {} : { name }), verdict, changes }
    }
  }
}

export const emptyDiffSummary = (): DiffSummary => ({
  unchanged: 0,
  verdicts: { worse: 0, new: 0, gone: 0, 'not-seen': 0, better: 0, changed: 0 },
  changes: {},
})

/** What `diff --fail-on` can be given, and how many endpoints it counts. */
export const DIFF_GATES = {
  worse: ({ verdicts }) => verdicts.worse,
  new: ({ verdicts }) => verdicts.new,
  gone: ({ verdicts }) => verdicts.gone,
  tools: ({ changes }) => changes['tools'] ?? 0,
  risk: ({ changes }) => changes['risk:worse'] ?? 0,
} as const satisfies Record<string, (summary: DiffSummary) => number>

export type DiffGate = keyof typeof DIFF_GATES

export const failedGates = (
  summary: DiffSummary,
  names: readonly DiffGate[],
): { name: DiffGate; count: number }[] =>
  names.map((name) => ({ name, count: DIFF_GATES[name](summary) })).filter(({ count }) => count > 0)

type Pair = [InventoryEndpoint | undefined, InventoryEndpoint | undefined]

/** Pairs endpoints of the same id. */
async function* pairs(
  before: AsyncIterable<InventoryEndpoint>,
  after: AsyncIterable<InventoryEndpoint>,
): AsyncGenerator<Pair> {
  const [a, b] = [before[Symbol.asyncIterator](), after[Symbol.asyncIterator]()]
  const next = async (side: AsyncIterator<InventoryEndpoint>): Promise<InventoryEndpoint | undefined> => {
    const { done, value } = await side.next()
    return done ? undefined : value
  }
  try {
    let [old, now] = [await next(a), await next(b)]
    while (old || now) {
      if (old && now && old.id === now.id) {
        yield [old, now]
        old = await next(a)
        now = await next(b)
      } else if (old && (!now || old.id < now.id)) {
        yield [old, undefined]
        old = await next(a)
      } else {
        yield [undefined, now]
        now = await next(b)
      }
    }
  } finally {
    await Promise.all([a.return?.(), b.return?.()])
  }
}

/** An endpoint that an interrupted scan does not have may not have been reached yet. */
const changesOf = (
  old: InventoryEndpoint | undefined,
  now: InventoryEndpoint | undefined,
  before: ComparedScan,
  after: ComparedScan,
): Change[] => {
  if (old && now)
    return compareEndpoints({ endpoint: old, day: before.day }, { endpoint: now, day: after.day })
  if (now) {
    return before.interrupted
      ? [{ kind: 'not-seen-before', direction: 'neither' }]
      : [{ kind: 'new', direction: 'neither', after: now.assessment.keyExchange.category }]
  }
  return after.interrupted || !old
    ? [{ kind: 'not-seen', direction: 'neither' }]
    : [{ kind: 'gone', direction: 'neither', before: old.assessment.keyExchange.category }]
}

/** Risk depends on more than the posture, for example on the data: by itself it makes an endpoint neither worse nor better. */
const verdictOf = (changes: readonly Change[]): Verdict => {
  const kinds = changes.map(({ kind }) => kind)
  if (kinds.includes('new')) return 'new'
  if (kinds.includes('gone')) return 'gone'
  if (kinds.includes('not-seen') || kinds.includes('not-seen-before')) return 'not-seen'
  const posture = changes.filter(({ kind }) => kind !== 'risk')
  if (posture.some(({ direction }) => direction === 'worse')) return 'worse'
  return posture.some(({ direction }) => direction === 'better') ? 'better' : 'changed'
}

const count = (
  { verdicts, changes: counts }: DiffSummary,
  verdict: Verdict,
  changes: readonly Change[],
): void => {
  verdicts[verdict]++
  const names = changes.map(({ kind, direction }) =>
    direction === 'neither' ? kind : `${kind}:${direction}`,
  )
  for (const name of new Set(names)) counts[name] = (counts[name] ?? 0) + 1
}
