import { randomBytes } from 'node:crypto'
import type { Socket } from 'node:net'
import { createSecureContext, createServer, type Server, type TLSSocket, type TlsOptions } from 'node:tls'
import { ecdhCurveOf, type GroupPolicy, POLICY_GROUPS } from '../groups.ts'
import type { Identity } from '../identity/identity.ts'
import { decide, type Refusal } from './clientOffer.ts'
import { factsOf, rememberFacts, remoteOf } from './connectionFacts.ts'
import { type FirstMessage, peekClientHello } from './peekClientHello.ts'
import type { OnServerEvent } from './serverEvent.ts'

export type TlsFrontOptions = {
  policy: GroupPolicy
  identity: Identity
  /** Milliseconds for the ClientHello, and again for the rest of the handshake. */
  handshakeMs: number
  onEvent: OnServerEvent
  /** Takes a connection whose handshake is done. */
  onSecure: (socket: TLSSocket) => void
}

export type TlsFront = {
  /** Takes a connection as it comes from the network. */
  accept(socket: Socket): void
  /** For the connections that come from now on. Throws what OpenSSL throws, and keeps the one before. */
  replace(identity: Identity): void
}

/**
 * TLS 1.3 with the groups of the policy alone. A server cannot ask node:tls which group a connection got, so the
 * choice is made here, from the ClientHello, and the handshake by a context that has no other group: it comes about
 * with that one or not at all.
 */
export const createTlsFront = (options: TlsFrontOptions): TlsFront => {
  const { policy, identity, handshakeMs, onEvent, onSecure } = options
  // One for all contexts, so that a ticket of one is good in the others and after a reload.
  const shared = { ticketKeys: randomBytes(48), handshakeTimeout: handshakeMs }
  /** The groups of the hellos whose handshakes are under way, by the client's address and port. */
  const offers = new Map<string, readonly string[]>()

  const contextOf = (group: string): Server => {
    const context = createServer({ ...optionsOf(group, identity), ...shared })
    context.on('secureConnection', (socket) => {
      const facts = factsOf(socket, group)
      rememberFacts(socket, facts)
      onEvent({ event: 'connection-made', ...facts })
      onSecure(socket)
    })
    context.on('tlsClientError', (error: Error & { reason?: string }, socket) => {
      const remote = remoteOf(socket)
      const detail = error.reason ?? error.message
      onEvent({
        event: 'connection-refused',
        reason: 'handshake-failed',
        remote,
        offered: offers.get(remote) ?? [],
        detail,
      })
      giveUp(socket)
    })
    return context
  }
  const { hybrid, classical } = POLICY_GROUPS[policy]
  const contexts = new Map([...hybrid, ...classical].map((group) => [group, contextOf(group)]))
  const refusing = refusingServer({ ...optionsOf(ecdhCurveOf(policy), identity), ...shared })

  const judge = (socket: Socket, message: FirstMessage): void => {
    const remote = remoteOf(socket)
    const decision = decide(message, policy)
    if ('group' in decision) {
      offers.set(remote, decision.offered)
      socket.once('close', () => offers.delete(remote))
      contexts.get(decision.group)?.emit('connection', socket)
      return
    }
    onEvent({ event: 'connection-refused', remote, ...decision })
    if (message.kind === 'not-tls' && message.isHttp) answerPlainHttp(socket)
    else if (ALERTS.has(decision.reason)) refusing.emit('connection', socket)
    else socket.destroy()
  }

  return {
    accept: (socket) => {
      // The close that follows says enough.
      socket.on('error', () => {})
      void peekClientHello(socket, handshakeMs).then((message) => {
        if (message === undefined || socket.destroyed) socket.destroy()
        else judge(socket, message)
      })
    },
    replace: (fresh) => {
      createSecureContext(optionsOf(ecdhCurveOf(policy), fresh))
      for (const [group, context] of contexts) {
        context.setSecureContext({ ...optionsOf(group, fresh), ...shared })
      }
    },
  }
}

const optionsOf = (ecdhCurve: string, { credentials }: Identity): TlsOptions => ({
  cert: credentials.map(({ certificate }) => certificate),
  key: credentials.map(({ key }) => key),
  minVersion: 'TLSv1.3',
  ecdhCurve,
  ALPNProtocols: ['http/1.1'],
})

/** What OpenSSL can answer by itself, with the alert that RFC 9846 §6.2 has for it. */
const ALERTS: ReadonlySet<Refusal['reason']> = new Set([
  'no-hybrid-group',
  'no-common-group',
  'no-tls-1.3',
  'bad-hello',
])

/** Only ever sends alerts. A connection that came about all the same is none that was decided for. */
const refusingServer = (options: TlsOptions): Server =>
  createServer(options, (socket) => socket.destroy()).on('tlsClientError', (_error, socket) => giveUp(socket))

/** node:tls destroys what failed by itself, but leaves a handshake open whose time is up. */
const giveUp = (socket: TLSSocket): void => {
  socket.destroy()
}

/** For the person who typed http:// into a browser. */
const answerPlainHttp = (socket: Socket): void => {
  const text = 'This port speaks HTTPS, over TLS 1.3 with post-quantum key exchange.\n'
  const head = ['HTTP/1.1 400 Bad Request', 'Content-Type: text/plain', `Content-Length: ${text.length}`]
  socket.end(`${head.join('\r\n')}\r\nConnection: close\r\n\r\n${text}`, () => socket.destroy())
}
