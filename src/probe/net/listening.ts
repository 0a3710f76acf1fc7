import type { Socket } from 'node:net'
import { setFlagsFromString } from 'node:v8'
import type { Endpoint } from '../../model/endpoint.ts'
import { maxSockets } from '../../net/descriptors.ts'
import type { DialAddress, Gatekeeper } from '../../net/gatekeeper.ts'
import type { RateLimiter } from '../../net/limiter.ts'
import type { Limits } from '../../net/socket.ts'
import { nodeErrorOf } from '../../tls/nodeErrors.ts'
import { concurrently } from './concurrent.ts'

export type ListeningOptions = Limits & {
  rate: RateLimiter
  gatekeeper: Gatekeeper
  /** Called for each address of a range where nothing listens. */
  onSilentAddress: (endpoint: Endpoint) => void
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
  const dials = new Map<Socket, (answer: Answer) => void>()
  const sift = async (endpoint: Endpoint): Promise<Endpoint | undefined> => {
    // Of a signal that is made of others, each question takes time.
    if (isOver) signal?.throwIfAborted()
    // A template with unresolved variables need not be a URL.
    const url = isSwept(endpoint) ? URL.parse(endpoint.url) : null
    const to = url ? gatekeeper.admitAddress(url) : undefined
    if (!to) return endpoint
    keepHeapSmall()
    await rate.turn(signal)
    if (isOver) signal?.throwIfAborted()
    // Node.js makes an Error for each refused port, whose stack costs a quarter of the time of a sweep.
    Error.stackTraceLimit = 0
    const answer = await dial(to, timeoutMs, dials)
    if (dials.size === 0) Error.stackTraceLimit = stackTraceLimit
    if (isOver) signal?.throwIfAborted()
    if (answer !== 'silent') return endpoint
    onSilentAddress(endpoint)
    return undefined
  }
  let isOver = signal?.aborted
  const end = (): void => {
    isOver = true
    for (const tell of dials.values()) tell('unknown')
  }
  signal?.addEventListener('abort', end)
  const { stackTraceLimit } = Error
  try {
    yield* concurrently(endpoints, Math.min(DIALS, maxSockets()), sift)
  } finally {
    signal?.removeEventListener('abort', end)
    end()
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

/** `unknown`: this machine has no socket to spare, or ended the connection itself. */
type Answer = 'open' | 'silent' | 'unknown'

/** `dials`: the sockets that wait, with what ends the wait. */
const dial = (
  to: DialAddress,
  timeoutMs: number,
  dials: Map<Socket, (answer: Answer) => void>,
): Promise<Answer> =>
  new Promise((resolve) => {
    const socket = to.connect()
    const timer = setTimeout(() => end('silent'), timeoutMs)
    const end = (answer: Answer): void => {
      clearTimeout(timer)
      dials.delete(socket)
      socket.destroy()
      resolve(answer)
    }
    dials.set(socket, end)
    socket.on('connect', () => end('open'))
    socket.on('error', (error: NodeJS.ErrnoException) => {
      // Reset at once: a port that refuses says ECONNREFUSED, so this connection was accepted.
      if (error.code === 'ECONNRESET') end('open')
      else end(nodeErrorOf(error).kind === 'exhausted' ? 'unknown' : 'silent')
    })
  })
