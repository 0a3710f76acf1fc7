import { connect as connectTcp } from 'node:net'
import {
  type ConnectionOptions,
  connect as connectTls,
  createSecureContext,
  type SecureContext,
} from 'node:tls'
import type { Bytes } from '../../model/verification.ts'
import { negotiatedGroup } from '../../probe/http/dial.ts'
import { failureOf, type HttpFailure } from '../../probe/http/failure.ts'

export type NodeDial = {
  address: string
  port: number
  serverName: string | undefined
  timeoutMs: number
  /** Undefined: what tls.connect does by itself. */
  secureContext?: SecureContext | undefined
  signal?: AbortSignal | undefined
}

/**
 * What Node.js made of one connection. `bytes`: of the wire, up to the end of the handshake; `firstFlight`: those of
 * them that were sent before the ServerHello. `firstAnswerMs` and `handshakeMs` count from the end of TCP's handshake.
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

/** A context that offers TLS 1.3 with these groups (an OpenSSL list) and any certificate. Costs more than a handshake. */
export const contextFor = (groups: string): SecureContext =>
  createSecureContext({
    ca: [],
    minVersion: 'TLSv1.3',
    ciphers: 'DEFAULT@SECLEVEL=0',
    ecdhCurve: groups,
  })

/**
 * One handshake by tls.connect, and the end of it. The certificate is not judged here: another check does that.
 * Throws the signal's reason when aborted, and nothing for what the peer does.
 */
export const handshakeByNode = (dial: NodeDial): Promise<NodeHandshake> => {
  const { address, port, serverName, timeoutMs, secureContext, signal } = dial
  signal?.throwIfAborted()
  const { promise, resolve, reject } = Promise.withResolvers<NodeHandshake>()
  const options: ConnectionOptions = {
    rejectUnauthorized: false,
    minDHSize: 1,
    ...(serverName === undefined ? {} : { servername: serverName }),
    ...(secureContext ? { secureContext } : {}),
  }
  const started = performance.now()
  let connected = 0
  let answered = { at: 0, sent: 0 }
  // A socket of its own below: only its counts are those of the wire.
  const socket = connectTcp({ host: address, port, autoSelectFamily: false, noDelay: true })
  // Heard of before TLS hears of it: to make the hello is a part of the handshake.
  socket.once('connect', () => {
    connected = performance.now()
  })
  const tls = connectTls({ ...options, socket })
  let settled = false
  const settle = (finish: () => void): void => {
    if (settled) return
    settled = true
    clearTimeout(timer)
    signal?.removeEventListener('abort', onAbort)
    tls.destroy()
    if (socket.closed) finish()
    else socket.once('close', finish).destroy()
  }
  let done: Extract<NodeHandshake, { kind: 'done' }> | undefined
  /** What comes after the handshake changes nothing of it. */
  const end = (error: Error): void => settle(() => resolve(done ?? failureOf(error)))
  const onAbort = (): void => settle(() => reject(signal?.reason))
  const timedOut = (): void => end(Object.assign(new Error('no handshake'), { code: 'ETIMEDOUT' }))
  let timer = setTimeout(timedOut, timeoutMs)
  signal?.addEventListener('abort', onAbort)
  // The first secrets are derived as soon as the ServerHello is read: the only sign of it that costs no time. They
  // themselves are not looked at.
  tls.once('keylog', () => {
    answered = { at: performance.now(), sent: socket.bytesWritten }
  })
  // What comes first counts; later errors, of sockets on their way out, need a listener all the same.
  socket.on('error', end)
  tls.on('error', end)
  tls.once('close', () => end(Object.assign(new Error('closed'), { code: 'ECONNRESET' })))
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
    // Node.js calls before it has written the client's Finished.
    setImmediate(() => {
      bytes.sent = socket.bytesWritten
      // In good order: a server that still works on this connection would slow the next one.
      tls.end()
    })
    clearTimeout(timer)
    timer = setTimeout(timedOut, GRACE_MS)
  })
  return promise
}

/** Milliseconds that a server gets to close its side when the handshake is done. */
const GRACE_MS = 100

/** Node.js' names of the versions. */
const VERSION: Record<string, string> = {
  'TLSv1.3': 'TLS 1.3',
  'TLSv1.2': 'TLS 1.2',
  'TLSv1.1': 'TLS 1.1',
  TLSv1: 'TLS 1.0',
}
