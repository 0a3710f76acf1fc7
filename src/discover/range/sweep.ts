import type { Endpoint, Source } from '../../model/endpoint.ts'
import { endpointId } from '../endpointUrl.ts'
import { type Exclusion, isExcluded, NO_EXCLUSION } from './exclusion.ts'
import { addressInterval, type Range, type Segment, segmentsOf, sizeOf } from './ranges.ts'

export type Sweep = {
  ranges: readonly Range[]
  /** Addresses and names from lists, as in a URL. */
  hosts?: readonly { host: string; source: Source }[]
  ports: readonly number[]
  exclusion?: Exclusion
}

/**
 * Every host on the first port, then every host on the next. Within a port the order spreads the load: a step that is
 * coprime to the number of hosts visits each once, and no two neighbours in succession. Created on demand, so that memory
 * does not grow with the ranges.
 */
export function* sweepEndpoints(sweep: Sweep): Generator<Endpoint> {
  const places = placesOf(sweep)
  const size = sum(places)
  const starts = startsOf(places)
  const step = stepFor(size)
  for (const port of sweep.ports) {
    const suffix = port === HTTPS ? '/' : `:${port}/`
    for (let i = 0, at = 0; i < size; i++, at = (at + step) % size) {
      const found = placeAt(starts, at)
      const place = places[found]
      if (place === undefined) continue
      const url = `https://${place.hostAt(at - (starts[found] ?? 0))}${suffix}`
      yield { id: endpointId(url), url, transport: 'unknown', sources: [...place.sources] }
    }
  }
}

export const sweepSize = (sweep: Sweep): number => sum(placesOf(sweep)) * sweep.ports.length

/** Consecutive addresses, or one name. `hostAt` writes as the WHATWG URL standard does, so that URLs need not be parsed. */
type Place = { size: number; sources: readonly Source[]; hostAt: (offset: number) => string }

/** The WHATWG URL standard leaves out the default port. */
const HTTPS = 443

const placesOf = ({ ranges, hosts = [], exclusion = NO_EXCLUSION }: Sweep): Place[] => {
  const named = new Map<string, Source[]>()
  const literal: Range[] = []
  for (const { host, source } of hosts) {
    const interval = addressInterval(host)
    if (interval) literal.push({ ...interval, text: host, source })
    else if (!isExcluded(exclusion, host)) named.set(host, [...(named.get(host) ?? []), source])
  }
  return [
    ...segmentsOf([...ranges, ...literal], exclusion.intervals).map(segmentPlace),
    ...[...named].map(([host, sources]) => ({ size: 1, sources, hostAt: () => host })),
  ]
}

const segmentPlace = (segment: Segment): Place => {
  const { version, first } = segment
  const base = Number(first)
  return {
    size: Number(sizeOf(segment)),
    sources: segment.names.map(({ source }) => source),
    // Numbers are faster than bigints, and exact for IPv4.
    hostAt: (offset) => (version === 4 ? ipv4Text(base + offset) : ipv6Host(first + BigInt(offset))),
  }
}

const ipv4Text = (value: number): string =>
  `${value >>> 24}.${(value >>> 16) & 255}.${(value >>> 8) & 255}.${value & 255}`

/** The text of the address in a URL, in brackets. */
export const ipv6Host = (value: bigint): string => {
  const words = value.toString(16).padStart(32, '0').match(/.{4}/g) ?? []
  return new URL(`http://[${words.join(':')}]`).hostname
}

const sum = (places: readonly Place[]): number => places.reduce((total, { size }) => total + size, 0)

const startsOf = (places: readonly Place[]): Float64Array => {
  const starts = new Float64Array(places.length)
  for (let i = 1; i < places.length; i++) starts[i] = (starts[i - 1] ?? 0) + (places[i - 1]?.size ?? 0)
  return starts
}

/** The last place that begins at or before `at`. */
const placeAt = (starts: Float64Array, at: number): number => {
  let low = 0
  let high = starts.length
  while (high - low > 1) {
    const middle = (low + high) >> 1
    if ((starts[middle] ?? 0) <= at) low = middle
    else high = middle
  }
  return low
}

/** The golden ratio of the size, or the next number that is coprime to it. */
const stepFor = (size: number): number => {
  let step = Math.max(1, Math.round(size * 0.618))
  while (divisor(step, size) !== 1 && step < size) step++
  return step
}

const divisor = (a: number, b: number): number => (b === 0 ? a : divisor(b, a % b))
