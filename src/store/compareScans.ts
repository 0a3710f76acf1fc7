import { assessedAgain } from '../assess/assess.ts'
import {
  type Comparison,
  compareEndpoints,
  notCompared,
  verdictOf,
} from '../assess/compare/compareEndpoints.ts'
import type { Change, ChangeKind, DiffSummary, EndpointDiff, Verdict } from '../model/diff.ts'
import type { InventoryEndpoint } from '../model/inventory.ts'
import { endpointName } from '../model/questions/endpoint.ts'

/** One of two scans, its endpoints by id. `day` decides what had expired. */
export type ComparedScan = { endpoints: AsyncIterable<InventoryEndpoint>; interrupted: boolean; day: Date }

/** Reads both scans in the order of ids, one endpoint of each at a time, adds up `summary`, and shows `see` each of them. */
export async function* compareScans(
  before: ComparedScan,
  after: ComparedScan,
  summary: DiffSummary,
  see: (endpoint: ComparedEndpoint) => void = () => {},
): AsyncGenerator<EndpointDiff> {
  for await (const [old, now] of pairs(before.endpoints, after.endpoints)) {
    const comparison = comparisonOf(old, now, before, after)
    const { changes } = comparison
    const { id, url, sources } = (now ?? old) as InventoryEndpoint
    const name = endpointName({ sources })
    const verdict = changes.length === 0 ? undefined : verdictOf(changes)
    see({ ...comparison, url, verdict })
    if (verdict === undefined) summary.unchanged++
    else {
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

/** `verdict` is undefined for an endpoint without a change. */
export type ComparedEndpoint = Comparison & { url: string; verdict: Verdict | undefined }

const has = ({ changes }: Comparison, kind: ChangeKind, direction?: Change['direction']): boolean =>
  changes.some((one) => one.kind === kind && (direction === undefined || one.direction === direction))

/** An endpoint that an interrupted scan did not reach. */
const notReached = (kind: 'not-seen' | 'not-seen-before') => (one: ComparedEndpoint) =>
  has(one, kind) ? 'one of the scans did not see it' : undefined

/** The conditions of `diff --fail-on`. */
export const DIFF_GATES = {
  worse: { fails: ({ verdict }) => verdict === 'worse', undecided: ({ undecided }) => undecided.worse },
  new: { fails: ({ verdict }) => verdict === 'new', undecided: notReached('not-seen-before') },
  gone: { fails: ({ verdict }) => verdict === 'gone', undecided: notReached('not-seen') },
  tools: { fails: (one) => has(one, 'tools'), undecided: ({ undecided }) => undecided.tools },
  risk: { fails: (one) => has(one, 'risk', 'worse'), undecided: ({ undecided }) => undecided.risk },
} as const satisfies Record<
  string,
  {
    fails: (endpoint: ComparedEndpoint) => boolean
    undecided: (endpoint: ComparedEndpoint) => string | undefined
  }
>

export type DiffGate = keyof typeof DIFF_GATES

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
const comparisonOf = (
  old: InventoryEndpoint | undefined,
  now: InventoryEndpoint | undefined,
  before: ComparedScan,
  after: ComparedScan,
): Comparison => {
  if (old && now)
    return compareEndpoints({ endpoint: old, day: before.day }, { endpoint: now, day: after.day })
  const only = (change: Omit<Change, 'direction'>): Comparison => ({
    changes: [{ ...change, direction: 'neither' }],
    undecided: {},
  })
  if (now) {
    return before.interrupted
      ? notCompared('not-seen-before')
      : only({ kind: 'new', after: categoryOf(now, after.day) })
  }
  return after.interrupted || !old
    ? notCompared('not-seen')
    : only({ kind: 'gone', before: categoryOf(old, before.day) })
}

const categoryOf = (endpoint: InventoryEndpoint, day: Date): string =>
  assessedAgain(endpoint, day).assessment.keyExchange.category

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
