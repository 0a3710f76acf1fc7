import type { Source } from '../../model/endpoint.ts'
import { type Interval, readAddress, readCidr } from '../../registry/net/address.ts'
import { shownTarget } from '../endpointUrl.ts'
import { problem } from '../problem.ts'

export type Range = Interval & { text: string; source?: Source }

/** A /12 of IPv4. A larger range is a mistake or misuse, and IPv6 networks are too large to scan. */
const MAX_ADDRESSES = 1n << 20n

/**
 * Reads `192.0.2.0/24`, `2001:db8::/120`, `192.0.2.1-20`, `192.0.2.1-192.0.3.7` and the last with IPv6 addresses.
 * Undefined for any other text.
 *
 * @throws {UsageError} RANGE_INVALID: one of these notations, but not a range, or too large.
 */
export const parseRange = (text: string): Range | undefined => {
  const interval = parseInterval(text)
  if (interval === undefined) return undefined
  const size = sizeOf(interval)
  if (size <= MAX_ADDRESSES) return { ...interval, text }
  const shown = shownTarget(text)
  throw problem('RANGE_INVALID by its size', { shown, size: String(size), max: String(MAX_ADDRESSES) })
}

/** The same notations, without a limit of size, for exclusions. @throws {UsageError} RANGE_INVALID */
export const parseInterval = (text: string): Interval | undefined =>
  CIDR.test(text) ? cidr(text) : fromTo(text)

/** Undefined for anything but one address. */
export const addressInterval = (text: string): Interval | undefined => {
  const address = readAddress(text)
  return address && { version: address.version, first: address.value, last: address.value }
}

export const sizeOf = ({ first, last }: Interval): bigint => last - first + 1n

const CIDR = /^[\da-fA-F.:]+\/\d+$/
const V4 = String.raw`\d+\.\d+\.\d+\.\d+`
const V6 = String.raw`[\da-fA-F.]*:[\da-fA-F.:]*`
const FROM_TO = new RegExp(`^(?:(${V4})-(\\d+|${V4})|(${V6})-(${V6}))$`)

const cidr = (text: string): Interval => {
  const interval = readCidr(text)
  if (interval) return interval
  throw problem('RANGE_INVALID as CIDR', { shown: shownTarget(text) })
}

const fromTo = (text: string): Interval | undefined => {
  const match = FROM_TO.exec(text)
  if (!match) return undefined
  const [, first4, last4 = '', first6, last6 = ''] = match
  const from = first4 ?? first6 ?? ''
  const last = first4 === undefined ? last6 : last4
  // 192.0.2.1-20: only the last number.
  const to = /^\d+$/.test(last) ? from.replace(/(?<!\d)\d+$/, last) : last
  const [first, end] = [readAddress(from), readAddress(to)]
  if (first === undefined || end === undefined || first.version !== end.version || first.value > end.value)
    throw problem('RANGE_INVALID from one to another', { shown: shownTarget(text) })
  return { version: first.version, first: first.value, last: end.value }
}

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
