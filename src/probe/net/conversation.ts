import { connect, type Socket } from 'node:net'
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
  address: string
  port: number
  /** Milliseconds for the connection, and again for the whole answer: a slow drip does not extend it. */
  timeoutMs: number
  /** Milliseconds between two segments of the opening. */
  pauseMs?: number
  signal?: AbortSignal | undefined
}

/** Bytes read from one connection, give or take the last chunk. */
export const MAX_RECEIVED = 0x8_0000

/** Bytes of an unreadable answer from which its protocol is recognised. */
const MAX_HEAD = 512

/** Opens a connection, runs the exchange, closes the connection. Rejects only with the signal's reason. */
export const converse = <T>(options: ConversationOptions, exchange: Exchange<T>): Promise<Outcome<T>> =>
  new Promise((resolve, reject) => {
    const { signal, timeoutMs } = options
    if (signal?.aborted) {
      reject(signal.reason)
      return
    }
    const started = performance.now()
    let connected = false
    let connectMs = 0
    let answerMs = 0
    let received = 0
    let head: Uint8Array = new Uint8Array(0)
    let settled = false

    const timings = (): Timings => ({ connectMs, answerMs, totalMs: performance.now() - started })

    const settle = (finish: () => void): void => {
      if (settled) return
      settled = true
      clearTimeout(timer)
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

    const onConnect = (): void => {
      connected = true
      connectMs = performance.now() - started
      clearTimeout(timer)
      timer = setTimeout(() => end('timed-out'), timeoutMs)
      sendOpening(socket, exchange.opening, options.pauseMs ?? 0)
    }

    const onData = (chunk: Uint8Array): void => {
      if (settled) return
      if (received === 0) answerMs = performance.now() - started - connectMs
      received += chunk.length
      if (head.length < MAX_HEAD) head = Buffer.concat([head, chunk.subarray(0, MAX_HEAD - head.length)])
      attempt(() => exchange.receive(chunk, (bytes) => socket.write(bytes)))
      if (received > MAX_RECEIVED) end('too-long')
    }

    const onError = (error: NodeJS.ErrnoException): void => {
      // A closed port gives ECONNREFUSED: this one accepted the connection and reset it before Node.js reported it.
      if (connected || error.code === 'ECONNRESET') end('reset')
      else done({ kind: 'no-connection', ...dialFailure(error) })
    }

    const abort = (): void => settle(() => reject(signal?.reason))
    const noConnection = { state: 'timed-out', detail: `no connection in ${timeoutMs} ms` } as const
    let timer = setTimeout(() => done({ kind: 'no-connection', ...noConnection }), timeoutMs)
    signal?.addEventListener('abort', abort)
    const socket: Socket = connect({
      host: options.address,
      port: options.port,
      autoSelectFamily: false,
      noDelay: true,
    })
    socket.on('connect', onConnect)
    socket.on('data', onData)
    socket.on('end', () => end('closed'))
    socket.on('close', () => end('closed'))
    socket.on('error', onError)
  })

const sendOpening = (socket: Socket, segments: readonly Uint8Array[], pauseMs: number): void => {
  const [first, ...others] = segments
  if (first === undefined || socket.destroyed) return
  socket.write(first)
  if (others.length > 0) setTimeout(() => sendOpening(socket, others, pauseMs), pauseMs)
}

/** A refused port is closed; after any other failure the host cannot be reached from here. */
export const dialFailure = (
  error: NodeJS.ErrnoException,
): { state: 'closed' | 'timed-out' | 'unreachable'; detail: string } => {
  const { kind } = nodeErrorOf(error)
  const { code = 'unknown' } = error
  if (kind === 'refused') return { state: 'closed', detail: 'connection refused' }
  if (kind === 'timed-out') return { state: 'timed-out', detail: 'no answer to the connection' }
  if (kind === 'exhausted') {
    return { state: 'unreachable', detail: `this machine has no socket or port to spare (${code})` }
  }
  return { state: 'unreachable', detail: code }
}
