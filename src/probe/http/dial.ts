import { constants } from 'node:crypto'
import { connect as connectTcp, type Socket } from 'node:net'
import {
  checkServerIdentity,
  connect as connectTls,
  createSecureContext,
  type SecureContext,
  type TLSSocket,
} from 'node:tls'
import { established, negotiatedGroup } from '../../net/socket.ts'
import { authoritiesWith } from '../../net/trustStore.ts'
import { hostOf } from '../../registry/net/host.ts'
import { openSslGroups } from '../../registry/tls/openSslGroups.ts'

export type HttpTarget = {
  /** Scheme, host and port as the URL names them: what the Host header says, and what credentials belong to. */
  origin: string
  /** The address that is dialled: the name is not looked up again. */
  address: string
  port: number
  /** The name to ask for (RFC 6066 §3); undefined for an address literal. */
  serverName?: string | undefined
}

/** All that a client offers: TLS 1.3 with one group, so that what comes about can be nothing else. */
export type TlsOffer = {
  /** As OpenSSL spells it. */
  group: string
  /** PEM: what the client shows where the server asks for a certificate. */
  identity?: { cert: string; key: string } | undefined
}

export type DialOptions = {
  /** Milliseconds until the connection, TLS included, stands. */
  timeoutMs: number
  /** PEM texts of authorities to trust beside the system's. Read only where `verify` is set. */
  ca: readonly string[]
  /** Hand out only connections whose certificate validates for the name: the ones that may carry credentials. */
  verify: boolean
  alpn: readonly string[]
  /** The group that the server is known to take. */
  group?: string | undefined
  /** Instead of everything that a scanner offers. */
  only?: TlsOffer | undefined
  signal?: AbortSignal | undefined
}

export type Connection = {
  socket: Socket | TLSSocket
  alpn: string | undefined
  /** The group that was negotiated, where OpenSSL tells it: not for resumed sessions, nor before TLS 1.2. */
  group: string | undefined
  connectMs: number
}

/** The certificate does not validate for the name, and the caller asked for no other connection. */
class UnverifiedPeer extends Error {
  override readonly name = 'UnverifiedPeer'
  readonly code = 'UNVERIFIED'
}

/**
 * A connection to the one address, on which nothing was sent beyond the handshake. A scanner has to see the servers
 * that others refuse, so without `verify` any certificate, version from TLS 1.0 and key size is accepted.
 */
export const dial = async (target: HttpTarget, options: DialOptions): Promise<Connection> => {
  const started = performance.now()
  if (!target.origin.startsWith('https:')) {
    const socket = dialTcp(target)
    await established(socket, 'connect', options)
    return { socket, alpn: undefined, group: undefined, connectMs: performance.now() - started }
  }
  const socket = dialTls(target, options)
  await established(socket, 'secureConnect', options)
  const connectMs = performance.now() - started
  if (options.verify && !socket.authorized) {
    socket.on('error', () => {}).destroy()
    throw new UnverifiedPeer(String(socket.authorizationError))
  }
  return { socket, alpn: socket.alpnProtocol || undefined, group: negotiatedGroup(socket), connectMs }
}

const dialTcp = ({ address, port }: HttpTarget): Socket =>
  connectTcp({ host: address, port, autoSelectFamily: false, noDelay: true })

const dialTls = (target: HttpTarget, { verify, ca, alpn, group, only }: DialOptions): TLSSocket => {
  const host = hostOf(target.origin)
  const socket = connectTls({
    host: target.address,
    port: target.port,
    ...(target.serverName !== undefined && { servername: target.serverName }),
    ALPNProtocols: [...alpn],
    secureContext: verify ? verifyingContext(ca) : only ? offering(only) : anyContext(group),
    // The name that a credential belongs to is the URL's, whatever name was asked for.
    checkServerIdentity: (_name, certificate) => checkServerIdentity(host, certificate),
    // `dial` looks at `authorized` itself: before it hands the connection out, nothing is sent.
    rejectUnauthorized: false,
    minDHSize: 1,
  })
  return socket.setNoDelay(true)
}

const ANY = new Map<string, SecureContext>()

/** One context for all endpoints and hints: to build one costs more than a handshake. It trusts nobody. */
const anyContext = (group: string | undefined): SecureContext => {
  const ecdhCurve = openSslGroups(group)
  const existing = ANY.get(ecdhCurve)
  if (existing) return existing
  const context = createSecureContext({
    ca: [],
    minVersion: 'TLSv1',
    ciphers: 'ALL:!aNULL:!eNULL:@SECLEVEL=0',
    ecdhCurve,
    // Servers without RFC 5746 are old, and just therefore worth seeing.
    secureOptions: constants.SSL_OP_LEGACY_SERVER_CONNECT,
  })
  ANY.set(ecdhCurve, context)
  return context
}

const OFFERING = new WeakMap<TlsOffer, SecureContext>()

/** TLS 1.3 with one group, and any certificate. */
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

/** What may carry credentials is negotiated under OpenSSL's own rules, with every group there is. */
const verifyingContext = (ca: readonly string[]): SecureContext => {
  const existing = VERIFYING.get(ca)
  if (existing) return existing
  const context = createSecureContext({ ca: authoritiesWith(ca), ecdhCurve: openSslGroups(undefined) })
  VERIFYING.set(ca, context)
  return context
}
