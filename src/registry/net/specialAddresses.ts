import { rowsOf } from '../dataFile.ts'
import table from './specialAddresses.json' with { type: 'json' }

export type SpecialAddressRow = { prefix: string; bits: number; what: string; source: string }

/** Addresses that are not globally reachable: they lead into the scanner's own networks, or nowhere. */
export const SPECIAL_ADDRESSES: readonly SpecialAddressRow[] = rowsOf(table.special)

/** IPv6 prefixes that carry an IPv4 address, at byte `offset`: each is judged by the address that it carries. */
export const CARRIERS_OF_IPV4: readonly { prefix: string; bits: number; offset: number; source: string }[] =
  table.carriersOfIpv4
