import type { IncomingHttpHeaders } from 'node:http'
import { brotliDecompressSync, gunzipSync, inflateSync } from 'node:zlib'
import type { Dispatcher } from 'undici'
import { EventReader, isEventStream, type ServerEvent } from '../../mcp/eventStream.ts'
import { Received } from '../../net/received.ts'
import { timeLimit } from '../../net/timeLimit.ts'
import { type Connection, type DialOptions, dial, type HttpTarget } from './dial.ts'
import { failureOf, type HttpFailure } from './failure.ts'

export type { HttpTarget } from './dial.ts'
export type { HttpFailure } from './failure.ts'

export type HttpAnswer = {
  kind: 'answer'
  status: number
  headers: IncomingHttpHeaders
  body: Buffer
  /** Why the body ends; `enough`: the reader needs no more. */
  end: 'complete' | 'enough' | 'too-large' | 'timed-out' | 'cut-off'
}

export type HttpRequest = {
  method: 'GET' | 'POST' | 'DELETE'
  /** Path and query. */
  path: string
  headers?: Record<string, string> | undefined
  body?: string | undefined
  /** The longest body, also after decompression, in bytes. */
  maxBytes: number
  /** Milliseconds for the whole answer, where it differs from that of the peer: for a stream that stays open. */
  timeoutMs?: number | undefined
  /** Called for each event of a stream, instead of collecting the body; returns true when it needs no more. */
  onEvent?: ((event: ServerEvent) => boolean) | undefined
  /** Returns false where the header fields are enough. */
  wantsBody?: ((status: number, headers: IncomingHttpHeaders) => boolean) | undefined
  signal?: AbortSignal | undefined
}

export type HttpOptions = Omit<DialOptions, 'alpn'>

/** Bytes of all header fields of one answer. */
const MAX_HEADERS = 0x1_0000

/** So many times as long as one answer may take all requests to one peer together, connections included. */
const PEER_PATIENCE = 32

/** Milliseconds for a stream to end after the last event that is needed, so that its connection can be reused. */
const GRACE_MS = 50

/** No name resolution, compression, redirects or cookies. Call `close` at the end. */
export class HttpPeer {
  readonly target: HttpTarget
  requests = 0
  /** Bytes of all bodies. */
  bytes = 0
  connection: { alpn: string | undefined; group: string | undefined; connectMs: number } | undefined
  readonly #options: HttpOptions
  readonly #deadline: number
  #alpn = 'http/1.1'
  #dials = 0
  #pool: Promise<Dispatcher> | undefined
  readonly #received = new Received()
  /** The error of the socket, for which undici may report only that it closed. */
  #firstError: Error | undefined

  constructor(target: HttpTarget, options: HttpOptions) {
    this.target = target
    this.#options = options
    this.#deadline = performance.now() + PEER_PATIENCE * options.timeoutMs
  }

  /** Throws only the signal's reason, when aborted. */
  async request(request: HttpRequest): Promise<HttpAnswer | HttpFailure> {
    this.#options.signal?.throwIfAborted()
    const dials = this.#dials
    const answer = await this.#attempt(request)
    if (answer.kind === 'answer') return answer
    // The peer had closed an idle connection, which does not concern this request.
    if (answer.state === 'cut-off' && dials > 0 && dials === this.#dials) return this.#attempt(request)
    if (answer.alert === 'no_application_protocol' && this.#alpn !== 'h2') {
      this.#alpn = 'h2'
      return this.#attempt(request)
    }
    return answer
  }

  async #dial(): Promise<Connection> {
    await this.#options.turn?.()
    return dial(this.target, { ...this.#options, alpn: [this.#alpn] })
  }

  async close(): Promise<void> {
    const pool = await this.#pool
    await pool?.destroy()
  }

  async #attempt(request: HttpRequest): Promise<HttpAnswer | HttpFailure> {
    const left = this.#deadline - performance.now()
    if (left <= 0) return { kind: 'failed', state: 'timed-out', detail: 'not asked: its time was used up' }
    this.requests++
    this.#pool ??= this.#open()
    const pool = await this.#pool
    const timeoutMs = request.timeoutMs ?? this.#options.timeoutMs
    const totalMs = Math.ceil(Math.min(left, this.#options.timeoutMs + timeoutMs))
    const options = { ...request, timeoutMs, totalMs }
    this.#firstError = undefined
    const signals = [this.#options.signal, request.signal].filter((signal) => signal !== undefined)
    const answer = await exchange(
      pool,
      this.target.origin,
      options,
      signals,
      (bytes) => (this.bytes += bytes),
    )
    if (answer.kind === 'answer' || answer.state !== 'cut-off' || !this.#firstError) return answer
    return failureOf(this.#firstError)
  }

  async #open(): Promise<Dispatcher> {
    // Takes 60 ms to load.
    const { Pool } = await import('undici')
    const pool = new Pool(this.target.origin, {
      // Two, so that a stream can stay open during a request.
      connections: 2,
      pipelining: 1,
      headersTimeout: 0,
      bodyTimeout: 0,
      maxHeaderSize: MAX_HEADERS,
      connect: (_, callback) => {
        this.#dials++
        this.#dial().then(
          ({ socket, wire, alpn, group, connectMs }) => {
            this.connection = { alpn, group, connectMs }
            socket.on('error', (error) => {
              this.#firstError ??= error
            })
            this.#received.watch(socket, wire)
            callback(null, socket)
          },
          (error: Error) => callback(error, null),
        )
      },
    })
    return this.#received.bound(pool)
  }
}

/** `totalMs`: from the moment that the request is queued, whether or not it is ever sent. */
type Exchange = HttpRequest & { timeoutMs: number; totalMs: number }

const exchange = (
  pool: Dispatcher,
  origin: string,
  request: Exchange,
  signals: readonly AbortSignal[],
  count: (bytes: number) => void,
): Promise<HttpAnswer | HttpFailure> => {
  const { promise, resolve, reject } = Promise.withResolvers<HttpAnswer | HttpFailure>()
  const chunks: Uint8Array[] = []
  let controller: Dispatcher.DispatchController | undefined
  let head: { status: number; headers: IncomingHttpHeaders } | undefined
  let events: EventReader | undefined
  let size = 0
  let enough = false
  let endTime = (): void => {}
  let limit = request.totalMs
  let settled = false

  const settle = (finish: () => void): void => {
    if (settled) return
    settled = true
    endTime()
    endWhole()
    for (const signal of signals) signal.removeEventListener('abort', abort)
    finish()
  }
  const done = (end: HttpAnswer['end']): void =>
    settle(() => {
      if (end !== 'complete') controller?.abort(new Error(end))
      if (head) resolve(finished(head, Buffer.concat(chunks), end, request))
      else resolve({ kind: 'failed', state: 'timed-out', detail: `no answer in ${limit} ms` })
    })
  const abort = (): void =>
    settle(() => {
      controller?.abort(new Error('aborted'))
      reject(signals.find(({ aborted }) => aborted)?.reason)
    })
  for (const signal of signals) signal.addEventListener('abort', abort)
  // undici queues a request until the server allows a stream, and tells only then that it starts.
  const late = (): void => done(enough ? 'enough' : 'timed-out')
  const endWhole = timeLimit(request.totalMs, late)

  pool.dispatch(
    {
      origin,
      path: request.path,
      method: request.method,
      headers: { 'accept-encoding': 'identity', 'user-agent': 'mcp-pqc', ...request.headers },
      body: request.body ?? null,
    },
    {
      onRequestStart(started) {
        controller = started
        if (settled) return started.abort(new Error('aborted'))
        limit = request.timeoutMs
        endTime = timeLimit(limit, late)
      },
      onResponseStart(_controller, status, headers) {
        // 1xx: the answer is still to come.
        if (status < 200) return
        head = { status, headers }
        if (request.onEvent && isEventStream(headers['content-type'])) events = new EventReader()
        if (request.wantsBody?.(status, headers) === false) done('enough')
      },
      onResponseData(_controller, chunk) {
        if (settled || !head) return
        size += chunk.length
        if (size > request.maxBytes) return done(enough ? 'enough' : 'too-large')
        count(chunk.length)
        if (!events || isEncoded(head.headers)) chunks.push(chunk)
        else if (!enough && events.read(chunk).some((event) => request.onEvent?.(event))) {
          enough = true
          endTime()
          endTime = timeLimit(GRACE_MS, () => done('enough'))
        }
      },
      onResponseEnd: () => done('complete'),
      onResponseError(_controller, error) {
        if (head) done(enough ? 'enough' : 'cut-off')
        else settle(() => resolve(failureOf(error)))
      },
    },
  )
  return promise
}

/** The answer with its body decoded; a reader of events gets an encoded body in one piece. */
const finished = (
  head: { status: number; headers: IncomingHttpHeaders },
  raw: Buffer,
  end: HttpAnswer['end'],
  { maxBytes, onEvent }: Exchange,
): HttpAnswer => {
  if (!isEncoded(head.headers)) return { kind: 'answer', ...head, body: raw, end }
  const inflated = end === 'complete' ? inflate(raw, String(head.headers['content-encoding']), maxBytes) : end
  if (typeof inflated === 'string') return { kind: 'answer', ...head, body: Buffer.alloc(0), end: inflated }
  if (onEvent && isEventStream(head.headers['content-type'])) new EventReader().read(inflated).some(onEvent)
  return { kind: 'answer', ...head, body: inflated, end }
}

const isEncoded = (headers: IncomingHttpHeaders): boolean =>
  headers['content-encoding'] !== undefined && headers['content-encoding'] !== 'identity'

const DECODERS = new Map([
  ['gzip', gunzipSync],
  ['x-gzip', gunzipSync],
  ['deflate', inflateSync],
  ['br', brotliDecompressSync],
])

/**
 * RFC 9110 §8.4: some servers encode although `identity` was requested. `cut-off`: the encoding is unknown or invalid.
 * Stops at `maxBytes`.
 */
export const inflate = (
  body: Buffer,
  encoding: string,
  maxBytes: number,
): Buffer | 'too-large' | 'cut-off' => {
  try {
    return DECODERS.get(encoding.trim().toLowerCase())?.(body, { maxOutputLength: maxBytes }) ?? 'cut-off'
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE' ? 'too-large' : 'cut-off'
  }
}

/** Invalid UTF-8 becomes U+FFFD (RFC 3629 §10). */
export const utf8 = (bytes: Uint8Array): string => new TextDecoder('utf-8').decode(bytes)
