import type { IncomingHttpHeaders } from 'node:http'
import type { Dispatcher, Pool } from 'undici'
import { Received } from '../../net/received.ts'
import { bareHost, portOf } from '../../registry/net/host.ts'
import type { GroupPolicy } from '../groups.ts'
import type { ClientIdentity } from '../identity/clientIdentity.ts'
import { problem } from '../problem.ts'
import { type Holder, WaitingRoom } from '../waitingRoom.ts'
import { type Connection, type DialOptions, dial, Trust } from './dial.ts'
import { type Fault, fault, faultOf } from './fault.ts'
import type { Pin } from './pins.ts'
import { redirected } from './redirect.ts'

export type HybridClientOptions = {
  /** `hybrid`: classical key exchange is neither offered nor accepted. */
  policy: GroupPolicy
  /** PEM texts of authorities to trust in addition to the system's. */
  ca?: readonly string[] | undefined
  /** One of these keys must be in the server's chain. */
  pins?: readonly Pin[] | undefined
  identity?: ClientIdentity | undefined
  /** Sent, and required in the certificate, instead of the URL's host. */
  serverName?: string | undefined
  /** Header fields of every request: sent only to the origin of the URL, over checked connections. */
  headers?: Readonly<Record<string, string>> | undefined
  /** Milliseconds for a connection, including TLS. */
  timeoutMs: number
  /** Milliseconds of silence before and within an answer; 0: no limit. */
  answerMs: number
  /** For answers; without one it has its own. */
  room?: WaitingRoom | undefined
  onConnection?: ((connection: { group: string; kind: Connection['kind'] }) => void) | undefined
}

export type HybridRequest = {
  method: 'GET' | 'POST' | 'DELETE'
  /** Path and query, instead of the URL's. */
  path?: string | undefined
  headers?: Record<string, string> | undefined
  body?: string | undefined
  /** The answer is a stream that stays open and may be silent, on a separate connection. */
  standing?: boolean | undefined
  /** Milliseconds of silence, instead of the client's. */
  answerMs?: number | undefined
  signal?: AbortSignal | undefined
}

export type HybridAnswer = {
  status: number
  headers: IncomingHttpHeaders
  /** Read it to its end or destroy it: it occupies a connection. */
  body: Dispatcher.ResponseData['body']
  /** For what of the body is held until its end, or until its reader has taken it. */
  holder: Holder
}

/** Bytes of all header fields of one answer. */
const MAX_HEADERS = 65_536

/** Redirects within the origin that one request follows. */
const MAX_REDIRECTS = 3

/** Connections of a pool at the same time: HTTP/1.1 needs one for each running request. Further ones wait. */
export const CONNECTIONS = 128

/**
 * HTTP to one origin over TLS 1.3 with hybrid key exchange. The negotiated group of each connection is checked before
 * anything is sent; there is no fallback.
 */
export class HybridClient {
  readonly url: URL
  /** Milliseconds, as in the options. */
  readonly answerMs: number
  readonly #options: HybridClientOptions
  readonly #dialOptions: DialOptions
  readonly #closed = new AbortController()
  /** For answers whose end has not come, or that their reader has not taken. */
  readonly #room: WaitingRoom
  #tlsError: { error: Error; at: number } | undefined
  #ahead: Promise<Connection> | undefined
  /** What the server sends in addition to bodies. */
  readonly #received = new Received()
  #pools: Promise<{ requests: Dispatcher; standing: Dispatcher }> | undefined
  readonly #opened: Dispatcher[] = []

  /** @throws {UsageError} URL_INVALID, URL_NOT_HTTPS, URL_CREDENTIALS */
  constructor(text: string, options: HybridClientOptions) {
    const url = URL.parse(text)
    if (!url) throw problem('URL_INVALID')
    if (url.protocol !== 'https:') {
      throw problem(url.protocol === 'http:' ? 'URL_NOT_HTTPS but http' : 'URL_NOT_HTTPS')
    }
    if (url.username !== '' || url.password !== '') throw problem('URL_CREDENTIALS')
    const host = bareHost(url.hostname)
    this.url = url
    this.answerMs = options.answerMs
    this.#options = options
    this.#room = options.room ?? new WaitingRoom()
    this.#dialOptions = {
      host,
      port: portOf(url),
      serverName: options.serverName ?? host,
      policy: options.policy,
      pins: options.pins ?? [],
      timeoutMs: options.timeoutMs,
      signal: this.#closed.signal,
      trust: new Trust({ policy: options.policy, ca: options.ca ?? [], identity: options.identity }),
    }
  }

  /** Dials and loads code before the first request. Errors are found again by the first request. */
  warmUp(): void {
    const ahead = this.#dial()
    this.#ahead = ahead
    ahead.catch(() => {
      if (this.#ahead === ahead) this.#ahead = undefined
    })
    void this.#open()
  }

  /** A pool of such connections for code that sends its own requests and credentials. Streams may be silent. */
  openPool(): Promise<Dispatcher> {
    return this.#openPool(() => this.#dial(), { headersTimeout: this.answerMs, bodyTimeout: 0 })
  }

  /** Follows redirects that keep method and origin (RFC 9110 §15.4.8 and §15.4.9). @throws {Fault} */
  async request(request: HybridRequest): Promise<HybridAnswer> {
    let path = request.path ?? `${this.url.pathname}${this.url.search}`
    for (let redirects = 0; ; redirects++) {
      const answer = await this.#exchange(request, path)
      const { status, headers } = answer
      if (!REDIRECTS.has(status)) return answer
      await discard(answer)
      const location = URL.parse(headers.location ?? '', new URL(path, this.url).href)
      const follows = location?.origin === this.url.origin && KEEPS_METHOD.has(status)
      if (!follows) throw redirected(status, location, this.url)
      if (redirects === MAX_REDIRECTS) throw fault('REDIRECTED without end', { status })
      path = `${location.pathname}${location.search}`
    }
  }

  async close(): Promise<void> {
    this.#closed.abort()
    const [ahead] = await Promise.all([this.#ahead?.catch(() => undefined), this.#pools])
    ahead?.socket.destroy()
    await Promise.all(this.#opened.map((pool) => pool.destroy()))
  }

  async #exchange(request: HybridRequest, path: string): Promise<HybridAnswer> {
    const { requests, standing } = await this.#open()
    const started = performance.now()
    const silence = request.answerMs ?? (request.standing ? 0 : this.answerMs)
    try {
      const pool = request.standing ? standing : requests
      const { statusCode, headers, body } = await pool.request({
        path,
        method: request.method,
        headers: {
          ...this.#options.headers,
          'user-agent': 'mcp-pqc',
          'accept-encoding': 'identity',
          ...request.headers,
        },
        body: request.body ?? null,
        headersTimeout: silence,
        bodyTimeout: silence,
        signal: request.signal ?? null,
      })
      // A reader of the body gets the error itself; without a listener, an error that nobody reads would end the program.
      body.on('error', () => {})
      return { status: statusCode, headers, body, holder: this.#room.enter() }
    } catch (error) {
      throw this.#explained(faultOf(error, 'answer'), started)
    }
  }

  /** In TLS 1.3 the server checks the client's certificate last: its alert comes instead of the answer. */
  #explained(told: Fault, started: number): Fault {
    const last = this.#tlsError
    if (told.code !== 'ANSWER_CUT_OFF' || !last || last.at < started) return told
    const cause = faultOf(last.error, 'answer')
    return cause.code === 'CLIENT_CERTIFICATE' ? cause : told
  }

  async #open(): Promise<{ requests: Dispatcher; standing: Dispatcher }> {
    this.#pools ??= Promise.all([
      this.#openPool(() => this.#next()),
      this.#openPool(() => this.#dial()),
    ]).then(([requests, standing]) => ({ requests, standing }))
    return this.#pools
  }

  async #openPool(next: () => Promise<Connection>, options: Pool.Options = {}): Promise<Dispatcher> {
    // Takes 50 ms to load, during which the server does its part of the handshake.
    const { Pool } = await import('undici')
    const pool = new Pool(this.url.origin, {
      connections: CONNECTIONS,
      pipelining: 1,
      allowH2: false,
      maxHeaderSize: MAX_HEADERS,
      ...options,
      connect: (_, callback) => {
        next().then(
          ({ socket, wire }) => {
            this.#received.watch(socket, wire)
            callback(null, socket)
          },
          (error: Error) => callback(error, null),
        )
      },
    })
    const bound = this.#received.bound(pool)
    this.#opened.push(bound)
    return bound
  }

  /** The connection that was dialled ahead, or a new one where that is in use or closed. */
  async #next(): Promise<Connection> {
    const ahead = this.#ahead
    this.#ahead = undefined
    const connection = await ahead
    return connection && !connection.socket.destroyed && connection.socket.readable
      ? connection
      : this.#dial()
  }

  async #dial(): Promise<Connection> {
    const connection = await dial(this.#dialOptions)
    // undici does not report the error of a closed connection, and does not listen at all times.
    connection.socket.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code?.startsWith('ERR_SSL_')) this.#tlsError = { error, at: performance.now() }
    })
    this.#options.onConnection?.(connection)
    return connection
  }
}

/** Frees the connection where little is left of the answer, and closes it otherwise. */
export const discard = ({ body }: HybridAnswer): Promise<void> =>
  body.dump({ limit: MAX_DISCARDED }).catch(() => {})

/** Bytes. */
const MAX_DISCARDED = 65_536

const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308])
const KEEPS_METHOD: ReadonlySet<number> = new Set([307, 308])
