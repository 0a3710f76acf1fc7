import type { Endpoint, Source } from '../../model/endpoint.ts'
import { readAddress } from '../../registry/net/address.ts'
import { endpointId } from '../endpointUrl.ts'
import { ipv4Text, ipv6Text, sizeOf } from './addresses.ts'
import { type Exclusion, isExcluded, NO_EXCLUSION } from './exclusion.ts'
import type { Range } from './ranges.ts'
import { type Segment, segmentsOf } from './segments.ts'

/** Hosts times ports. */
export type Sweep = {
  ranges: readonly Range[]
  /** Hosts of lists that are asked on every port: addresses and names, as a URL has them. */
  hosts?: readonly { host: string; source: Source }[]
  ports: readonly number[]
  exclusion?: Exclusion
}

/**
 * Every host of the sweep at the first port, then every host at the next. Within one port the order spreads the load:
 * a step that has no divisor in common with the number of hosts visits each once and no two neighbours in a row,
 * whatever range or list they stand in. Made as they are asked for: the memory does not grow with the ranges.
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

/** How many endpoints `sweepEndpoints` will give, without making them. */
export const sweepSize = (sweep: Sweep): number => sum(placesOf(sweep)) * sweep.ports.length

/** Hosts in a row, or one by name. `hostAt` writes as the WHATWG URL standard does, so that no URL need be parsed. */
type Place = { size: number; sources: readonly Source[]; hostAt: (offset: number) => string }

/** WHATWG URL: the default port is left out. */
const HTTPS = 443

const placesOf = ({ ranges, hosts = [], exclusion = NO_EXCLUSION }: Sweep): Place[] => {
  const named = new Map<string, Source[]>()
  const literal: Range[] = []
  for (const { host, source } of hosts) {
    const address = readAddress(host)
    if (address) {
      const { version, value } = address
      literal.push({ version, first: value, last: value, text: host, source })
    } else if (!isExcluded(exclusion, host)) named.set(host, [...(named.get(host) ?? []), source])
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
    // Numbers are exact up to 2^53: enough for IPv4, where it has to be fast.
    hostAt: (offset) => (version === 4 ? ipv4Text(base + offset) : `[${ipv6Text(first + BigInt(offset))}]`),
  }
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

/** The golden ratio of the size, or the next number that has no divisor in common with it. */
const stepFor = (size: number): number => {
  let step = Math.max(1, Math.round(size * 0.618))
  while (divisor(step, size) !== 1 && step < size) step++
  return step
}

const divisor = (a: number, b: number): number => (b === 0 ? a : divisor(b, a % b))
