import { randomBytes } from 'node:crypto'
import type { Socket } from 'node:net'
import { createSecureContext, createServer, type Server, type TLSSocket, type TlsOptions } from 'node:tls'
import type { RefusalReason, ServerEvent } from '../events.ts'
import { ecdhCurveOf, type GroupPolicy, POLICY_GROUPS } from '../groups.ts'
import type { Identity } from '../identity/identity.ts'
import { decide } from './clientOffer.ts'
import { recordFacts, remoteOf } from './connectionFacts.ts'
import { type FirstMessage, peekClientHello } from './peekClientHello.ts'

export type TlsFrontOptions = {
  policy: GroupPolicy
  identity: Identity
  /** Milliseconds for the ClientHello, and again for the rest of the handshake. */
  handshakeMs: number
  onEvent: (event: ServerEvent) => void
  onSecure: (socket: TLSSocket) => void
}

export type TlsFront = {
  accept(socket: Socket): void
  /** For future connections. Throws what OpenSSL throws, and keeps the identity before. */
  replace(identity: Identity): void
}

/**
 * TLS 1.3 with the groups of the policy only. node:tls does not report the group of a server's connection, so the group is
 * chosen here, from the ClientHello, and the handshake is made by a context that has no other: it succeeds with that
 * group or fails.
 */
export const createTlsFront = (options: TlsFrontOptions): TlsFront => {
  const { policy, identity, handshakeMs, onEvent, onSecure } = options
  const shared = { ticketKeys: newTicketKeys(), handshakeTimeout: handshakeMs }
  /** The groups of the hellos whose handshakes are under way, by the client's address and port. */
  const offers = new Map<string, readonly string[]>()

  const contextOf = (group: string): Server => {
    const context = createServer({ ...optionsOf(group, identity), ...shared })
    context.on('secureConnection', (socket) => {
      onEvent({ event: 'connection-made', ...recordFacts(socket, group) })
      onSecure(socket)
    })
    context.on('tlsClientError', (error: Error & { reason?: string }, socket) => {
      const remote = remoteOf(socket)
      const offered = offers.get(remote) ?? []
      const detail = error.reason ?? error.message
      onEvent({ event: 'connection-refused', reason: 'handshake-failed', remote, offered, detail })
      // node:tls closes failed handshakes itself, but not those that time out.
      socket.destroy()
    })
    return context
  }
  const { hybrid, classical } = POLICY_GROUPS[policy]
  const contexts = new Map([...hybrid, ...classical].map((group) => [group, contextOf(group)]))
  // Only sends alerts. A handshake that succeeds against the decision is closed.
  const refusing = createServer({ ...optionsOf(ecdhCurveOf(policy), identity), ...shared }, (socket) =>
    socket.destroy(),
  )
  refusing.on('tlsClientError', (_error, socket) => socket.destroy())

  const judge = (socket: Socket, message: FirstMessage): void => {
    const remote = remoteOf(socket)
    const decision = 'hello' in message ? decide(message.hello, policy) : message.refusal
    if ('group' in decision) {
      offers.set(remote, decision.offered)
      socket.once('close', () => offers.delete(remote))
      contexts.get(decision.group)?.emit('connection', socket)
      return
    }
    onEvent({ event: 'connection-refused', remote, ...decision })
    if ('isHttp' in message && message.isHttp) answerPlainHttp(socket)
    else if (ALERTS.has(decision.reason)) refusing.emit('connection', socket)
    else socket.destroy()
  }

  return {
    accept: (socket) => {
      // The close event that follows is handled.
      socket.on('error', () => {})
      // node:http allows half-open connections. A client that ends its side before the handshake is done is gone.
      socket.allowHalfOpen = false
      socket.once('end', () => socket.destroy())
      void peekClientHello(socket, handshakeMs).then((message) => {
        if (message === undefined || socket.destroyed) socket.destroy()
        else judge(socket, message)
      })
    },
    replace: (fresh) => {
      createSecureContext(optionsOf(ecdhCurveOf(policy), fresh))
      // A client that resumes a session sees no certificate: with the old keys it would stay with the identity before.
      const ticketKeys = newTicketKeys()
      for (const [group, context] of contexts) {
        context.setSecureContext({ ...optionsOf(group, fresh), ticketKeys })
      }
    },
  }
}

/** Shared by all contexts, so that a ticket is valid in each. */
const newTicketKeys = (): Buffer => randomBytes(48)

const optionsOf = (ecdhCurve: string, { credentials }: Identity): TlsOptions => ({
  cert: credentials.map(({ certificate }) => certificate),
  key: credentials.map(({ key }) => key),
  minVersion: 'TLSv1.3',
  ecdhCurve,
  ALPNProtocols: ['http/1.1'],
})

/** What OpenSSL can answer with the alert of RFC 9846 §6.2. */
const ALERTS: ReadonlySet<RefusalReason> = new Set([
  'no-hybrid-group',
  'no-common-group',
  'no-tls-1.3',
  'bad-hello',
])

/** For a person who typed http:// into a browser. */
const answerPlainHttp = (socket: Socket): void => {
  const text = 'This port speaks HTTPS, over TLS 1.3 with post-quantum key exchange.\n'
  const head = ['HTTP/1.1 400 Bad Request', 'Content-Type: text/plain', `Content-Length: ${text.length}`]
  socket.end(`${head.join('\r\n')}\r\nConnection: close\r\n\r\n${text}`, () => socket.destroy())
}
