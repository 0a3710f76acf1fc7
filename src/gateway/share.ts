import type { Socket } from 'node:net'
import { readAddress } from '../registry/net/address.ts'

/** Rounded up: no client address can take all that clients share. */
const ADDRESS_SHARE = 0.75

/** What one client address may have of `limit`. */
export const shareOf = (limit: number): number => Math.ceil(limit * ADDRESS_SHARE)

/** An IPv4 address, or the /64 network of an IPv6 one: one client has all addresses of it. */
export const clientOf = ({ remoteAddress = '' }: Pick<Socket, 'remoteAddress'>): string => {
  const address = readAddress(remoteAddress)
  return address?.version === 6 ? String(address.value >> 64n) : remoteAddress
}

/** Whether all of `limit` is taken, or the share of this client. */
export const isTaken = (limit: number, holders: Iterable<{ client: string }>, client: string): boolean => {
  let all = 0
  let own = 0
  for (const holder of holders) {
    all++
    if (holder.client === client) own++
  }
  return all >= limit || own >= shareOf(limit)
}
