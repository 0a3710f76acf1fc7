import { constants } from 'node:crypto'
import type { Socket } from 'node:net'
import {
  checkServerIdentity,
  connect as connectTls,
  createSecureContext,
  DEFAULT_CIPHERS,
  type SecureContext,
  type TLSSocket,
} from 'node:tls'
import type { DialAddress } from '../../net/gatekeeper.ts'
import { established, type Limits, negotiatedGroup } from '../../net/socket.ts'
import { authoritiesWith } from '../../net/trustStore.ts'
import { hostOf } from '../../registry/net/host.ts'
import { openSslGroups } from '../../registry/tls/software/openSslGroups.ts'
import { nodeOffer, withShortPrimes } from '../tls/finiteField.ts'

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

/** The time for the connection includes TLS. */
export type DialOptions = Limits & {
  /** PEM texts of authorities to trust in addition to the system's. Used only with `verify`. */
  ca: readonly string[]
  /** Return only connections whose certificate is valid for the name: only those may carry credentials. */
  verify: boolean
  alpn: readonly string[]
  /** A group that the server is known to accept. */
  group?: string | undefined
  /** The server is known to accept a key exchange other than finite-field Diffie-Hellman. */
  withoutFiniteField?: boolean | undefined
  /** Awaited before each connection, at a host that limits them. */
  turn?: (() => Promise<void>) | undefined
  /** Instead of everything that a scanner offers. */
  only?: TlsOffer | undefined
}

export type Connection = {
  socket: Socket | TLSSocket
  /** Below TLS. */
  wire: Socket
  alpn: string | undefined
  /** Undefined for resumed sessions, and before TLS 1.2. */
  group: string | undefined
  connectMs: number
}

/**
 * A connection to the address, on which nothing was sent after the handshake. A scanner has to see servers that clients
 * refuse, so without `verify` any certificate, version from TLS 1.0 and key size is accepted.
 */
export const dial = async (target: HttpTarget, options: DialOptions): Promise<Connection> => {
  const started = performance.now()
  const connection = await target.to.open(options)
  if (!target.origin.startsWith('https:')) {
    const connectMs = performance.now() - started
    return { socket: connection, wire: connection, alpn: undefined, group: undefined, connectMs }
  }
  const socket = tlsOver(connection, target, options)
  await established(socket, 'secureConnect', { ...options, since: started })
  const connectMs = performance.now() - started
  if (options.verify && !socket.authorized) {
    socket.on('error', () => {}).destroy()
    throw Object.assign(new Error(String(socket.authorizationError)), { code: 'UNVERIFIED' })
  }
  const alpn = socket.alpnProtocol || undefined
  return { socket, wire: connection, alpn, group: negotiatedGroup(socket), connectMs }
}

const tlsOver = (
  connection: Socket,
  target: HttpTarget,
  { verify, ca, alpn, group, only, withoutFiniteField = only !== undefined }: DialOptions,
): TLSSocket => {
  const host = hostOf(target.origin)
  const { verifying, any } = withoutFiniteField ? CONTEXTS : CONTEXTS_WITH_FINITE_FIELD
  const socket: TLSSocket = connectTls({
    socket: withoutFiniteField ? connection : withShortPrimes(connection, (error) => socket.destroy(error)),
    ...(target.serverName !== undefined && { servername: target.serverName }),
    ALPNProtocols: [...alpn],
    secureContext: verify ? verifying(ca) : only ? offering(only) : any(openSslGroups(group)),
    // Credentials belong to the name in the URL, whatever server name is sent.
    checkServerIdentity: (_name, certificate) => checkServerIdentity(host, certificate),
    // `dial` checks `authorized` itself, before anything is sent.
    rejectUnauthorized: false,
    minDHSize: 1,
  })
  return socket
}

/** Cached, because making a context costs more than a handshake. */
const cached = <Key>(
  known: { get(key: Key): SecureContext | undefined; set(key: Key, context: SecureContext): unknown },
  make: (key: Key) => SecureContext,
): ((key: Key) => SecureContext) => {
  return (key) => {
    const context = known.get(key) ?? make(key)
    known.set(key, context)
    return context
  }
}

const contexts = (finiteField: boolean) => ({
  /** For connections that carry no credentials: without authorities. */
  any: cached(new Map<string, SecureContext>(), (ecdhCurve) => {
    const { ciphers, secureOptions } = nodeOffer('ALL:!aNULL:!eNULL:@SECLEVEL=0', finiteField)
    // Old servers lack RFC 5746.
    const options = secureOptions | constants.SSL_OP_LEGACY_SERVER_CONNECT
    return createSecureContext({ ca: [], minVersion: 'TLSv1', ciphers, ecdhCurve, secureOptions: options })
  }),
  /** For connections that may carry credentials: OpenSSL's default rules, with every group. */
  verifying: cached(new WeakMap<readonly string[], SecureContext>(), (ca) =>
    createSecureContext({
      ca: authoritiesWith(ca),
      ecdhCurve: openSslGroups(undefined),
      ...nodeOffer(DEFAULT_CIPHERS, finiteField),
    }),
  ),
})

const CONTEXTS = contexts(false)
const CONTEXTS_WITH_FINITE_FIELD = contexts(true)

export const offering = cached(new WeakMap<TlsOffer, SecureContext>(), ({ group, identity }) =>
  createSecureContext({
    ca: [],
    minVersion: 'TLSv1.3',
    ciphers: 'DEFAULT@SECLEVEL=0',
    ecdhCurve: group,
    ...identity,
  }),
)
