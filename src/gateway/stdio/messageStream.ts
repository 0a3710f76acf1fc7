import type { ServerResponse } from 'node:http'
import { messageEvent } from '../../mcp/eventStream.ts'
import { answerRpcError, noRoom } from '../rpcAnswer.ts'
import { hasRoom } from '../server/boundedResponse.ts'

export type StreamOptions = {
  /** Begins the ids of its events, by which a client resumes the stream; undefined: it cannot be resumed. */
  name?: string | undefined
  /** Whether a client may attach to it at any time (GET), or must have seen one of its events. */
  isStanding?: boolean
  /** Whether the client knows events without data, which only give an id (2025-11-25). */
  primes?: boolean
  headers: Readonly<Record<string, string>>
  /** Milliseconds of silence after which a comment is sent: proxies and clients close silent connections. */
  keepAliveMs: number
  /** Bytes of events that are stored for a client that was cut off. */
  keepBytes: number
  /** Counts as many stored bytes more, or fewer; false where they would exceed the limit of memory. */
  count?: (bytes: number) => boolean
  /** Bytes that may wait for the client; undefined: `onBehind` stops what sends them. */
  maxBehind?: number | undefined
  /** The client does not read, or reads again. */
  onBehind?: (isBehind: boolean) => void
  onDetached?: () => void
  /** This message was not delivered, and will not be. */
  onLost?: (json: string) => void
}

type Event = { serial: number; json: string }

/**
 * The messages that answer one request of the client, or that come without one: one JSON body where that is all, and
 * otherwise events (2025-11-25 basic/transports, Streamable HTTP).
 */
export class MessageStream {
  readonly #options: StreamOptions
  #response: ServerResponse | undefined
  #stored: Event[] = []
  #storedBytes = 0
  #serial = 0
  #sent = 0
  #canResume: boolean
  #isFinished = false

  constructor(options: StreamOptions) {
    this.#options = options
    this.#canResume = options.isStanding === true
  }

  get isAttached(): boolean {
    return this.#response !== undefined
  }

  get isFinished(): boolean {
    return this.#isFinished
  }

  canResume(serial: number): boolean {
    const first = this.#stored[0]?.serial ?? this.#serial + 1
    return serial <= this.#serial && first <= serial + 1
  }

  attach(response: ServerResponse): void {
    this.#response?.destroy()
    this.#response = response
    const timer = setInterval(() => this.#keepAlive(response), this.#options.keepAliveMs).unref()
    response.on('error', () => {})
    response.once('close', () => {
      clearInterval(timer)
      if (this.#response !== response) return
      this.#response = undefined
      if (!this.#isFinished) this.#options.onDetached?.()
    })
  }

  /** The same, always as a stream: sends the events after `serial`, by default those that were never sent. */
  resume(response: ServerResponse, serial = this.#sent): void {
    this.attach(response)
    this.#open(response)
    for (const event of [...this.#stored]) if (event.serial > serial) this.#write(response, event)
    if (this.#isFinished) response.end()
  }

  send(json: string): void {
    const event = { serial: ++this.#serial, json }
    const isStored = this.#store(event)
    if (this.#response === undefined) {
      if (!isStored) this.#options.onLost?.(json)
      return
    }
    this.#open(this.#response)
    this.#write(this.#response, event)
  }

  /** The last message. `id`: of the request, `status`: of an answer, for one that has not begun. */
  finish(json: string, id: string, status = 200): void {
    this.#isFinished = true
    const response = this.#response
    if (response === undefined || response.headersSent) {
      this.send(json)
      response?.end()
      return
    }
    const body = Buffer.from(json)
    if (!hasRoom(response, body.length)) {
      const { status: busy, error, headers } = noRoom()
      answerRpcError(response, busy, [id], error, { ...this.#options.headers, ...headers })
      return
    }
    response
      .writeHead(status, {
        ...this.#options.headers,
        'content-type': 'application/json',
        'content-length': body.length,
      })
      .end(body)
  }

  end(): void {
    this.#isFinished = true
    this.#response?.end()
  }

  /** Its client cannot resume it any more. */
  forget(): void {
    while (this.#stored.length > 0) this.#forget()
  }

  #keepAlive(response: ServerResponse): void {
    const { name, primes } = this.#options
    if (response.writableEnded) return
    if (response.headersSent) {
      if (!response.writableNeedDrain) response.write(': keep-alive\n\n')
      return
    }
    this.#open(response)
    // The id lets a client resume that is cut off before the first message.
    response.write(primes && name !== undefined ? `id: ${name}-0\ndata: \n\n` : ': keep-alive\n\n')
    this.#canResume ||= primes === true
  }

  #open(response: ServerResponse): void {
    if (response.headersSent) return
    response.writeHead(200, {
      ...this.#options.headers,
      'content-type': 'text/event-stream',
      'cache-control': 'no-cache, no-transform',
      'x-accel-buffering': 'no',
    })
    response.flushHeaders()
  }

  #write(response: ServerResponse, { serial, json }: Event): void {
    const { name, maxBehind, keepBytes, onBehind } = this.#options
    if (maxBehind !== undefined && response.writableLength > maxBehind) {
      response.destroy()
      return
    }
    const wasBehind = response.writableNeedDrain
    const hasRoom = response.write(messageEvent(json, name === undefined ? undefined : `${name}-${serial}`))
    this.#sent = Math.max(this.#sent, serial)
    this.#canResume ||= name !== undefined
    // A message longer than `keepBytes` is stored only until it was sent.
    while (this.#storedBytes > keepBytes && (this.#stored[0]?.serial ?? Infinity) <= this.#sent)
      this.#forget()
    if (hasRoom || wasBehind) return
    onBehind?.(true)
    const settle = (): void => {
      response.off('drain', settle).off('close', settle)
      onBehind?.(false)
    }
    response.on('drain', settle).on('close', settle)
  }

  #store(event: Event): boolean {
    const { name, keepBytes, count } = this.#options
    const isWanted = name !== undefined && (this.#canResume || this.isAttached)
    if (!isWanted || count?.(event.json.length) === false) {
      // A stream is resumed without a gap, or not at all.
      this.forget()
      return false
    }
    this.#stored.push(event)
    this.#storedBytes += event.json.length
    while (this.#storedBytes > keepBytes && this.#stored.length > 1) this.#forget()
    return true
  }

  #forget(): void {
    const event = this.#stored.shift()
    if (event === undefined) return
    this.#storedBytes -= event.json.length
    this.#options.count?.(-event.json.length)
    if (event.serial > this.#sent) this.#options.onLost?.(event.json)
  }
}
