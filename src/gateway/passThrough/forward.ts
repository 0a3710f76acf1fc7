import { once } from 'node:events'
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http'
import { Transform } from 'node:stream'
import type { Dispatcher, Pool } from 'undici'
import { isEventStream, messageEvent } from '../../mcp/eventStream.ts'
import { EndpointEvent, EventPosition } from '../../mcp/eventWatcher.ts'
import { rpcError } from '../../mcp/message.ts'
import { RequestIds } from '../../mcp/requestIds.ts'
import { RPC_ERRORS } from '../../registry/mcp/jsonRpc.ts'
import type { GroupPolicy } from '../groups.ts'
import { answerRpcError } from '../rpcAnswer.ts'
import { type Failure, failure, failureOf } from './failure.ts'
import { publicOrigin, requestHeaders, responseHeaders } from './headers.ts'
import { isProtectedResource, MAX_DOCUMENT, rewriteChallenge, rewriteMetadata } from './metadata.ts'
import type { Place, Places } from './places.ts'
import type { UpstreamEvent } from './upstreamEvent.ts'

export type Leg = {
  pool: Pool
  origin: string
  name: string
  places: Places
  policy: GroupPolicy
  maxBodyBytes: number
  log: (event: UpstreamEvent) => void
}

/** The body is longer than the gateway passes on. */
class BodyTooLarge extends Error {
  override readonly name = 'BodyTooLarge'
}

/**
 * Passes one request on and its answer back, as they come: what a slow side has not taken stays with the other one.
 * A client that goes takes its request with it. Throws nothing; the response is ended in any case.
 */
export class Forwarding {
  readonly #leg: Leg
  readonly #place: NonNullable<Place>
  readonly #request: IncomingMessage
  readonly #response: ServerResponse
  readonly #headers: Record<string, string | string[]>
  readonly #ids = new RequestIds()
  readonly #gone = new AbortController()
  #isClosing = false

  constructor(leg: Leg, place: NonNullable<Place>, request: IncomingMessage, response: ServerResponse) {
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
      const answer = await this.#ask(this.#headers, this.#body())
      await this.#answer(answer)
    } catch (error) {
      if (this.#gone.signal.aborted) return
      if (this.#response.headersSent) this.#response.destroy()
      else if (error instanceof BodyTooLarge) this.#tooLarge()
      else this.#fail(failureOf(error, this.#leg.policy))
    }
  }

  /** No client is waited for any more that does not take what it asked for. */
  close(): void {
    this.#isClosing = true
    if (this.#response.writableNeedDrain) this.#response.destroy()
  }

  #ask(headers: Record<string, string | string[]>, body: Transform | null): Promise<Dispatcher.ResponseData> {
    const { 'content-length': length, ...others } = headers
    return this.#leg.pool.request({
      path: this.#place.target,
      method: (this.#request.method ?? 'GET') as Dispatcher.HttpMethod,
      headers: body === null || length === undefined ? others : { ...others, 'content-length': length },
      body,
      signal: this.#gone.signal,
    })
  }

  /** The client's body on its way, with its ids read and its length watched; null where there is none. */
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

  async #answer({ statusCode, headers, body }: Dispatcher.ResponseData): Promise<void> {
    const location = headers['location']
    if (statusCode >= 300 && statusCode < 400 && location !== undefined && this.#place.kind !== 'metadata') {
      // Of several, each client would follow another.
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
    // Events may become more or fewer bytes on their way.
    if (isReadableStream(headers)) delete outgoing['content-length']
    this.#response.writeHead(statusCode, outgoing)
    if (!isReadableStream(headers)) {
      for await (const chunk of body as AsyncIterable<Buffer>) await this.#write(chunk)
      this.#response.end()
      return
    }
    this.#response.flushHeaders()
    await this.#stream(body)
  }

  #rewritten(headers: IncomingHttpHeaders) {
    const outgoing = responseHeaders(headers)
    const challenges = headers['www-authenticate'] as string | string[] | undefined
    const to = publicOrigin(this.#request)
    if (challenges === undefined || to === undefined) return outgoing
    const rewritten = [challenges].flat().map((one) => rewriteChallenge(one, this.#leg.origin, to))
    return { ...outgoing, 'www-authenticate': rewritten }
  }

  async #answerMetadata(
    status: number,
    headers: ReturnType<typeof responseHeaders>,
    body: Dispatcher.ResponseData['body'],
  ): Promise<void> {
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

  /** Events, to the end that the upstream gives them. One that breaks off is taken up again where events have ids. */
  async #stream(first: Dispatcher.ResponseData['body']): Promise<void> {
    const position = new EventPosition()
    let announced: string | undefined
    const endpoint = new EndpointEvent((place) => {
      announced = this.#leg.places.announce(place, this.#place.target)
      if (announced === undefined) throw new Error(`the event "endpoint" names another origin: ${place}`)
      return announced
    })
    const isGet = this.#request.method === 'GET'
    let body: Dispatcher.ResponseData['body'] | undefined = first
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
          // A client takes a stream of its own GET up again by itself: it only has to see that it broke off.
          body = isGet ? undefined : await this.#resume(position.lastId)
          this.#leg.log({
            event: 'upstream-cut-off',
            detail: failureOf(error, this.#leg.policy).detail,
            ...this.#asked(),
            resumed: body !== undefined,
          })
          if (isGet) throw error
          await this.#write(Buffer.from(position.cutOff()))
        }
      }
      const lost = failure('UPSTREAM_BROKE_OFF', '')
      for (const id of this.#ids.found)
        await this.#write(Buffer.from(messageEvent(rpcError(id, shown(lost)))))
      this.#response.end()
    } finally {
      if (announced !== undefined) this.#leg.places.forget(announced)
    }
  }

  /**
   * Streamable HTTP, "Resumability and Redelivery": the rest of the events after `lastId`. Tried once: a server that
   * has forgotten them will not remember, and the client is owed an answer.
   */
  async #resume(lastId: string | undefined): Promise<Dispatcher.ResponseData['body'] | undefined> {
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
      // Said by the error that the client gets for its request.
    }
    return undefined
  }

  /** Waits until a slow client has taken what is there. */
  async #write(chunk: Uint8Array): Promise<void> {
    if (chunk.length === 0 || this.#response.write(chunk)) return
    if (this.#isClosing) this.#response.destroy()
    await once(this.#response, 'drain', { signal: this.#gone.signal })
  }

  #fail(failed: Failure): void {
    this.#leg.log({ event: 'upstream-failed', code: failed.code, detail: failed.detail, ...this.#asked() })
    answerRpcError(this.#response, failed.status, this.#ids.found, shown(failed))
  }

  #tooLarge(): void {
    const { maxBodyBytes } = this.#leg
    const reason = `a body of more than ${maxBodyBytes} bytes`
    this.#leg.log({ event: 'request-refused', status: 413, reason, ...this.#asked() })
    answerRpcError(this.#response, 413, this.#ids.found, {
      code: RPC_ERRORS.gateway,
      message: `This gateway takes at most ${maxBodyBytes} bytes.`,
    })
  }

  #asked(): { method: string; path: string } {
    return {
      method: this.#request.method ?? '',
      path: new URL(this.#place.target, this.#leg.origin).pathname,
    }
  }
}

const shown = ({ code, message }: Failure) => ({ code: RPC_ERRORS.gateway, message, data: { code } })

/** A compressed one cannot be read while it passes, and passes unchanged. */
const isReadableStream = (headers: IncomingHttpHeaders): boolean =>
  isEventStream(headers['content-type']) && (headers['content-encoding'] ?? 'identity') === 'identity'
