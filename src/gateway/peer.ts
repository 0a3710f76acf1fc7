import { randomBytes } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type { TLSSocket } from 'node:tls'

/**
 * The client that a request comes from: the SHA-256 of the certificate whose key it has proved to hold in the handshake, in
 * hexadecimal with colons. undefined: it presented none, and only what it knows identifies it.
 */
export const peerIdentity = ({ socket }: Pick<IncomingMessage, 'socket'>): string | undefined =>
  (socket as Partial<TLSSocket>).getPeerX509Certificate?.()?.fingerprint256

/** 192 random bits in visible ASCII, as revision 2025-11-25, "Session Management", wants them; a UUID has 122. */
export const unguessableId = (): string => randomBytes(24).toString('base64url')
