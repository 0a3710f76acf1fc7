import { once } from 'node:events'
import type { IncomingHttpHeaders, IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http'
import type { Dispatcher } from 'undici'
import { isEventStream, messageEvent } from '../../mcp/eventStream.ts'
import { EndpointEvent, EventPosition } from '../../mcp/eventWatcher.ts'
import { rpcError } from '../../mcp/message.ts'
import { MessageScan } from '../../mcp/messageScan.ts'
import { MAX_FAILURES, pauseMs } from '../../mcp/resumption.ts'
import { clientOf, isTaken, peerIdentity } from '../peer.ts'
import { answerRpcError, gatewayError, Refusal } from '../rpcAnswer.ts'
import { readAll } from '../waitingRoom.ts'
import { checkedBody } from './checkedBody.ts'
import { ClientTokens } from './clientTokens.ts'
import { type Failure, failure, failureOf } from './failure.ts'
import { hasPassed, publicOrigin, requestHeaders, responseHeaders } from './headers.ts'
import type { Leg } from './leg.ts'
import { isProtectedResource, MAX_DOCUMENT, rewriteChallenge, rewriteMetadata } from './metadata.ts'
import type { Place } from './places.ts'

/** Bytes of a stream that are read at a time: each few may be an id, which costs as much as thousands of others. */
const PIECE = 4_096

type Body = Dispatcher.ResponseData['body']

/**
 * A slow side slows the other one down, and a client that leaves cancels its request. Throws nothing; the
 * response is ended in any case.
 */
export class Forwarding {
  readonly client: string
  readonly #leg: Leg
  readonly #request: IncomingMessage
  readonly #response: ServerResponse
  readonly #headers: Record<string, string | string[]>
  readonly #tokens: ClientTokens
  readonly #scan = new MessageScan()
  readonly #gone = new AbortController()
  readonly #closing = new AbortController()
  /** Nothing waits for its time any more. */
  readonly #ending = AbortSignal.any([this.#gone.signal, this.#closing.signal])

  constructor(leg: Leg, request: IncomingMessage, response: ServerResponse) {
    this.client = clientOf(request.socket)
    this.#leg = leg
    this.#request = request
    this.#response = response
    this.#headers = requestHeaders(request, leg)
    this.#tokens = new ClientTokens(leg, peerIdentity(request))
  }

  async run(): Promise<void> {
    this.#response.once('close', () => this.#gone.abort(CLOSED))
    this.#response.on('error', () => this.#gone.abort(CLOSED))
    const { running, maxRunning = Number.POSITIVE_INFINITY } = this.#leg
    try {
      if (isTaken(maxRunning, running, this.client))
        throw new Refusal(503, 'Too many requests are under way.', { 'retry-after': '1' })
      running.add(this)
      this.#tokens.open(this.#headers)
      await this.#forward(this.#findPlace())
    } catch (error) {
      if (this.#gone.signal.aborted) return
      if (this.#response.headersSent) this.#response.destroy()
      else if (error instanceof Refusal) this.#refuse(error)
      else this.#fail(failureOf(error, this.#leg.policy))
    } finally {
      running.delete(this)
    }
  }

  /** Does not wait for a client that does not read. */
  close(): void {
    this.#closing.abort(CLOSED)
    if (this.#response.writableNeedDrain) this.#response.destroy()
  }

  /** @throws {Refusal} */
  #findPlace(): Place {
    const { method = '', url = '/' } = this.#request
    if (hasPassed(this.#request, this.#leg.name))
      throw new Refusal(508, 'The upstream leads back to this gateway.')
    const place = this.#leg.places.find(url, this.#tokens.asker)
    if (place === undefined) throw new Refusal(404, 'There is no MCP endpoint at this path.')
    if (place.methods.includes(method)) return place
    throw new Refusal(405, 'Method not allowed.', { allow: place.methods.join(', ') })
  }

  async #forward(place: Place): Promise<void> {
    const { 'content-length': length, ...headers } = this.#headers
    const body = checkedBody(this.#request, this.#leg.maxBodyBytes, this.#scan)
    const answer = await this.#leg.pool.request({
      path: place.target,
      method: (this.#request.method ?? 'GET') as Dispatcher.HttpMethod,
      headers: body === null || length === undefined ? headers : { ...headers, 'content-length': length },
      body,
      signal: this.#gone.signal,
    })
    await this.#answer(place, answer)
  }

  async #answer(place: Place, { statusCode, headers, body }: Dispatcher.ResponseData): Promise<void> {
    const outgoing = this.#rewritten(headers, place)
    const location = headers['location']
    let status = statusCode
    if (status >= 300 && status < 400 && location !== undefined) {
      const to =
        typeof location === 'string' && this.#leg.places.redirect(location, place, this.#tokens.asker)
      // With several values, each client would follow another one.
      if (!to) {
        // Without a listener, the error of a body that is not read would end the program.
        body.on('error', () => {}).destroy()
        return this.#fail(failure('UPSTREAM_REDIRECT', `${status} to ${this.#originOf(location)}`))
      }
      outgoing['location'] = to
      // The URL is valid for a short time, and must not be stored.
      status = TEMPORARY.get(status) ?? status
    }
    if (isProtectedResource(place.target, status, headers)) {
      return this.#answerMetadata(status, outgoing, body)
    }
    const isStream = isReadableStream(headers)
    // Rewriting changes the length of a stream.
    if (isStream) delete outgoing['content-length']
    this.#response.writeHead(status, outgoing)
    if (isStream) {
      this.#response.flushHeaders()
      return this.#stream(place, body)
    }
    for await (const chunk of body as AsyncIterable<Buffer>) await this.#write(chunk)
    this.#response.end()
  }

  #rewritten(headers: IncomingHttpHeaders, { target }: Place): OutgoingHttpHeaders {
    const outgoing = responseHeaders(headers, (url) => this.#leg.places.relative(url, target))
    this.#tokens.sealSession(headers, outgoing)
    const challenges = headers['www-authenticate'] as string | string[] | undefined
    const to = publicOrigin(this.#request)
    if (challenges === undefined) return outgoing
    const rewritten = [challenges].flat().map((one) => rewriteChallenge(one, this.#leg.origin, to))
    return { ...outgoing, 'www-authenticate': rewritten }
  }

  async #answerMetadata(status: number, headers: OutgoingHttpHeaders, body: Body): Promise<void> {
    const bytes = await readAll(body, (size) => {
      if (size > MAX_DOCUMENT) throw new Error(`metadata of more than ${MAX_DOCUMENT} bytes`)
    })
    const to = publicOrigin(this.#request)
    const text = bytes.toString('utf8')
    const document = Buffer.from(to === undefined ? text : rewriteMetadata(text, this.#leg.origin, to))
    const isHead = this.#request.method === 'HEAD'
    this.#response
      .writeHead(status, { ...headers, ...(isHead ? {} : { 'content-length': document.length }) })
      .end(isHead ? undefined : document)
  }

  /** Forwards events until the upstream ends the stream. A POST's stream that breaks off is resumed where it can be. */
  async #stream({ target }: Place, first: Body): Promise<void> {
    const position = new EventPosition((id) => this.#tokens.sealEvent(id))
    let announced: string | undefined
    const endpoint = new EndpointEvent((url) => {
      announced = this.#leg.places.announce(url, target, this.#tokens.asker)
      if (announced === undefined)
        throw new Error(`the event "endpoint" names another origin: ${this.#originOf(url)}`)
      return announced
    })
    const isGet = this.#request.method === 'GET'
    let failures = 0
    let resumedAfter: string | undefined
    let body: Body | undefined = first
    try {
      while (body !== undefined) {
        try {
          for await (const chunk of body as AsyncIterable<Buffer>) {
            for (let at = 0; at < chunk.length; at += PIECE) {
              const passed = position.read(chunk.subarray(at, at + PIECE))
              await this.#write(isGet ? endpoint.read(passed) : passed)
              await this.#leg.pace.turn(position, this.client, this.#ending)
            }
          }
          this.#response.end()
          return
        } catch (error) {
          if (this.#gone.signal.aborted) throw error
          // A client resumes the stream of its own GET itself: it only has to see that it broke off.
          failures = position.lastId === resumedAfter ? failures + 1 : 0
          resumedAfter = position.lastId
          body = isGet ? undefined : await this.#resume(target, position, failures)
          if (this.#gone.signal.aborted) throw error
          const { detail } = failureOf(error, this.#leg.policy)
          const resumed = body !== undefined
          this.#leg.log({ event: 'upstream-cut-off', detail, ...this.#asked(), resumed })
          if (isGet) throw error
          await this.#write(Buffer.from(position.cutOff()))
        }
      }
      const lost = shown(failure('UPSTREAM_BROKE_OFF', ''))
      for (const id of this.#scan.ids) await this.#write(Buffer.from(messageEvent(rpcError(id, lost))))
      this.#response.end()
    } finally {
      if (announced !== undefined) this.#leg.places.forget(announced)
    }
  }

  /** Streamable HTTP, "Resumability and Redelivery": the events after the last one. If that fails, the client gets an error. */
  async #resume(path: string, position: EventPosition, failures: number): Promise<Body | undefined> {
    const { lastId } = position
    if (!lastId || failures === MAX_FAILURES) return undefined
    const { 'content-type': _type, 'content-length': _length, ...headers } = this.#headers
    try {
      await this.#leg.pace.pause(pauseMs(position, failures), this.#ending)
      const answer = await this.#leg.pool.request({
        path,
        method: 'GET',
        headers: { ...headers, accept: 'text/event-stream', 'last-event-id': lastId },
        signal: this.#gone.signal,
      })
      if (answer.statusCode === 200 && isReadableStream(answer.headers)) return answer.body
      answer.body.on('error', () => {}).destroy()
    } catch {
      // The first failure is reported.
    }
    return undefined
  }

  async #write(chunk: Uint8Array): Promise<void> {
    if (chunk.length === 0 || this.#response.write(chunk)) return
    if (this.#closing.signal.aborted) this.#response.destroy()
    await once(this.#response, 'drain', { signal: this.#gone.signal })
  }

  #fail(failed: Failure): void {
    const { code, detail, status } = failed
    this.#leg.log({ event: 'upstream-failed', code, detail, ...this.#asked() })
    this.#drain()
    answerRpcError(this.#response, status, this.#scan.ids, shown(failed))
  }

  #refuse({ status, error, headers }: Refusal): void {
    this.#leg.log({ event: 'request-refused', status, reason: error.message, ...this.#asked() })
    this.#drain()
    answerRpcError(this.#response, status, this.#scan.ids, error, headers)
  }

  /** A client that still sends would otherwise be reset before it reads its answer. */
  #drain(): void {
    this.#request.unpipe().resume()
  }

  /** For the log. The rest of a URL may repeat what the client sent in confidence, as its token. */
  #originOf(url: string | string[]): string {
    return (typeof url === 'string' && URL.parse(url, this.#leg.origin)?.origin) || 'several places'
  }

  #asked(): { method: string; path: string } {
    const { method = '', url = '/' } = this.#request
    return { method, path: URL.parse(url, this.#leg.origin)?.pathname ?? '/' }
  }
}

/** Every exchange ends with it. Without it, `abort` would make an error with a stack each time. */
const CLOSED = new Error('the connection to the client is closed')

/** RFC 9110 §15.4: permanent redirects, and those that are the same but temporary. */
const TEMPORARY = new Map([
  [301, 302],
  [308, 307],
])

const shown = ({ code, message }: Failure) => ({ ...gatewayError(message), data: { code } })

/** A compressed stream cannot be read while it passes, and passes unchanged. */
const isReadableStream = (headers: IncomingHttpHeaders): boolean =>
  isEventStream(headers['content-type']) && (headers['content-encoding'] ?? 'identity') === 'identity'
