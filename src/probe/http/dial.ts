import { constants } from 'node:crypto'
import type { Socket } from 'node:net'
import {
  checkServerIdentity,
  connect as connectTls,
  createSecureContext,
  type SecureContext,
  type TLSSocket,
} from 'node:tls'
import type { DialAddress } from '../../net/gatekeeper.ts'
import { established, negotiatedGroup } from '../../net/socket.ts'
import { authoritiesWith } from '../../net/trustStore.ts'
import { hostOf } from '../../registry/net/host.ts'
import { openSslGroups } from '../../registry/tls/openSslGroups.ts'

export type HttpTarget = {
  /** Scheme, host and port of the URL: for the Host header, and for credentials. */
  origin: string
  to: DialAddress
  /** The server name to send (RFC 6066 §3); undefined for an address literal. */
  serverName?: string | undefined
}

/** The offer of a client that accepts TLS 1.3 with one group only. */
export type TlsOffer = {
  /** The name of OpenSSL. */
  group: string
  /** PEM: sent where the server asks for a client certificate. */
  identity?: { cert: string; key: string } | undefined
}

export type DialOptions = {
  /** Milliseconds for the connection, including TLS. */
  timeoutMs: number
  /** PEM texts of authorities to trust in addition to the system's. Used only with `verify`. */
  ca: readonly string[]
  /** Return only connections whose certificate is valid for the name: only those may carry credentials. */
  verify: boolean
  alpn: readonly string[]
  /** A group that the server is known to accept. */
  group?: string | undefined
  /** Instead of everything that a scanner offers. */
  only?: TlsOffer | undefined
  signal?: AbortSignal | undefined
}

export type Connection = {
  socket: Socket | TLSSocket
  alpn: string | undefined
  /** Undefined for resumed sessions, and before TLS 1.2. */
  group: string | undefined
  connectMs: number
}

class UnverifiedPeer extends Error {
  override readonly name = 'UnverifiedPeer'
  readonly code = 'UNVERIFIED'
}

/**
 * A connection to the address, on which nothing was sent after the handshake. A scanner has to see servers that clients
 * refuse, so without `verify` any certificate, version from TLS 1.0 and key size is accepted.
 */
export const dial = async (target: HttpTarget, options: DialOptions): Promise<Connection> => {
  const started = performance.now()
  const connection = await target.to.open(options)
  if (!target.origin.startsWith('https:')) {
    return { socket: connection, alpn: undefined, group: undefined, connectMs: performance.now() - started }
  }
  const socket = tlsOver(connection, target, options)
  await established(socket, 'secureConnect', { ...options, since: started })
  const connectMs = performance.now() - started
  if (options.verify && !socket.authorized) {
    socket.on('error', () => {}).destroy()
    throw new UnverifiedPeer(String(socket.authorizationError))
  }
  return { socket, alpn: socket.alpnProtocol || undefined, group: negotiatedGroup(socket), connectMs }
}

const tlsOver = (
  socket: Socket,
  target: HttpTarget,
  { verify, ca, alpn, group, only }: DialOptions,
): TLSSocket => {
  const host = hostOf(target.origin)
  return connectTls({
    socket,
    ...(target.serverName !== undefined && { servername: target.serverName }),
    ALPNProtocols: [...alpn],
    secureContext: verify ? verifyingContext(ca) : only ? offering(only) : anyContext(group),
    // Credentials belong to the name in the URL, whatever server name is sent.
    checkServerIdentity: (_name, certificate) => checkServerIdentity(host, certificate),
    // `dial` checks `authorized` itself, before anything is sent.
    rejectUnauthorized: false,
    minDHSize: 1,
  })
}

const ANY = new Map<string, SecureContext>()

/** Cached, because making a context costs more than a handshake. It trusts no authority. */
const anyContext = (group: string | undefined): SecureContext => {
  const ecdhCurve = openSslGroups(group)
  const existing = ANY.get(ecdhCurve)
  if (existing) return existing
  const context = createSecureContext({
    ca: [],
    minVersion: 'TLSv1',
    ciphers: 'ALL:!aNULL:!eNULL:@SECLEVEL=0',
    ecdhCurve,
    // Old servers lack RFC 5746.
    secureOptions: constants.SSL_OP_LEGACY_SERVER_CONNECT,
  })
  ANY.set(ecdhCurve, context)
  return context
}

const OFFERING = new WeakMap<TlsOffer, SecureContext>()

export const offering = (offer: TlsOffer): SecureContext => {
  const existing = OFFERING.get(offer)
  if (existing) return existing
  const context = createSecureContext({
    ca: [],
    minVersion: 'TLSv1.3',
    ciphers: 'DEFAULT@SECLEVEL=0',
    ecdhCurve: offer.group,
    ...offer.identity,
  })
  OFFERING.set(offer, context)
  return context
}

const VERIFYING = new WeakMap<readonly string[], SecureContext>()

/** For connections that may carry credentials: OpenSSL's default rules, with every group. */
const verifyingContext = (ca: readonly string[]): SecureContext => {
  const existing = VERIFYING.get(ca)
  if (existing) return existing
  const context = createSecureContext({ ca: authoritiesWith(ca), ecdhCurve: openSslGroups(undefined) })
  VERIFYING.set(ca, context)
  return context
}
