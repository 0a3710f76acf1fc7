import type { Socket } from 'node:net'
import { setFlagsFromString } from 'node:v8'
import type { Endpoint } from '../../model/endpoint.ts'
import type { DialAddress, Gatekeeper } from '../../net/gatekeeper.ts'
import type { RateLimiter } from '../../net/limiter.ts'
import { nodeErrorOf } from '../../tls/nodeErrors.ts'

export type ListeningOptions = {
  /** Milliseconds for a connection. */
  timeoutMs: number
  rate: RateLimiter
  gatekeeper: Gatekeeper
  /** Called for each address of a range where nothing listens. */
  onSilentAddress: (endpoint: Endpoint) => void
  signal?: AbortSignal | undefined
}

/** Dials at the same time. Most addresses of most networks drop packets: 512 time-outs of 5 s are 100 addresses a second. */
const DIALS = 512

/**
 * Leaves out the addresses of ranges where nothing listens, after one TCP connection each: a whole probe costs ten times
 * that. Endpoints that were named one by one pass, and so do addresses that cannot be decided. Takes the next endpoint
 * only when it can be dialled or passed on.
 */
export async function* listening(
  endpoints: Iterable<Endpoint>,
  { timeoutMs, rate, gatekeeper, onSilentAddress, signal }: ListeningOptions,
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
  const start = async (endpoint: Endpoint, to: DialAddress): Promise<void> => {
    pending++
    try {
      await rate.turn(signal)
    } catch (error) {
      return fail(error)
    }
    if (failure) return
    const socket: Socket = dial(to, timeoutMs, (answer) => {
      dials.delete(socket)
      pending--
      if (answer === 'silent') onSilentAddress(endpoint)
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
        // A template with unresolved variables need not be a URL.
        const url = isSwept(value) ? URL.parse(value.url) : null
        const to = url ? gatekeeper.admitAddress(url) : undefined
        if (to) {
          keepHeapSmall()
          void start(value, to)
        } else passed.push(value)
      }
    } catch (error) {
      fail(error)
    }
  }
  const abort = (): void => fail(signal?.reason)
  signal?.addEventListener('abort', abort)
  const { stackTraceLimit } = Error
  // Node.js makes an Error for each refused port, whose stack costs a quarter of the time of a sweep.
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

let isHeapSmall = false

/**
 * A sweep has 25 MB of live objects and makes garbage fast, for which V8 doubles its young generation: 320 MB in all.
 * Without the doubling it needs 200 MB, at the same speed.
 */
const keepHeapSmall = (): void => {
  if (!isHeapSmall) setFlagsFromString('--semi-space-growth-factor=1')
  isHeapSmall = true
}

const isSwept = ({ sources }: Endpoint): boolean => sources.every(({ kind }) => kind === 'range')

/** Calls `tell` once. `unknown`: this machine has no socket to spare. */
const dial = (
  to: DialAddress,
  timeoutMs: number,
  tell: (answer: 'open' | 'silent' | 'unknown') => void,
): Socket => {
  const socket = to.connect()
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
