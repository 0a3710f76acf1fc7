import type { Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { connect as connectTls, type SecureContext } from 'node:tls'
import type { Bytes } from '../../model/verification.ts'
import type { DialAddress } from '../../net/gatekeeper.ts'
import { established, negotiatedGroup } from '../../net/socket.ts'
import { offering } from '../../probe/http/dial.ts'
import { failureOf, type HttpFailure } from '../../probe/http/failure.ts'
import type { Subject, TlsAddress } from '../subject.ts'
import { answersPlainly, type Plainly } from './groupChoice.ts'

export type NodeDial = {
  to: DialAddress
  serverName: string | undefined
  timeoutMs: number
  /** Undefined: the defaults of tls.connect. */
  secureContext?: SecureContext | undefined
  signal?: AbortSignal | undefined
}

/**
 * One handshake of Node.js. `bytes`: on the wire, up to the end of the handshake; `firstFlight`: those sent before the
 * ServerHello. `firstAnswerMs` and `handshakeMs` count from the end of TCP's handshake.
 */
export type NodeHandshake =
  | {
      kind: 'done'
      version: string
      group: string | undefined
      connectMs: number
      firstAnswerMs: number
      handshakeMs: number
      bytes: Bytes
      firstFlight: number
    }
  | HttpFailure

export const dialOf = (
  { options: { timeoutMs, signal } }: Subject,
  { to, context }: Pick<TlsAddress, 'to' | 'context'>,
): NodeDial => ({ to, serverName: context.serverName, timeoutMs, signal })

/** One handshake with this address; undefined: with the defaults of tls.connect. */
export const handshakeAt = (
  subject: Subject,
  at: Pick<TlsAddress, 'to'> & Plainly,
  secureContext?: SecureContext,
): Promise<NodeHandshake> => dialAgain({ ...dialOf(subject, at), secureContext }, at)

/** Connections for one handshake, where some are lost; and where none is answered. */
const DIALS = 5
const SILENT_DIALS = 2

/** Some hosts lose connections, whatever is asked: one is repeated as long as a short hello in between is answered. */
export const dialAgain = (dial: NodeDial, at: Plainly): Promise<NodeHandshake> =>
  dialInTurn(dial, at, { 'cut-off': DIALS, 'timed-out': SILENT_DIALS })

/**
 * A handshake in its turn among the connections of the probe. It is repeated where it may have been ended by the host's limit of
 * connections, and a short hello in between is answered. `dials`: the connections for each other state, 1 where it is absent.
 */
export const dialInTurn = async (
  dial: NodeDial,
  at: Plainly,
  dials: Partial<Record<HttpFailure['state'], number>> = {},
): Promise<NodeHandshake> => {
  const { session } = at.context
  for (let nth = 1; ; nth++) {
    const done = (await session.occupy(() => handshakeByNode(dial))) ?? NOT_ASKED
    if (done.kind === 'done' || done === NOT_ASKED) return done
    const most = session.isLimit(done) ? DIALS : (dials[done.state] ?? 1)
    if (nth >= most || !(await answersPlainly(at))) return done
  }
}

const NOT_ASKED: HttpFailure = {
  kind: 'failed',
  state: 'timed-out',
  detail: 'not asked: the host limits connections, and the time for pauses was used up',
}

/** A context that offers TLS 1.3 with these groups (an OpenSSL list). Making one costs more than a handshake. */
export const contextFor = (groups: string): SecureContext => offering({ group: groups })

/**
 * One handshake by tls.connect, then closes the connection. It does not verify the certificate: another check does.
 * Throws the signal's reason when aborted, and never because of what the peer does.
 */
export const handshakeByNode = async (dial: NodeDial): Promise<NodeHandshake> => {
  const { to, serverName, timeoutMs, secureContext, signal } = dial
  signal?.throwIfAborted()
  const started = performance.now()
  let connected = 0
  let answered = { at: 0, sent: 0 }
  let done: Extract<NodeHandshake, { kind: 'done' }> | undefined
  // A separate TCP socket: only its byte counts are those on the wire.
  const socket = to.connect()
  // Registered before TLS registers: generating the ClientHello is part of the handshake's time.
  socket.once('connect', () => {
    connected = performance.now()
  })
  const tls = connectTls({
    socket,
    rejectUnauthorized: false,
    minDHSize: 1,
    ...(serverName === undefined ? {} : { servername: serverName }),
    ...(secureContext ? { secureContext } : {}),
  })
  socket.on('error', (error) => tls.destroy(error))
  // Errors after the handshake do not change its result.
  tls.on('error', () => {})
  // Secrets are derived as soon as the ServerHello is read: the only event for it that costs no time. The secrets
  // themselves are not used.
  tls.once('keylog', () => {
    answered = { at: performance.now(), sent: socket.bytesWritten }
  })
  tls.once('secureConnect', () => {
    const now = performance.now()
    const bytes = { sent: socket.bytesWritten, received: socket.bytesRead }
    done = {
      kind: 'done',
      version: VERSION[tls.getProtocol() ?? ''] ?? 'unknown',
      group: negotiatedGroup(tls),
      connectMs: connected - started,
      firstAnswerMs: answered.at - connected,
      handshakeMs: now - connected,
      bytes,
      firstFlight: answered.sent,
    }
    // secureConnect comes before the client's Finished is written.
    setImmediate(() => {
      bytes.sent = socket.bytesWritten
      // Closed in order: a server that is still busy with this connection would slow down the next one.
      tls.end()
    })
  })
  try {
    await established(tls, 'secureConnect', { timeoutMs, signal })
    await Promise.race([closed(tls), sleep(GRACE_MS)])
  } catch (error) {
    signal?.throwIfAborted()
    return failureOf(error as Error)
  } finally {
    tls.destroy()
    socket.destroy()
    // With unread data of the server, Node.js emits no `close` for the socket below TLS.
    await Promise.race([closed(socket), sleep(GRACE_MS)])
  }
  signal?.throwIfAborted()
  return done as NodeHandshake
}

const closed = (socket: Socket): Promise<void> =>
  new Promise((resolve) => {
    if (socket.closed) resolve()
    else socket.once('close', () => resolve())
  })

/** Milliseconds for the server to close its side after the handshake. */
const GRACE_MS = 100

const VERSION: Record<string, string> = {
  'TLSv1.3': 'TLS 1.3',
  'TLSv1.2': 'TLS 1.2',
  'TLSv1.1': 'TLS 1.1',
  TLSv1: 'TLS 1.0',
}
