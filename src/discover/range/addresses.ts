import { isIP } from 'node:net'
import ipaddr from 'ipaddr.js'

/** An address as a number. IPv4-mapped IPv6 addresses (RFC 4291 §2.5.5.2) are taken for the IPv4 address they carry. */
export type Address = { version: 4 | 6; value: bigint }

/** Addresses from `first` to `last`, both included. */
export type Interval = { version: 4 | 6; first: bigint; last: bigint }

export const sizeOf = ({ first, last }: Interval): bigint => last - first + 1n

/** Undefined for anything but an address in full. Brackets around IPv6, as in URLs, are let pass. */
export const readAddress = (text: string): Address | undefined => {
  const literal = text.startsWith('[') && text.endsWith(']') ? text.slice(1, -1) : text
  if (!isIP(literal) || literal.includes('%')) return undefined
  const { version, first } = network(ipaddr.parse(literal).toByteArray())
  return { version, value: first }
}

/** RFC 4632 §3.1: the network in which the address lies. Undefined for anything else. */
export const readCidr = (text: string): Interval | undefined => {
  // ipaddr.js also reads 10/8 and 010.0.0.0/8, in which people mean different addresses.
  if (readAddress(text.replace(/\/.*$/, '')) === undefined || !ipaddr.isValidCIDR(text)) return undefined
  const [address, prefix] = ipaddr.parseCIDR(text)
  return network(address.toByteArray(), prefix)
}

const network = (bytes: readonly number[], prefix = bytes.length * 8): Interval => {
  const value = bytes.reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n)
  const size = 1n << BigInt(bytes.length * 8 - prefix)
  const first = value - (value % size)
  if (bytes.length === 4) return { version: 4, first, last: first + size - 1n }
  const isMapped = first >> 32n === MAPPED && size <= 1n << 32n
  const offset = isMapped ? MAPPED << 32n : 0n
  return { version: isMapped ? 4 : 6, first: first - offset, last: first - offset + size - 1n }
}

/** The first 96 bits of ::ffff:0:0/96. */
const MAPPED = (1n << 16n) - 1n

export const ipv4Text = (value: number): string =>
  `${value >>> 24}.${(value >>> 16) & 255}.${(value >>> 8) & 255}.${value & 255}`

/** As the WHATWG URL standard writes it, without the brackets: the first longest run of zeros is left out. */
export const ipv6Text = (value: bigint): string => {
  const digits = value.toString(16).padStart(32, '0')
  const pieces = Array.from({ length: 8 }, (_, i) =>
    digits.slice(4 * i, 4 * i + 4).replace(/^0{1,3}/, ''),
  ).join(':')
  const [longest = ''] = (pieces.match(/\b0(:0)+\b/g) ?? []).toSorted((a, b) => b.length - a.length)
  if (longest === '') return pieces
  const at = pieces.search(new RegExp(`(?<![\\da-f])${longest}(?![\\da-f])`))
  const before = pieces.slice(0, at).replace(/:$/, '')
  return `${before}::${pieces.slice(at + longest.length).replace(/^:/, '')}`
}
