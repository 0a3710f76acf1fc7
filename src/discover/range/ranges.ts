import type { Source } from '../../model/endpoint.ts'
import { UsageError } from '../../model/error.ts'
import { type Interval, readAddress, readCidr } from '../../registry/net/address.ts'
import { shownTarget } from '../endpointUrl.ts'

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
  const hint = `Name ranges of at most ${MAX_ADDRESSES} addresses, or a list of hosts.`
  throw invalid(text, `has ${size} addresses`, hint)
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
  throw invalid(text, 'not a CIDR range', 'Write it as 192.0.2.0/24 or 2001:db8::/120.')
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
  if (first === undefined || end === undefined || first.version !== end.version || first.value > end.value) {
    const what = 'not a range from one address to a higher one'
    throw invalid(text, what, 'Write it as 192.0.2.1-20 or 192.0.2.1-192.0.3.7.')
  }
  return { version: first.version, first: first.value, last: end.value }
}

const invalid = (text: string, what: string, hint: string): UsageError =>
  new UsageError('RANGE_INVALID', `invalid range "${shownTarget(text)}": ${what}`, hint)
