import type { Pool } from 'undici'
import { UsageError } from '../../model/error.ts'
import { bareHost, portOf } from '../../registry/net/host.ts'
import type { GroupPolicy } from '../groups.ts'
import type { ClientIdentity } from '../identity/clientIdentity.ts'
import { type Connection, type DialOptions, type DialTarget, dial } from './dial.ts'
import { exchange, type HybridAnswer } from './exchange.ts'
import { type Fault, fault, faultOf } from './fault.ts'
import type { Pin } from './pins.ts'
import { Trust } from './trust.ts'

export type HybridClientOptions = {
  /** `hybrid`: classical key exchange is neither offered nor accepted. */
  policy: GroupPolicy
  /** PEM texts of authorities to trust beside the system's. */
  ca?: readonly string[] | undefined
  /** Of keys, one of which has to be in the server's chain. */
  pins?: readonly Pin[] | undefined
  /** For servers that ask for a certificate. */
  identity?: ClientIdentity | undefined
  /** Asked for, and looked for in the certificate, instead of the URL's host. */
  serverName?: string | undefined
  /** Header fields of every request: credentials. They go to the origin of the URL, over checked connections only. */
  headers?: Readonly<Record<string, string>> | undefined
  /** Milliseconds until a connection stands, TLS included. */
  timeoutMs: number
  /** Milliseconds of silence, before an answer and within it; 0: any time. */
  answerMs: number
  /** Connections at the same time; further requests wait. */
  connections?: number | undefined
  /** After each connection that was made. */
  onConnection?: ((connection: { group: string; kind: Connection['kind'] }) => void) | undefined
}

export type HybridRequest = {
  method: 'GET' | 'POST' | 'DELETE'
  /** Path and query, instead of the URL's own. */
  path?: string | undefined
  headers?: Record<string, string> | undefined
  body?: string | undefined
  /** The answer is a stream that stays open and may be silent: it gets a connection of its own. */
  standing?: boolean | undefined
  /** Milliseconds of silence, instead of the client's. */
  answerMs?: number | undefined
  signal?: AbortSignal | undefined
}

/** Bytes of all header fields of one answer. */
const MAX_HEADERS = 65_536

/** Redirects within the origin that one request follows. */
const MAX_REDIRECTS = 3

/** Connections at the same time, where nothing else is said: HTTP/1.1 takes one for each request under way. */
const CONNECTIONS = 128

/**
 * HTTP to one origin over TLS 1.3 with hybrid key exchange. What was really negotiated is checked on each connection
 * before anything is sent on it; there is no way back to a lesser one.
 */
export class HybridClient {
  readonly url: URL
  readonly #options: HybridClientOptions
  readonly #target: DialTarget
  readonly #dialOptions: DialOptions
  readonly #closed = new AbortController()
  #tlsError: { error: Error; at: number } | undefined
  #ahead: Promise<Connection> | undefined
  #pools: Promise<{ requests: Pool; standing: Pool }> | undefined
  readonly #lent = new Set<Pool>()

  /** @throws {UsageError} URL_INVALID, URL_NOT_HTTPS, URL_CREDENTIALS */
  constructor(text: string, options: HybridClientOptions) {
    const url = URL.parse(text)
    if (!url) {
      throw new UsageError('URL_INVALID', 'the server is not named by a URL', 'Write it as https://host/mcp.')
    }
    if (url.protocol !== 'https:') {
      throw new UsageError(
        'URL_NOT_HTTPS',
        'a hybrid connection needs TLS',
        'Name a URL that begins with https://.',
      )
    }
    if (url.username !== '' || url.password !== '') {
      throw new UsageError(
        'URL_CREDENTIALS',
        'the URL has a password in it',
        'Use --header or --token-env instead.',
      )
    }
    const host = bareHost(url.hostname)
    this.url = url
    this.#options = options
    this.#target = { host, port: portOf(url), serverName: options.serverName ?? host }
    this.#dialOptions = {
      policy: options.policy,
      pins: options.pins ?? [],
      timeoutMs: options.timeoutMs,
      signal: this.#closed.signal,
      trust: new Trust({ policy: options.policy, ca: options.ca ?? [], identity: options.identity }),
    }
  }

  /** Dials, and loads what a request needs, before there is one. What goes wrong meanwhile is found out again by the first. */
  warmUp(): void {
    const ahead = this.#dial()
    this.#ahead = ahead
    ahead.catch(() => {
      if (this.#ahead === ahead) this.#ahead = undefined
    })
    void this.#open()
  }

  /** For code that sends requests of its own: connections like this client's, whose streams may be silent. Credentials are its affair. */
  async openPool(): Promise<Pool> {
    const pool = await this.#makePool(() => this.#dial(), {
      headersTimeout: this.#options.answerMs,
      bodyTimeout: 0,
    })
    this.#lent.add(pool)
    return pool
  }

  /**
   * Follows redirects that keep the method and the origin (RFC 9110 §15.4.8 and §15.4.9), and no others.
   *
   * @throws {Fault} where there is no answer, or only a redirect.
   */
  async request(request: HybridRequest): Promise<HybridAnswer> {
    let path = request.path ?? `${this.url.pathname}${this.url.search}`
    for (let redirects = 0; ; redirects++) {
      const answer = await this.#exchange(request, path)
      if (!REDIRECTS.has(answer.status)) return answer
      await discard(answer)
      const location = URL.parse(String(answer.headers.location ?? ''), new URL(path, this.url).href)
      const follows = location?.origin === this.url.origin && KEEPS_METHOD.has(answer.status)
      if (!follows || redirects === MAX_REDIRECTS) throw redirected(answer.status, location, this.url)
      path = `${location.pathname}${location.search}`
    }
  }

  /** Cuts off what is under way. */
  async close(): Promise<void> {
    this.#closed.abort()
    const [pools, ahead] = await Promise.all([this.#pools, this.#ahead?.catch(() => undefined)])
    ahead?.socket.destroy()
    await Promise.all([pools?.requests, pools?.standing, ...this.#lent].map((pool) => pool?.destroy()))
  }

  async #exchange(request: HybridRequest, path: string): Promise<HybridAnswer> {
    const { requests, standing } = await this.#open()
    const started = performance.now()
    const silence = request.answerMs ?? (request.standing ? 0 : this.#options.answerMs)
    try {
      return await exchange(request.standing ? standing : requests, {
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
        signal: request.signal,
      })
    } catch (error) {
      throw this.#explained(faultOf(error, 'answer'), started)
    }
  }

  /** In TLS 1.3 the server looks at the client's certificate last: its alert comes in the place of the answer. */
  #explained(told: Fault, started: number): Fault {
    const last = this.#tlsError
    if (told.code !== 'ANSWER_CUT_OFF' || !last || last.at < started) return told
    const cause = faultOf(last.error, 'answer')
    return cause.code === 'CLIENT_CERTIFICATE' ? cause : told
  }

  async #open(): Promise<{ requests: Pool; standing: Pool }> {
    this.#pools ??= this.#makePools()
    return this.#pools
  }

  async #makePools(): Promise<{ requests: Pool; standing: Pool }> {
    const [requests, standing] = await Promise.all([
      this.#makePool(() => this.#next()),
      this.#makePool(() => this.#dial()),
    ])
    return { requests, standing }
  }

  async #makePool(next: () => Promise<Connection>, options: Pool.Options = {}): Promise<Pool> {
    // 50 ms to load: meanwhile the server does its part of the handshake.
    const { Pool } = await import('undici')
    return new Pool(this.url.origin, {
      connections: this.#options.connections ?? CONNECTIONS,
      pipelining: 1,
      allowH2: false,
      maxHeaderSize: MAX_HEADERS,
      ...options,
      connect: (_, callback) => {
        next().then(
          ({ socket }) => callback(null, socket),
          (error: Error) => callback(error, null),
        )
      },
    })
  }

  /** The connection that was dialled ahead, or a new one where that is used or gone. */
  async #next(): Promise<Connection> {
    const ahead = this.#ahead
    this.#ahead = undefined
    const connection = await ahead
    return connection && !connection.socket.destroyed && connection.socket.readable
      ? connection
      : this.#dial()
  }

  async #dial(): Promise<Connection> {
    const connection = await dial(this.#target, this.#dialOptions)
    // undici reports no more than that it closed, and does not listen at all times.
    connection.socket.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code?.startsWith('ERR_SSL_')) this.#tlsError = { error, at: performance.now() }
    })
    this.#options.onConnection?.(connection)
    return connection
  }
}

/** Gives the connection back where little is left of the answer, and closes it where not. */
export const discard = ({ body }: HybridAnswer): Promise<void> => {
  let size = 0
  const drop = (chunk: Buffer): void => {
    size += chunk.length
    if (size > MAX_DISCARDED) body.abandon()
  }
  return body.read(drop).catch(() => {})
}

/** Bytes. */
const MAX_DISCARDED = 65_536

const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308])
const KEEPS_METHOD: ReadonlySet<number> = new Set([307, 308])

const redirected = (status: number, location: URL | null, url: URL): Fault =>
  fault(
    'REDIRECTED',
    location && location.origin !== url.origin
      ? `the server points to another origin (HTTP ${status}, ${location.origin}), and nothing is sent there`
      : `the server points elsewhere, and the redirect is not followed (HTTP ${status})`,
    'If the new address is right, name it on the command line.',
  )
