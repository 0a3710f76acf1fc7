import { constants } from 'node:crypto'
import { connect as connectTcp, type Socket } from 'node:net'
import {
  checkServerIdentity,
  connect as connectTls,
  createSecureContext,
  getCACertificates,
  type SecureContext,
  type TLSSocket,
} from 'node:tls'
import { hostOf } from '../../registry/net/host.ts'
import { ianaGroupName, openSslGroups } from '../../registry/tls/openSslGroups.ts'

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

class DialTimeout extends Error {
  override readonly name = 'DialTimeout'
  readonly code = 'ETIMEDOUT'
}

/**
 * A connection to the one address, on which nothing was sent beyond the handshake. A scanner has to see the servers
 * that others refuse, so without `verify` any certificate, version from TLS 1.0 and key size will do.
 */
export const dial = (target: HttpTarget, options: DialOptions): Promise<Connection> => {
  const started = performance.now()
  const { promise, resolve, reject } = Promise.withResolvers<Connection>()
  const secure = target.origin.startsWith('https:')
  const socket = secure ? dialTls(target, options) : dialTcp(target)
  const settle = (): void => {
    clearTimeout(timer)
    options.signal?.removeEventListener('abort', onAbort)
    socket.off('error', fail).off('close', onClose)
  }
  const fail = (error: Error): void => {
    settle()
    // Some errors come after the first one, of a socket that is on its way out.
    socket.on('error', () => {}).destroy()
    reject(error)
  }
  const onClose = (): void => fail(Object.assign(new Error('closed'), { code: 'ECONNRESET' }))
  const onAbort = (): void => fail(new DialTimeout('aborted'))
  const timer = setTimeout(() => fail(new DialTimeout('no connection')), options.timeoutMs)
  options.signal?.addEventListener('abort', onAbort)
  socket.once('error', fail)
  socket.once('close', onClose)
  socket.once(secure ? 'secureConnect' : 'connect', () => {
    const tls = secure ? (socket as TLSSocket) : undefined
    if (tls && options.verify && !tls.authorized) {
      fail(new UnverifiedPeer(String(tls.authorizationError)))
      return
    }
    settle()
    const connectMs = performance.now() - started
    resolve({ socket, alpn: tls?.alpnProtocol || undefined, group: tls && negotiatedGroup(tls), connectMs })
  })
  return promise
}

/** The group of a connection, as IANA spells it; undefined where there was no (EC)DHE or KEM. */
export const negotiatedGroup = (socket: TLSSocket): string | undefined => {
  const info = socket.getEphemeralKeyInfo()
  return info && 'name' in info && typeof info.name === 'string' ? ianaGroupName(info.name) : undefined
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

const offering = (offer: TlsOffer): SecureContext => {
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
  const system = getCACertificates('system')
  const roots = system.length > 0 ? system : getCACertificates('bundled')
  const context = createSecureContext({ ca: [...roots, ...ca], ecdhCurve: openSslGroups(undefined) })
  VERIFYING.set(ca, context)
  return context
}
