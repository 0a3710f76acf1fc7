import type { Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Dispatcher } from 'undici'
import type { ProblemCode } from '../../model/error.ts'
import { EVERYTHING_NAMED, Gatekeeper, openFirst } from '../../net/gatekeeper.ts'
import { Received } from '../../net/received.ts'
import type { Limits } from '../../net/socket.ts'
import { authoritiesWith } from '../../net/trustStore.ts'
import { isOwnAddress } from '../../registry/net/host.ts'
import { openSslGroups } from '../../registry/tls/software/openSslGroups.ts'
import { type NodeErrorKind, nodeErrorOf } from '../../tls/nodeErrors.ts'
import failures from './failures.json' with { type: 'json' }

export type HttpOptions = Limits & {
  /** PEM certificates of authorities to trust in addition to the system's. */
  ca: readonly string[]
  /** Undefined: whatever the user named may be contacted. */
  gatekeeper?: Gatekeeper | undefined
}

/** An answer whose body is not read yet. */
export type HttpAnswer = {
  status: number
  contentType: string
  body: AsyncIterable<Buffer>
  drop: () => void
}

/** Bytes of one answer. A page of 100 servers has some hundred kilobytes, the single page of a mirror some ten megabytes. */
const MAX_BODY = 67_108_864
const MAX_HEADERS = 16 * 1024
const MAX_REDIRECTS = 3
/** Retries while the server is busy. */
const MAX_RETRIES = 2
const BUSY: readonly number[] = [429, 502, 503, 504]
/** A whole answer may take this many times `timeoutMs`. */
const PATIENCE = 12

/** Requests to the server of a registry: no credentials, no cookies, no redirects to other origins. */
export class RegistryHttp {
  readonly #origin: string
  readonly #options: HttpOptions
  #client: Promise<Dispatcher> | undefined
  /** The server's address is local, private or link-local. */
  isLocal = false

  constructor(origin: string, options: HttpOptions) {
    this.#origin = origin
    this.#options = options
  }

  /** Requests a path with its query. Throws RegistryProblem, and the signal's reason when aborted. */
  async get(path: string): Promise<HttpAnswer> {
    let [redirects, retries] = [0, 0]
    for (;;) {
      const { statusCode: status, headers, body } = await this.#ask(path)
      const drop = (): void => void body.on('error', () => {}).destroy()
      const isRedirect = status >= 300 && status < 400 && headers['location'] !== undefined
      const isBusy = BUSY.includes(status) && retries < MAX_RETRIES
      if (!isRedirect && !isBusy) {
        const contentType = String(headers['content-type'] ?? '')
        const encoding = String(headers['content-encoding'] ?? 'identity')
        if (encoding !== 'identity') {
          drop()
          const what = `answers in the encoding ${encoding.slice(0, 20)}, which was not requested`
          throw new RegistryProblem('ENCODED', what)
        }
        return { status, contentType, body: this.#bounded(body), drop }
      }
      drop()
      if (isBusy) {
        retries++
        // As long as the server asks for, at most `timeoutMs`.
        const { timeoutMs, signal } = this.#options
        const asked = Number(headers['retry-after'] ?? Number.NaN)
        await sleep(Math.min(asked >= 0 ? asked * 1000 : 1000, timeoutMs), undefined, { signal })
        continue
      }
      const target = URL.parse(String(headers['location']), this.#origin + path)
      if (target?.origin !== this.#origin)
        throw new RegistryProblem(
          'REDIRECTED',
          `redirects to ${target?.origin ?? 'an invalid URL'}: name that registry if you trust it`,
        )
      if (++redirects > MAX_REDIRECTS) throw new RegistryProblem('REDIRECTED', 'redirects too often')
      path = target.pathname + target.search
    }
  }

  async close(): Promise<void> {
    const client = await this.#client
    await client?.destroy()
  }

  async #ask(path: string): Promise<Dispatcher.ResponseData> {
    const { timeoutMs, signal } = this.#options
    signal?.throwIfAborted()
    this.#client ??= this.#open()
    const client = await this.#client
    try {
      return await client.request({
        origin: this.#origin,
        method: 'GET',
        path,
        headers: { accept: 'application/json', 'accept-encoding': 'identity', 'user-agent': 'mcp-pqc' },
        headersTimeout: timeoutMs,
        bodyTimeout: timeoutMs,
        signal: signal ?? null,
      })
    } catch (error) {
      signal?.throwIfAborted()
      throw problemOf(error)
    }
  }

  /** Throws RegistryProblem if the body is too large, too slow or cut off. */
  async *#bounded(body: Dispatcher.ResponseData['body']): AsyncGenerator<Buffer> {
    const { timeoutMs, signal } = this.#options
    const limit = PATIENCE * timeoutMs
    const late = new RegistryProblem('TIMED_OUT', `took more than ${limit / 1000} s to answer`)
    const timer = setTimeout(() => body.destroy(late), limit)
    let size = 0
    try {
      for await (const chunk of body as AsyncIterable<Buffer>) {
        size += chunk.length
        if (size > MAX_BODY)
          throw new RegistryProblem('TOO_LARGE', `sent more than ${MAX_BODY >> 20} MiB in one answer`)
        yield chunk
      }
    } catch (error) {
      signal?.throwIfAborted()
      throw problemOf(error)
    } finally {
      clearTimeout(timer)
      body.on('error', () => {}).destroy()
    }
  }

  async #open(): Promise<Dispatcher> {
    // Takes 60 ms to load.
    const { buildConnector, Client } = await import('undici')
    const { timeoutMs, ca } = this.#options
    const overTls = buildConnector({
      timeout: timeoutMs,
      ca: authoritiesWith(ca),
      ecdhCurve: openSslGroups(undefined),
    })
    const received = new Received()
    const client = new Client(this.#origin, {
      maxHeaderSize: MAX_HEADERS,
      connect: (options, callback) => {
        this.#dial().then(
          (socket) => {
            const watched = (through: Socket): void => {
              received.watch(through, socket)
              callback(null, through)
            }
            if (options.protocol !== 'https:') return watched(socket)
            overTls({ ...options, httpSocket: socket }, (error, through) =>
              error ? callback(error, null) : watched(through),
            )
          },
          (error: Error) => callback(error, null),
        )
      },
    })
    return received.bound(client)
  }

  async #dial(): Promise<Socket> {
    const { timeoutMs, signal } = this.#options
    const { gatekeeper = new Gatekeeper({ scope: EVERYTHING_NAMED, timeoutMs, signal }) } = this.#options
    const admission = await gatekeeper.admit(new URL(this.#origin), signal)
    if ('problem' in admission) {
      const { code, message } = admission.problem
      throw new RegistryProblem(code === 'UNRESOLVED' ? 'UNREACHABLE' : code, `cannot be reached: ${message}`)
    }
    const { addresses } = admission
    // All of them: a name with one local address among public ones is not local.
    this.isLocal = addresses.every(({ address }) => address !== null && isOwnAddress(address))
    return openFirst(addresses, { timeoutMs, signal })
  }
}

/** What a registry does, with `the registry` before it. */
export class RegistryProblem extends Error {
  override readonly name = 'RegistryProblem'
  readonly code: ProblemCode

  constructor(code: ProblemCode, message: string) {
    super(message)
    this.code = code
  }
}

const FAILURES = failures.answer as { [Kind in NodeErrorKind]?: { code: ProblemCode; message: string } }

const problemOf = (error: unknown): RegistryProblem => {
  if (error instanceof RegistryProblem) return error
  const { kind, code } = nodeErrorOf(error)
  const { code: problem, message } = FAILURES[kind] ?? { code: 'UNREACHABLE', message: 'cannot be reached' }
  const more = problem === 'UNVERIFIED' ? '; --ca adds an authority' : ''
  return new RegistryProblem(problem, `${message} (${code})${more}`)
}
