import { connect, isIP, type Socket } from 'node:net'
import { setFlagsFromString } from 'node:v8'
import type { Endpoint } from '../../model/endpoint.ts'
import { bareHost, portOf } from '../../registry/net/host.ts'
import { nodeErrorOf } from '../../tls/nodeErrors.ts'
import type { RateLimiter } from './limiter.ts'

export type ListeningOptions = {
  /** Milliseconds for a connection. */
  timeoutMs: number
  rate: RateLimiter
  /** Told of each address that only a range named, and where nothing listens. */
  silent: (endpoint: Endpoint) => void
  signal?: AbortSignal | undefined
}

/**
 * Dials at the same time. An address that drops what is sent to it costs the whole time-out, and in most networks most
 * addresses do: 512 of them, at five seconds, are a hundred a second.
 */
const DIALS = 512

/**
 * Leaves out the addresses of ranges where nothing listens, after one bare connection each: a whole probe, with its
 * session and its observation, costs ten times that. Endpoints that somebody named pass as they are, and so does what
 * cannot be decided here. Takes the next endpoint only when there is room for it.
 */
export async function* listening(
  endpoints: Iterable<Endpoint>,
  { timeoutMs, rate, silent, signal }: ListeningOptions,
): AsyncGenerator<Endpoint> {
  const source = endpoints[Symbol.iterator]()
  const passed: Endpoint[] = []
  const dials = new Set<Socket>()
  let failure: { error: unknown } | undefined
  let pending = 0
  let ended = false
  let wake = (): void => {}

  const fail = (error: unknown): void => {
    failure ??= { error }
    ended = true
    wake()
  }
  const start = async (endpoint: Endpoint, host: string, port: number): Promise<void> => {
    pending++
    try {
      await rate.turn(signal)
    } catch (error) {
      return fail(error)
    }
    if (failure) return
    const socket: Socket = dial(host, port, timeoutMs, (answer) => {
      dials.delete(socket)
      pending--
      if (answer === 'silent') silent(endpoint)
      else passed.push(endpoint)
      feed()
      if (passed.length > 0 || pending === 0) wake()
    })
    dials.add(socket)
  }
  const feed = (): void => {
    try {
      while (!ended && pending < DIALS && passed.length < DIALS) {
        const { done, value } = source.next()
        if (done) {
          ended = true
          return
        }
        const url = new URL(value.url)
        const host = bareHost(url.hostname)
        if (isSwept(value) && isIP(host)) {
          keepHeapSmall()
          void start(value, host, portOf(url))
        } else passed.push(value)
      }
    } catch (error) {
      fail(error)
    }
  }
  const abort = (): void => fail(signal?.reason)
  signal?.addEventListener('abort', abort)
  const { stackTraceLimit } = Error
  // Node.js makes an Error of each refused port and formats its stack: a quarter of what a sweep costs.
  Error.stackTraceLimit = 0
  try {
    signal?.throwIfAborted()
    for (;;) {
      feed()
      if (failure) throw failure.error
      const next = passed.shift()
      if (next) yield next
      else if (ended && pending === 0) return
      else
        await new Promise<void>((resolve) => {
          wake = resolve
        })
    }
  } finally {
    failure ??= { error: undefined }
    ended = true
    signal?.removeEventListener('abort', abort)
    for (const socket of dials) socket.destroy()
    Error.stackTraceLimit = stackTraceLimit
  }
}

let kept = false

/**
 * A sweep has 25 MB that live and makes garbage fast: V8 answers with a young generation that doubles until sockets
 * grow old in it, and takes 320 MB. Without the doubling it takes 200, at the same speed.
 */
const keepHeapSmall = (): void => {
  if (!kept) setFlagsFromString('--semi-space-growth-factor=1')
  kept = true
}

/** An address that nobody named but as part of a range. */
const isSwept = ({ sources }: Endpoint): boolean => sources.every(({ kind }) => kind === 'range')

/** Tells once whether something listens. A machine that has run out of its own sockets has learnt nothing. */
const dial = (
  host: string,
  port: number,
  timeoutMs: number,
  tell: (answer: 'open' | 'silent' | 'unknown') => void,
): Socket => {
  const socket = connect({ host, port, autoSelectFamily: false })
  const timer = setTimeout(() => end('silent'), timeoutMs)
  let told = false
  const end = (answer: 'open' | 'silent' | 'unknown'): void => {
    if (told) return
    told = true
    clearTimeout(timer)
    socket.destroy()
    tell(answer)
  }
  socket.on('connect', () => end('open'))
  socket.on('error', (error: NodeJS.ErrnoException) => {
    // Reset at once: a port that refuses says ECONNREFUSED, so this connection was accepted.
    if (error.code === 'ECONNRESET') end('open')
    else end(nodeErrorOf(error).kind === 'exhausted' ? 'unknown' : 'silent')
  })
  return socket
}
