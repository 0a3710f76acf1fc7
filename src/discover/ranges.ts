import { isIP } from 'node:net'
import ipaddr from 'ipaddr.js'
import type { Endpoint, Source } from '../model/endpoint.ts'
import { UsageError } from '../model/error.ts'
import { shownTarget } from './identity.ts'
import { urlEndpoint } from './targets.ts'

/** A CIDR range, as numbers. */
export type Range = {
  text: string
  first: bigint
  size: bigint
  version: 4 | 6
  /** Neither loopback nor private: whoever scans it must be allowed to. */
  public: boolean
  source?: Source
}

/** More than a /12 of IPv4 is a typing error or a misuse; IPv6 networks are never searched whole. */
const MAX_ADDRESSES = 1n << 20n

/** Undefined where the text is no CIDR notation at all. @throws {UsageError} where it is a wrong one. */
export const parseRange = (text: string): Range | undefined => {
  if (!/^[\da-fA-F.:]+\/\d+$/.test(text)) return undefined
  // ipaddr.js also reads 10/8 and 010.0.0.0/8, in which people mean different addresses.
  if (!isIP(text.replace(/\/.*$/, '')) || !ipaddr.isValidCIDR(text))
    throw invalid(text, 'is not a CIDR range', 'Write it as 192.0.2.0/24 or 2001:db8::/120.')
  const [address, prefix] = ipaddr.parseCIDR(text)
  const bits = address.kind() === 'ipv4' ? 32 : 128
  const size = 1n << BigInt(bits - prefix)
  if (size > MAX_ADDRESSES) {
    throw invalid(
      text,
      `has ${size} addresses`,
      `Name ranges of at most ${MAX_ADDRESSES} addresses, or a list of hosts.`,
    )
  }
  const value = bytesToNumber(address.toByteArray())
  return {
    text,
    first: value - (value % size),
    size,
    version: bits === 32 ? 4 : 6,
    public: !LOCAL.has(address.range()),
  }
}

/** ipaddr.js' names for what never leaves the site. */
const LOCAL = new Set(['loopback', 'private', 'uniqueLocal', 'linkLocal', 'carrierGradeNat'])

const invalid = (text: string, what: string, hint: string): UsageError =>
  new UsageError('INVALID_RANGE', `${shownTarget(text)} ${what}`, hint)

const bytesToNumber = (bytes: readonly number[]): bigint =>
  bytes.reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n)

/**
 * The addresses of a range with each port, in an order that spreads the load: a step that has no divisor in common
 * with the size visits every address once and never two neighbours in a row. Generated as they are asked for.
 */
export function* rangeEndpoints(range: Range, ports: readonly number[]): Generator<Endpoint> {
  const step = stepFor(range.size)
  const source: Source = { ...(range.source ?? { kind: 'range' as const }), name: range.text }
  for (const port of ports) {
    for (let i = 0n; i < range.size; i++) {
      const host = addressText(range, (i * step) % range.size)
      yield urlEndpoint(`https://${host}:${port}/`, source)
    }
  }
}

/** About the golden ratio of the size, made odd: sizes are powers of two. */
const stepFor = (size: bigint): bigint => (size <= 2n ? 1n : ((size * 618n) / 1000n) | 1n)

const addressText = (range: Range, offset: bigint): string => {
  const value = range.first + offset
  const length = range.version === 4 ? 4 : 16
  const bytes = Array.from({ length }, (_, i) => Number((value >> BigInt(8 * (length - 1 - i))) & 0xffn))
  const text = ipaddr.fromByteArray(bytes).toString()
  return range.version === 4 ? text : `[${text}]`
}
