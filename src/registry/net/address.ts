/** An address as a number. An IPv4-mapped IPv6 address (RFC 4291 §2.5.5.2) is the IPv4 address in it. */
export type Address = { version: 4 | 6; value: bigint }

/** Addresses from `first` to `last`, both included. */
export type Interval = { version: 4 | 6; first: bigint; last: bigint }

/** Undefined for anything but a whole address, with or without the brackets of a URL. */
export const readAddress = (text: string): Address | undefined => {
  if (last?.text !== text) last = { text, address: read(text) }
  return last.address
}

/** A sweep of millions of addresses asks several times about each of them. */
let last: { text: string; address: Address | undefined } | undefined

const read = (text: string): Address | undefined => {
  const literal = parse(text.startsWith('[') && text.endsWith(']') ? text.slice(1, -1) : text)
  // Without the arithmetic of a network, which takes longer.
  if (literal?.bits === 32) return { version: 4, value: literal.value }
  if (!literal) return undefined
  const { version, first } = network(literal, literal.bits)
  return { version, value: first }
}

/** RFC 4632 §3.1: the network in which the address lies. Undefined for anything else. */
export const readCidr = (text: string): Interval | undefined => {
  const [, address = '', digits] = /^(.*)\/(\d{1,3})$/.exec(text) ?? []
  const literal = parse(address)
  const prefix = Number(digits)
  return literal && prefix <= literal.bits ? network(literal, prefix) : undefined
}

export const contains = ({ version, first, last }: Interval, address: Address): boolean =>
  version === address.version && first <= address.value && address.value <= last

/** RFC 6943 §3.1.1: four decimal numbers without leading zeros, which some programs read as octal. */
const IPV4 = /^(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?:\.(?!$)|$)){4}$/

type Literal = { bits: 32 | 128; value: bigint }

const parse = (text: string): Literal | undefined => {
  if (IPV4.test(text))
    return { bits: 32, value: BigInt(text.split('.').reduce((sum, part) => sum * 256 + Number(part), 0)) }
  if (!/^[\da-f:.]+$/i.test(text)) return undefined
  // The URL parser brings every spelling of RFC 4291 §2.2 into one.
  const [left, right = ''] = URL.parse(`http://[${text}]/`)?.hostname.slice(1, -1).split('::') ?? []
  if (left === undefined) return undefined
  const [head, tail] = [words(left), words(right)]
  const zeros = Array.from({ length: 8 - head.length - tail.length }, () => 0)
  return { bits: 128, value: joined([...head, ...zeros, ...tail], 16n) }
}

const words = (text: string): number[] =>
  text === '' ? [] : text.split(':').map((word) => Number.parseInt(word, 16))

const joined = (digits: readonly number[], width: bigint): bigint =>
  digits.reduce((value, digit) => (value << width) | BigInt(digit), 0n)

const network = ({ bits, value }: Literal, prefix: number): Interval => {
  const size = 1n << BigInt(bits - prefix)
  const first = value - (value % size)
  if (bits === 32) return { version: 4, first, last: first + size - 1n }
  const isMapped = first >> 32n === MAPPED && size <= 1n << 32n
  const offset = isMapped ? MAPPED << 32n : 0n
  return { version: isMapped ? 4 : 6, first: first - offset, last: first - offset + size - 1n }
}

/** The first 96 bits of ::ffff:0:0/96. */
const MAPPED = (1n << 16n) - 1n
