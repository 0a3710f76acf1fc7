import { rowsOf } from '../dataFile.ts'
import { contains, type Interval, readAddress, readCidr } from './address.ts'
import table from './specialAddresses.json' with { type: 'json' }

/** `::1` of `[::1]`: a host as sockets and certificates name it. */
export const bareHost = (host: string): string => host.replace(/^\[|\]$/g, '')

/** `[::1]` of `::1`: a host as URLs name it. */
export const urlHost = (host: string): string =>
  host.includes(':') && !host.startsWith('[') ? `[${host}]` : host

/** The host of a URL, without brackets. Throws TypeError for other text. */
export const hostOf = (url: string): string => bareHost(new URL(url).hostname)

const DEFAULT_PORTS: Readonly<Record<string, number>> = {
  'https:': 443,
  'wss:': 443,
  'http:': 80,
  'ws:': 80,
  'ssh:': 22,
}

/** The port of a URL: where it names none, that of its scheme. */
export const portOf = ({ port, protocol }: Pick<URL, 'port' | 'protocol'>): number =>
  port === '' ? (DEFAULT_PORTS[protocol] ?? 443) : Number(port)

export type SpecialAddressRow = {
  prefix: string
  bits: number
  what: string
  /** IANA: "Globally Reachable". */
  global?: true
  rfc: string
  source: string
}

/** The special-purpose address registries of IANA, and what is reserved otherwise. */
export const SPECIAL_ADDRESSES: readonly SpecialAddressRow[] = rowsOf(table.special)

/** IPv6 prefixes that carry an IPv4 address, at byte `offset`: each is judged by the address it carries. */
const CARRIERS_OF_IPV4: readonly { prefix: string; bits: number; offset: number; source: string }[] =
  table.carriersOfIpv4

/** `bits`: of the longer of two prefixes, which counts. */
type SpecialNetwork = Interval & { what: string; isGlobal: boolean; bits: number }

/** By version of the address. */
let networks: Readonly<Record<4 | 6, readonly SpecialNetwork[]>> | undefined

/** The longest prefix first; the rows of the registry before the IPv4 networks that IPv6 addresses carry. */
const specialNetworks = (version: 4 | 6): readonly SpecialNetwork[] => {
  if (!networks) {
    const sorted = [...rows(), ...carried()].toSorted((a, b) => b.bits - a.bits)
    const of = (which: 4 | 6) => sorted.filter((one) => one.version === which)
    networks = { 4: of(4), 6: of(6) }
  }
  return networks[version]
}

const rows = (): SpecialNetwork[] =>
  SPECIAL_ADDRESSES.flatMap(({ prefix, bits, what, global = false }) => {
    const interval = readCidr(`${prefix}/${bits}`)
    return interval ? [{ ...interval, what, isGlobal: global, bits }] : []
  })

const carried = (): SpecialNetwork[] =>
  CARRIERS_OF_IPV4.flatMap(({ prefix, bits: prefixBits, offset }) => {
    const base = readCidr(`${prefix}/${prefixBits}`)?.first ?? 0n
    const shift = BigInt(8 * (12 - offset))
    return rows()
      .filter(({ version }) => version === 4)
      .map(
        ({ first, last, bits, ...row }): SpecialNetwork => ({
          ...row,
          version: 6,
          first: base + (first << shift),
          last: base + ((last + 1n) << shift) - 1n,
          bits: bits + 8 * offset,
        }),
      )
  })

/** The IPv4 address that an IPv6 address carries; undefined: none. */
export const carriedIpv4 = (address: string): string | undefined => {
  const read = address.includes(':') ? readAddress(withoutZone(address)) : undefined
  if (read?.version !== 6) return undefined
  for (const { prefix, bits, offset } of CARRIERS_OF_IPV4) {
    const network = readCidr(`${prefix}/${bits}`)
    if (!network || !contains(network, read)) continue
    return dotted(Number((read.value >> BigInt(8 * (12 - offset))) & 0xffff_ffffn))
  }
  return undefined
}

/**
 * IPv4 addresses that an address of 64:ff9b:1::/48 (RFC 8215) may carry: the lengths of its prefixes are the operator's
 * choice, and RFC 6052 §2.2 has a position for each.
 */
export const translatedIpv4 = (address: string): string[] => {
  const read = address.includes(':') ? readAddress(withoutZone(address)) : undefined
  if (read?.version !== 6 || !TRANSLATED || !contains(TRANSLATED, read)) return []
  const bits = (from: number, count: number): bigint =>
    (read.value >> BigInt(128 - from - count)) & ((1n << BigInt(count)) - 1n)
  // Bits 64 to 71 are zero, and not part of an IPv4 address.
  const rest = (bits(48, 16) << 56n) | bits(72, 56)
  const found = [rest >> 40n, rest >> 32n, rest >> 24n, read.value].map((one) => Number(one & 0xffff_ffffn))
  return found.filter((one) => one !== 0).map(dotted)
}

const TRANSLATED = readCidr('64:ff9b:1::/48')

const dotted = (value: number): string => [24, 16, 8, 0].map((shift) => (value >>> shift) & 255).join('.')

/** Where a connection to the unspecified address leads: to the own machine (RFC 1122 §3.2.1.3 (a)). Undefined for any other. */
export const unspecifiedLeadsTo = (address: string): string | undefined => {
  const read = readAddress(withoutZone(address))
  return read?.value === 0n ? { 4: '127.0.0.1', 6: '::1' }[read.version] : undefined
}

/** RFC 4007 §11: the zone after the percent sign says only by which interface an address is reached. */
const withoutZone = (address: string): string => address.replace(/%.*$/s, '')

/** The special use of an address: `private`, `loopback`, `link-local` …; undefined: it leads to the Internet. */
export const specialUse = (address: string): string | undefined => {
  const read = readAddress(withoutZone(address))
  if (!read) return 'not an address'
  const found = specialNetworks(read.version).find((one) => contains(one, read))
  return found?.isGlobal ? undefined : found?.what
}

/** From where an address can be reached: `public` from everywhere, `loopback` from its own machine only; null: unknown. */
export const addressScope = (address: string | null): 'public' | 'loopback' | 'private' | undefined => {
  if (address === null) return undefined
  const use = specialUse(address)
  return use === undefined ? 'public' : use === 'loopback' ? 'loopback' : 'private'
}

export const isLoopback = (address: string): boolean => specialUse(address) === 'loopback'

/** Names of RFC 6761 §6.3, loopback addresses, and the name by which containers reach their host (Docker). */
export const isThisMachine = (host: string): boolean =>
  /(^|\.)localhost\.?$/i.test(host) || host === 'host.docker.internal' || isLoopback(bareHost(host))

/** Names that lead nowhere on the Internet; a name without a dot is completed by a resolver. */
const LOCAL_NAMES = Object.keys(table.localNames)

/** Of a name: what is behind it is decided by private networks. A name of the Internet may have a private address too. */
export const isLocalName = (host: string): boolean => {
  const name = host.toLowerCase().replace(/\.$/, '')
  return !name.includes('.') || LOCAL_NAMES.some((one) => name === one || name.endsWith(`.${one}`))
}

/** Whether resolvers may read a name as an IPv4 address, in whatever spelling (URL standard §3.5, inet_aton(3)). */
export const endsInNumber = (host: string): boolean => /(?:^|\.)(?:\d+|0x[\da-f]*)\.?$/i.test(host)

/** 0.0.0.0 and ::, which stand for every address of a machine, and which clients cannot use. */
export const isWildcard = (host: string): boolean => readAddress(host)?.value === 0n

/** The user's own networks. Not shared address space (RFC 6598), which other customers of the provider use. */
const OWN: readonly string[] = ['loopback', 'link-local', 'private', 'unique-local']

export const ownNetworks = (): readonly Interval[] =>
  [...specialNetworks(4), ...specialNetworks(6)].filter(({ what }) => OWN.includes(what))

export const isOwnAddress = (address: string): boolean => OWN.includes(specialUse(address) ?? '')

/** A name or an address that a public list must not make this machine contact. */
export const isSpecialHost = (host: string): boolean =>
  isThisMachine(host) || (readAddress(host) !== undefined && specialUse(bareHost(host)) !== undefined)
