import { randomBytes } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import type { TLSSocket } from 'node:tls'
import { readAddress } from '../registry/net/address.ts'

/**
 * The client that a request comes from: the SHA-256 of the certificate whose key it has proved to hold in the handshake, in
 * hexadecimal with colons. undefined: it presented none, and only what it knows identifies it.
 */
export const peerIdentity = ({ socket }: Pick<IncomingMessage, 'socket'>): string | undefined =>
  (socket as Partial<TLSSocket>).getPeerX509Certificate?.()?.fingerprint256

/** 192 random bits in visible ASCII, as revision 2025-11-25, "Session Management", wants them; a UUID has 122. */
export const unguessableId = (): string => randomBytes(24).toString('base64url')

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
