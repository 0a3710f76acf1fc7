import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import type { IncomingHttpHeaders, IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http'
import { Transform } from 'node:stream'
import type { Dispatcher, Pool } from 'undici'
import { isEventStream, messageEvent } from '../../mcp/eventStream.ts'
import { EndpointEvent, EventPosition } from '../../mcp/eventWatcher.ts'
import { rpcError } from '../../mcp/message.ts'
import { RequestIds } from '../../mcp/requestIds.ts'
import type { UpstreamEvent } from '../events.ts'
import type { GroupPolicy } from '../groups.ts'
import { answerRpcError, gatewayError } from '../rpcAnswer.ts'
import { type Failure, failure, failureOf } from './failure.ts'
import { gatewayName, hasPassed, publicOrigin, requestHeaders, responseHeaders } from './headers.ts'
import { isProtectedResource, MAX_DOCUMENT, rewriteChallenge, rewriteMetadata } from './metadata.ts'
import { type Place, Places } from './places.ts'

export type LegOptions = {
  pool: Pool
  policy: GroupPolicy
  /** Bytes of a request's body. */
  maxBodyBytes: number
  log: (event: UpstreamEvent) => void
}

/** The way to one upstream. `name`: of this gateway, in `Via`. */
export type Leg = LegOptions & { origin: string; name: string; places: Places }

export const legTo = (url: URL, options: LegOptions): Leg => ({
  ...options,
  origin: url.origin,
  name: gatewayName(randomBytes(4).toString('hex')),
  places: new Places(url),
})

/** The forwarding of a request, to be run; undefined where the request was refused and answered. */
export const accept = (
  leg: Leg,
  request: IncomingMessage,
  response: ServerResponse,
): Forwarding | undefined => {
  const { url = '/', method = '' } = request
  const refuse = (status: number, reason: string, headers?: Record<string, string>): undefined => {
    const path = URL.parse(url, leg.origin)?.pathname ?? '/'
    leg.log({ event: 'request-refused', status, reason, method, path })
    answerRpcError(response, status, [], gatewayError(reason), headers)
  }
  if (hasPassed(request, leg.name)) return refuse(508, 'The upstream leads back to this gateway.')
  const place = leg.places.find(url)
  if (place === undefined) return refuse(404, 'There is no MCP endpoint at this path.')
  return place.methods.includes(method)
    ? new Forwarding(leg, place, request, response)
    : refuse(405, 'Method not allowed.', { allow: place.methods.join(', ') })
}

class BodyTooLarge extends Error {
  override readonly name = 'BodyTooLarge'
}

type Answer = Dispatcher.ResponseData
type Body = Answer['body']

/**
 * Forwards one request and its answer while they come. A slow side slows the other one down, and a client that leaves
 * cancels its request. Throws nothing; the response is ended in any case.
 */
export class Forwarding {
  readonly #leg: Leg
  readonly #place: Place
  readonly #request: IncomingMessage
  readonly #response: ServerResponse
  readonly #headers: Record<string, string | string[]>
  readonly #ids = new RequestIds()
  readonly #gone = new AbortController()
  #isClosing = false

  constructor(leg: Leg, place: Place, request: IncomingMessage, response: ServerResponse) {
    this.#leg = leg
    this.#place = place
    this.#request = request
    this.#response = response
    this.#headers = requestHeaders(request, leg.name)
  }

  async run(): Promise<void> {
    this.#response.once('close', () => this.#gone.abort())
    this.#response.on('error', () => this.#gone.abort())
    try {
      const { 'content-length': length, ...headers } = this.#headers
      const body = this.#body()
      await this.#answer(
        await this.#leg.pool.request({
          path: this.#place.target,
          method: (this.#request.method ?? 'GET') as Dispatcher.HttpMethod,
          headers: body === null || length === undefined ? headers : { ...headers, 'content-length': length },
          body,
          signal: this.#gone.signal,
        }),
      )
    } catch (error) {
      if (this.#gone.signal.aborted) return
      if (this.#response.headersSent) this.#response.destroy()
      else if (error instanceof BodyTooLarge) this.#tooLarge()
      else this.#fail(failureOf(error, this.#leg.policy))
    }
  }

  /** Does not wait for a client that does not read. */
  close(): void {
    this.#isClosing = true
    if (this.#response.writableNeedDrain) this.#response.destroy()
  }

  /** The client's body while it passes, with its ids read and its length counted; null where there is none. */
  #body(): Transform | null {
    if (this.#request.method !== 'POST') return null
    if (Number(this.#request.headers['content-length']) > this.#leg.maxBodyBytes) throw new BodyTooLarge()
    let size = 0
    const body = new Transform({
      transform: (chunk: Buffer, _encoding, done) => {
        size += chunk.length
        this.#ids.read(chunk)
        if (size > this.#leg.maxBodyBytes) return done(new BodyTooLarge())
        done(null, chunk)
      },
    })
    this.#request.once('error', (error) => body.destroy(error))
    return this.#request.pipe(body)
  }

  async #answer({ statusCode, headers, body }: Answer): Promise<void> {
    const location = headers['location']
    if (statusCode >= 300 && statusCode < 400 && location !== undefined && this.#place.kind !== 'metadata') {
      // With several values, each client would follow another one.
      const to = Array.isArray(location) ? undefined : this.#leg.places.redirect(location, this.#place.target)
      if (to === undefined) {
        body.destroy()
        return this.#fail(failure('UPSTREAM_REDIRECT', `${statusCode} to ${location}`))
      }
      headers['location'] = to
    }
    const outgoing = this.#rewritten(headers)
    if (isProtectedResource(this.#place.target, statusCode, headers)) {
      return this.#answerMetadata(statusCode, outgoing, body)
    }
    const isStream = isReadableStream(headers)
    // Rewriting changes the length of a stream.
    if (isStream) delete outgoing['content-length']
    this.#response.writeHead(statusCode, outgoing)
    if (isStream) {
      this.#response.flushHeaders()
      return this.#stream(body)
    }
    for await (const chunk of body as AsyncIterable<Buffer>) await this.#write(chunk)
    this.#response.end()
  }

  #rewritten(headers: IncomingHttpHeaders): OutgoingHttpHeaders {
    const outgoing = responseHeaders(headers)
    const challenges = headers['www-authenticate'] as string | string[] | undefined
    const to = publicOrigin(this.#request)
    if (challenges === undefined || to === undefined) return outgoing
    const rewritten = [challenges].flat().map((one) => rewriteChallenge(one, this.#leg.origin, to))
    return { ...outgoing, 'www-authenticate': rewritten }
  }

  async #answerMetadata(status: number, headers: OutgoingHttpHeaders, body: Body): Promise<void> {
    const chunks: Buffer[] = []
    let size = 0
    for await (const chunk of body as AsyncIterable<Buffer>) {
      chunks.push(chunk)
      size += chunk.length
      if (size > MAX_DOCUMENT) throw new Error(`metadata of more than ${MAX_DOCUMENT} bytes`)
    }
    const to = publicOrigin(this.#request)
    const text = Buffer.concat(chunks).toString('utf8')
    const document = Buffer.from(to === undefined ? text : rewriteMetadata(text, this.#leg.origin, to))
    const isHead = this.#request.method === 'HEAD'
    this.#response
      .writeHead(status, { ...headers, ...(isHead ? {} : { 'content-length': document.length }) })
      .end(isHead ? undefined : document)
  }

  /** Forwards events until the upstream ends the stream. A POST's stream that breaks off is resumed where it can be. */
  async #stream(first: Body): Promise<void> {
    const position = new EventPosition()
    let announced: string | undefined
    const endpoint = new EndpointEvent((place) => {
      announced = this.#leg.places.announce(place, this.#place.target)
      if (announced === undefined) throw new Error(`the event "endpoint" names another origin: ${place}`)
      return announced
    })
    const isGet = this.#request.method === 'GET'
    let body: Body | undefined = first
    try {
      while (body !== undefined) {
        try {
          for await (const chunk of body as AsyncIterable<Buffer>) {
            position.read(chunk)
            await this.#write(isGet ? endpoint.read(chunk) : chunk)
          }
          this.#response.end()
          return
        } catch (error) {
          if (this.#gone.signal.aborted) throw error
          // A client resumes the stream of its own GET itself: it only has to see that it broke off.
          body = isGet ? undefined : await this.#resume(position.lastId)
          const { detail } = failureOf(error, this.#leg.policy)
          const resumed = body !== undefined
          this.#leg.log({ event: 'upstream-cut-off', detail, ...this.#asked(), resumed })
          if (isGet) throw error
          await this.#write(Buffer.from(position.cutOff()))
        }
      }
      const lost = shown(failure('UPSTREAM_BROKE_OFF', ''))
      for (const id of this.#ids.found) await this.#write(Buffer.from(messageEvent(rpcError(id, lost))))
      this.#response.end()
    } finally {
      if (announced !== undefined) this.#leg.places.forget(announced)
    }
  }

  /** Streamable HTTP, "Resumability and Redelivery": the events after `lastId`. Tried once; then the client gets an error. */
  async #resume(lastId: string | undefined): Promise<Body | undefined> {
    if (!lastId) return undefined
    const { 'content-type': _type, 'content-length': _length, ...headers } = this.#headers
    try {
      const answer = await this.#leg.pool.request({
        path: this.#place.target,
        method: 'GET',
        headers: { ...headers, accept: 'text/event-stream', 'last-event-id': lastId },
        signal: this.#gone.signal,
      })
      if (answer.statusCode === 200 && isReadableStream(answer.headers)) return answer.body
      answer.body.destroy()
    } catch {
      // The first failure is reported.
    }
    return undefined
  }

  /** Waits for a slow client. */
  async #write(chunk: Uint8Array): Promise<void> {
    if (chunk.length === 0 || this.#response.write(chunk)) return
    if (this.#isClosing) this.#response.destroy()
    await once(this.#response, 'drain', { signal: this.#gone.signal })
  }

  #fail(failed: Failure): void {
    const { code, detail, status } = failed
    this.#leg.log({ event: 'upstream-failed', code, detail, ...this.#asked() })
    answerRpcError(this.#response, status, this.#ids.found, shown(failed))
  }

  #tooLarge(): void {
    const { maxBodyBytes, log } = this.#leg
    const reason = `a body of more than ${maxBodyBytes} bytes`
    log({ event: 'request-refused', status: 413, reason, ...this.#asked() })
    const message = `This gateway accepts at most ${maxBodyBytes} bytes.`
    answerRpcError(this.#response, 413, this.#ids.found, gatewayError(message))
  }

  #asked(): { method: string; path: string } {
    const { pathname } = new URL(this.#place.target, this.#leg.origin)
    return { method: this.#request.method ?? '', path: pathname }
  }
}

const shown = ({ code, message }: Failure) => ({ ...gatewayError(message), data: { code } })

/** A compressed stream cannot be read while it passes, and passes unchanged. */
const isReadableStream = (headers: IncomingHttpHeaders): boolean =>
  isEventStream(headers['content-type']) && (headers['content-encoding'] ?? 'identity') === 'identity'
