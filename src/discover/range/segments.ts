import type { Source } from '../../model/endpoint.ts'
import type { Interval } from '../../registry/net/address.ts'
import type { Range } from './ranges.ts'

/** Consecutive addresses that the same texts name. Segments do not overlap. */
export type Segment = Interval & { names: readonly Naming[] }

export type Naming = { text: string; source: Source }

/** Limit of sources per address. */
const MAX_NAMES = 32

/** The ranges without excluded addresses, as segments in the order of their addresses. */
export const segmentsOf = (ranges: readonly Range[], excluded: readonly Interval[]): Segment[] =>
  ([4, 6] as const).flatMap((version) => {
    const isWanted = (interval: Interval): boolean => interval.version === version
    const wanted = ranges.filter(isWanted)
    return wanted.length === 0 ? [] : swept(version, wanted, excluded.filter(isWanted))
  })

/** The first address of a range, or the one after its last. */
type Edge = { at: bigint; naming: Naming | undefined; change: 1 | -1 }

const swept = (version: 4 | 6, ranges: readonly Range[], excluded: readonly Interval[]): Segment[] => {
  const edges = [
    ...ranges.flatMap((range) => edgesOf(range, { text: range.text, source: sourceOf(range) })),
    ...excluded.flatMap((interval) => edgesOf(interval)),
  ].sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0))
  const segments: Segment[] = []
  const active = new Set<Naming>()
  let exclusions = 0
  let start = 0n
  for (const { at, naming, change } of edges) {
    if (at > start && active.size > 0 && exclusions === 0)
      segments.push({ version, first: start, last: at - 1n, names: [...active.values().take(MAX_NAMES)] })
    start = at
    if (naming === undefined) exclusions += change
    else if (change === 1) active.add(naming)
    else active.delete(naming)
  }
  return segments
}

const edgesOf = ({ first, last }: Interval, naming?: Naming): Edge[] => [
  { at: first, change: 1, naming },
  { at: last + 1n, change: -1, naming },
]

const sourceOf = ({ text, source, first, last }: Range): Source => {
  if (source && first === last && source.kind !== 'range') return source
  return { ...source, kind: 'range', name: text }
}
