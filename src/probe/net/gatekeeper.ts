import { lookup } from 'node:dns/promises'
import { BlockList, isIP } from 'node:net'
import { CARRIERS_OF_IPV4, SPECIAL_ADDRESSES } from '../../registry/net/specialAddresses.ts'

/** What an address is, where it is not simply a place on the Internet: `private`, `loopback`, `link-local` … */
export const specialAddress = (address: string): string | undefined => {
  const version = isIP(address)
  if (version === 0) return 'no address'
  const carried = version === 6 ? carriedIpv4(address) : undefined
  // `::` and `::1` are IPv4-compatible in form only: their own rows come first.
  return (
    SPECIAL.find(({ list }) => list.check(address, family(version)))?.what ??
    (carried && specialAddress(carried))
  )
}

export type Resolved = { address: string } | { refused: string }

/**
 * The address to dial for a host that somebody else's metadata names. All its addresses have to be fit, so that a name
 * cannot hide a private one behind a public one; the one given is the one to dial, without another look-up.
 */
export const resolveInScope = async (
  host: string,
  inScope: (hostOrAddress: string) => boolean,
  resolve: (host: string) => Promise<string[]> = systemResolve,
): Promise<Resolved> => {
  const bare = host.replace(/^\[|\]$/g, '')
  const addresses = isIP(bare) ? [bare] : await resolve(bare)
  const [first] = addresses
  if (first === undefined) return { refused: 'the name does not resolve' }
  if (inScope(bare)) return { address: first }
  for (const address of addresses) {
    const special = specialAddress(address)
    if (special !== undefined && !inScope(address))
      return { refused: `a ${special} address that was not in scope` }
  }
  return { address: first }
}

const systemResolve = async (host: string): Promise<string[]> => {
  try {
    return (await lookup(host, { all: true })).map(({ address }) => address)
  } catch {
    return []
  }
}

const family = (version: number): 'ipv4' | 'ipv6' => (version === 4 ? 'ipv4' : 'ipv6')

const listOf = (prefix: string, bits: number): BlockList => {
  const list = new BlockList()
  list.addSubnet(prefix, bits, family(isIP(prefix)))
  return list
}

const SPECIAL = SPECIAL_ADDRESSES.map(({ prefix, bits, what }) => ({ what, list: listOf(prefix, bits) }))
const CARRIERS = CARRIERS_OF_IPV4.map(({ prefix, bits, offset }) => ({ offset, list: listOf(prefix, bits) }))

const carriedIpv4 = (address: string): string | undefined => {
  const carrier = CARRIERS.find(({ list }) => list.check(address, 'ipv6'))
  if (!carrier) return undefined
  return [...ipv6Bytes(address).subarray(carrier.offset, carrier.offset + 4)].join('.')
}

/** RFC 4291 §2.2: the URL parser brings any spelling into one. */
const ipv6Bytes = (address: string): Uint8Array => {
  const [left = '', right = ''] = new URL(`http://[${address.split('%', 1)[0]}]`).hostname
    .slice(1, -1)
    .split('::')
  const head = left === '' ? [] : left.split(':')
  const tail = right === '' ? [] : right.split(':')
  const middle = Array.from({ length: 8 - head.length - tail.length }, () => '0')
  const words = [...head, ...middle, ...tail].map((word) => Number.parseInt(word, 16))
  return Uint8Array.from(words.flatMap((word) => [word >> 8, word & 0xff]))
}
