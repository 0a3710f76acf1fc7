import type { ServerResponse } from 'node:http'
import { messageEvent } from '../../mcp/eventStream.ts'

export type StreamOptions = {
  /** Begins the ids of its events, by which a client takes the stream up again; undefined: there is no second time. */
  name?: string | undefined
  /** Whether a client may come for it at any time (GET), or has to have seen one of its events. */
  isStanding?: boolean
  /** Whether the client knows empty events, which do nothing but give an id (2025-11-25). */
  primes?: boolean
  /** Header fields of every answer. */
  headers: Readonly<Record<string, string>>
  /** Milliseconds of silence after which a comment is sent: proxies and clients give up on what says nothing. */
  keepAliveMs: number
  /** Bytes of events that are kept for a client that was cut off. */
  keepBytes: number
  /** Bytes that a client may be behind; undefined: `onBehind` sees to it that nothing more comes. */
  maxBehind?: number | undefined
  /** The client takes nothing at the moment, or again. */
  onBehind?: (isBehind: boolean) => void
  /** The client went away before the stream was finished. */
  onDetached?: () => void
  /** Nobody got this message, and nobody will. */
  onLost?: (json: string) => void
}

/** Milliseconds that a client may take nothing at all, before it is cut off. */
const STALL_MS = 60_000

/**
 * What one request of the client brings, or what comes unasked: as one JSON body where the answer is all there is, as
 * events (2025-11-25 basic/transports, Streamable HTTP) as soon as there is more.
 */
export class MessageStream {
  readonly #options: StreamOptions
  #response: ServerResponse | undefined
  #kept: { serial: number; json: string }[] = []
  #keptBytes = 0
  #serial = 0
  /** Serial of the last event that was sent to anyone. */
  #sent = 0
  #canComeBack: boolean
  #isFinished = false

  constructor(options: StreamOptions) {
    this.#options = options
    this.#canComeBack = options.isStanding === true
  }

  get isAttached(): boolean {
    return this.#response !== undefined
  }

  get isFinished(): boolean {
    return this.#isFinished
  }

  /** Whether the events after `serial` are all there. */
  canResume(serial: number): boolean {
    const first = this.#kept[0]?.serial ?? this.#serial + 1
    return serial <= this.#serial && first <= serial + 1
  }

  /** Answers with this response from now on. */
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

  /** The same, as a stream in any case: with the events that came after `serial`, or that nobody was sent yet. */
  resume(response: ServerResponse, serial = this.#sent): void {
    this.attach(response)
    this.#open(response)
    for (const event of [...this.#kept]) if (event.serial > serial) this.#write(response, event)
    if (this.#isFinished) response.end()
  }

  send(json: string): void {
    const event = this.#keep(json)
    if (this.#response === undefined) {
      if (!this.#canComeBack) this.#options.onLost?.(json)
      return
    }
    this.#open(this.#response)
    this.#write(this.#response, event)
  }

  /** The last message; `status` is that of an answer which has not begun. */
  finish(json: string, status = 200): void {
    this.#isFinished = true
    const response = this.#response
    if (response === undefined || response.headersSent) {
      this.send(json)
      response?.end()
      return
    }
    const body = Buffer.from(json)
    response
      .writeHead(status, {
        ...this.#options.headers,
        'content-type': 'application/json',
        'content-length': body.length,
      })
      .end(body)
  }

  /** Ends without a word. */
  end(): void {
    this.#isFinished = true
    this.#response?.end()
  }

  #keepAlive(response: ServerResponse): void {
    const { name, primes } = this.#options
    if (response.writableEnded) return
    if (response.headersSent) {
      if (!response.writableNeedDrain) response.write(': keep-alive\n\n')
      return
    }
    this.#open(response)
    // So that a client that is cut off can come back before anything was sent.
    response.write(primes && name !== undefined ? `id: ${name}-0\ndata: \n\n` : ': keep-alive\n\n')
    this.#canComeBack ||= primes === true
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

  #write(response: ServerResponse, { serial, json }: { serial: number; json: string }): void {
    const { name, maxBehind, onBehind } = this.#options
    if (maxBehind !== undefined && response.writableLength > maxBehind) {
      response.destroy()
      return
    }
    const wasBehind = response.writableNeedDrain
    const isTaken = response.write(messageEvent(json, name === undefined ? undefined : `${name}-${serial}`))
    this.#sent = Math.max(this.#sent, serial)
    this.#canComeBack ||= name !== undefined
    // One that is longer than all that is kept was only kept until it was sent.
    while (this.#keptBytes > this.#options.keepBytes && (this.#kept[0]?.serial ?? Infinity) <= this.#sent)
      this.#forget()
    if (isTaken || wasBehind) return
    onBehind?.(true)
    const stalled = setTimeout(() => response.destroy(), STALL_MS).unref()
    const settle = (): void => {
      clearTimeout(stalled)
      response.off('drain', settle).off('close', settle)
      onBehind?.(false)
    }
    response.on('drain', settle).on('close', settle)
  }

  #keep(json: string): { serial: number; json: string } {
    const event = { serial: ++this.#serial, json }
    const { name, keepBytes } = this.#options
    if (name === undefined) return event
    this.#kept.push(event)
    this.#keptBytes += json.length
    while (this.#keptBytes > keepBytes && this.#kept.length > 1) this.#forget()
    return event
  }

  /** The oldest. */
  #forget(): void {
    const event = this.#kept.shift()
    if (event === undefined) return
    this.#keptBytes -= event.json.length
    if (event.serial > this.#sent) this.#options.onLost?.(event.json)
  }
}
