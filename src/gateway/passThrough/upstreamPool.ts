import type { TLSSocket } from 'node:tls'
import { buildConnector, type Dispatcher, Pool } from 'undici'
import { Received } from '../../net/received.ts'
import { negotiatedGroup } from '../../net/socket.ts'
import { authoritiesWith } from '../../net/trustStore.ts'
import { OPENSSL_GROUPS } from '../../registry/tls/software/openSslGroups.ts'
import type { UpstreamEvent } from '../events.ts'
import { ecdhCurveOf, type GroupPolicy, isAllowed, kindOfGroup } from '../groups.ts'

/** Bytes of all header fields of one answer. */
const MAX_HEADERS = 0x1_0000

export type PoolOptions = {
  /** PEM texts of authorities to trust in addition to the system's. */
  ca: readonly string[]
  policy: GroupPolicy
  /** Milliseconds for a connection to the upstream, TLS included. */
  timeoutMs: number
  /** Milliseconds until the upstream begins to answer: a tool call may take its time. */
  answerMs: number
  log: (event: UpstreamEvent) => void
}

/**
 * Connections to the upstream, as many as clients have requests under way: an event stream has its own, and may be silent
 * for any time. Redirects are not followed, and cookies are not stored.
 */
export const openPool = (origin: string, options: PoolOptions): Dispatcher => {
  const connector = buildConnector({
    timeout: options.timeoutMs,
    allowH2: false,
    // OpenSSL does not report the group of a resumed session.
    maxCachedSessions: 0,
    autoSelectFamily: true,
    ...(origin.startsWith('https:') && {
      ca: authoritiesWith(options.ca),
      // All groups of OpenSSL where the upstream may be classical, and otherwise none that the policy does not allow.
      ecdhCurve: options.policy === 'allow-classical' ? OPENSSL_GROUPS : ecdhCurveOf(options.policy),
    }),
  })
  const announce = announcer(origin, options)
  const received = new Received()
  const pool = new Pool(origin, {
    pipelining: 1,
    headersTimeout: options.answerMs,
    bodyTimeout: 0,
    maxHeaderSize: MAX_HEADERS,
    connect: (target, callback) =>
      connector(target, (error, socket) => {
        if (error) return callback(error, null)
        const refusal = announce(socket as TLSSocket)
        if (refusal === undefined) {
          received.watch(socket, socket)
          return callback(null, socket)
        }
        socket.destroy()
        callback(refusal, null)
      }),
  })
  return received.bound(pool)
}

/** Logs how connections are protected, where that changes; returns why one may not be used. */
const announcer = (origin: string, { policy, log }: PoolOptions) => {
  let last = ''
  return (socket: TLSSocket): Error | undefined => {
    const protocol = socket.getProtocol?.() ?? 'none'
    const group = negotiatedGroup(socket)
    const keyExchange = protocol === 'none' ? 'plaintext' : kindOfGroup(group ?? '')
    const seen = `${protocol} ${group}`
    if (seen !== last) log({ event: 'upstream-connected', origin, protocol, group, keyExchange })
    last = seen
    // The policy is about key exchange: an http URL was chosen by the operator.
    if (keyExchange === 'plaintext' || policy === 'allow-classical') return undefined
    if (isAllowed(keyExchange, policy)) return undefined
    return Object.assign(new Error(`negotiated ${group ?? 'no group'}`), { code: 'UPSTREAM_CLASSICAL' })
  }
}
