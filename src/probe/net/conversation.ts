import type { Socket } from 'node:net'
import type { DialAddress } from '../../net/gatekeeper.ts'
import { DialTimeout } from '../../net/socket.ts'
import { timeLimit } from '../../net/timeLimit.ts'
import { ProxyRefused } from '../../net/tunnel.ts'
import type { Ending, Exchange } from '../../tls/exchange.ts'
import { nodeErrorOf } from '../../tls/nodeErrors.ts'
import { DecodeError } from '../../tls/reader.ts'

export type Timings = { connectMs: number; answerMs: number; totalMs: number }

/** The outcome of one connection. With `no-connection` nothing was sent. */
export type Outcome<T> =
  | { kind: 'answer'; value: T; timings: Timings }
  | { kind: 'cut-off'; how: 'closed' | 'reset'; received: Uint8Array; timings: Timings }
  | { kind: 'garbled'; detail: string; received: Uint8Array; timings: Timings }
  | { kind: 'timed-out'; received: Uint8Array }
  | { kind: 'no-connection'; state: 'closed' | 'timed-out' | 'unreachable'; detail: string }

export type ConversationOptions = {
  to: DialAddress
  /** Milliseconds for the connection, and again for the whole answer: a slow drip does not extend it. */
  timeoutMs: number
  signal?: AbortSignal | undefined
}

/** Bytes read from one connection, give or take the last chunk. */
export const MAX_RECEIVED = 0x8_0000

/** Milliseconds between the two segments of a split hello: longer than Nagle's algorithm and delayed ACKs wait. */
const SPLIT_PAUSE_MS = 60

/** Bytes of an unreadable answer from which its protocol is recognised. */
const MAX_HEAD = 512

/** Opens a connection, runs the exchange, closes the connection. Rejects only with the signal's reason. */
export const converse = async <T>(
  options: ConversationOptions,
  exchange: Exchange<T>,
): Promise<Outcome<T>> => {
  const { to, timeoutMs, signal } = options
  signal?.throwIfAborted()
  const started = performance.now()
  try {
    const socket = await to.open({ timeoutMs, signal })
    return await converseOn(socket, started, options, exchange)
  } catch (error) {
    signal?.throwIfAborted()
    if (error instanceof DialTimeout) {
      return { kind: 'no-connection', state: 'timed-out', detail: error.message }
    }
    const failure = error as NodeJS.ErrnoException
    // A closed port gives ECONNREFUSED: this one accepted the connection and reset it before Node.js reported it.
    if (failure.code !== 'ECONNRESET') return { kind: 'no-connection', ...dialFailure(failure) }
    const timings = { connectMs: 0, answerMs: 0, totalMs: performance.now() - started }
    const value = exchange.ended?.('reset')
    if (value !== undefined) return { kind: 'answer', value, timings }
    return { kind: 'cut-off', how: 'reset', received: new Uint8Array(0), timings }
  }
}

const converseOn = <T>(
  socket: Socket,
  started: number,
  options: ConversationOptions,
  exchange: Exchange<T>,
): Promise<Outcome<T>> =>
  new Promise((resolve, reject) => {
    const { signal, timeoutMs } = options
    const connectMs = performance.now() - started
    let answerMs = 0
    let received = 0
    let head: Uint8Array = new Uint8Array(0)
    let settled = false
    let endPatience = (): void => {}

    const timings = (): Timings => ({ connectMs, answerMs, totalMs: performance.now() - started })

    const settle = (finish: () => void): void => {
      if (settled) return
      settled = true
      endTime()
      endPatience()
      signal?.removeEventListener('abort', abort)
      // A limit of connections counts this one until the host has closed it too.
      if (socket.closed) finish()
      else socket.once('close', finish).destroy()
    }
    const done = (outcome: Outcome<T>): void => settle(() => resolve(outcome))

    const attempt = (step: () => T | undefined): void => {
      try {
        const value = step()
        if (value !== undefined) done({ kind: 'answer', value, timings: timings() })
      } catch (error) {
        if (!(error instanceof DecodeError)) settle(() => reject(error))
        else done({ kind: 'garbled', detail: error.message, received: head, timings: timings() })
      }
    }

    const end = (how: Ending): void => {
      if (settled) return
      attempt(() => exchange.ended?.(how))
      if (how === 'timed-out') done({ kind: 'timed-out', received: head })
      else if (how === 'too-long') {
        const detail = `more than ${MAX_RECEIVED} bytes`
        done({ kind: 'garbled', detail, received: head, timings: timings() })
      } else done({ kind: 'cut-off', how, received: head, timings: timings() })
    }

    const send = (bytes: Uint8Array): void => {
      socket.write(bytes)
    }

    const awaitMore = (): void => {
      endPatience()
      if (settled || exchange.patienceMs === undefined) return
      endPatience = timeLimit(exchange.patienceMs, () => attempt(() => exchange.silence?.(send)))
    }

    const onData = (chunk: Uint8Array): void => {
      if (settled) return
      if (received === 0) answerMs = performance.now() - started - connectMs
      received += chunk.length
      if (head.length < MAX_HEAD) head = Buffer.concat([head, chunk.subarray(0, MAX_HEAD - head.length)])
      attempt(() => exchange.receive(chunk, send))
      if (received > MAX_RECEIVED) end('too-long')
      awaitMore()
    }

    const abort = (): void => settle(() => reject(signal?.reason))
    const endTime = timeLimit(timeoutMs, () => end('timed-out'))
    signal?.addEventListener('abort', abort)
    socket.on('data', onData)
    socket.on('end', () => end('closed'))
    socket.on('close', () => end('closed'))
    socket.on('error', () => end('reset'))
    sendOpening(socket, exchange.opening)
  })

const sendOpening = (socket: Socket, segments: readonly Uint8Array[]): void => {
  const [first, ...others] = segments
  if (first === undefined || socket.destroyed) return
  socket.write(first)
  if (others.length > 0) setTimeout(() => sendOpening(socket, others), SPLIT_PAUSE_MS)
}

/** A refused port is closed; after any other failure the host cannot be reached from here. */
export const dialFailure = (
  error: NodeJS.ErrnoException,
): { state: 'closed' | 'timed-out' | 'unreachable'; detail: string } => {
  if (error instanceof ProxyRefused) return { state: 'unreachable', detail: error.message }
  const { kind } = nodeErrorOf(error)
  const { code = 'unknown' } = error
  if (kind === 'refused') return { state: 'closed', detail: 'connection refused' }
  if (kind === 'timed-out') return { state: 'timed-out', detail: 'no answer to the connection' }
  if (kind === 'exhausted') {
    return { state: 'unreachable', detail: `this machine has no socket or port to spare (${code})` }
  }
  return { state: 'unreachable', detail: code }
}
