import { type IncomingMessage, type OutgoingHttpHeaders, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { finished } from 'node:stream'
import type { ServerEvent } from '../events.ts'
import { clientOf } from '../peer.ts'
import type { Holder, WaitingRoom } from '../waitingRoom.ts'
import { remoteOf } from './connectionFacts.ts'

export type Waiting = {
  room: WaitingRoom
  /** Milliseconds in which a client has to read something of what waits for it. */
  stallMs: number
  onEvent: (event: ServerEvent) => void
}

/** Bytes of a body that are given to the connection at once; the next ones follow when they were sent. */
const PIECE = 65_536

/**
 * Whether `bytes` more may wait for the client, counting them from now on. Ask before the status of an answer is written:
 * afterwards an answer without room can only be cut off. True for responses of servers that do not bound them.
 */
export const hasRoom = (response: ServerResponse, bytes: number): boolean =>
  !(response instanceof BoundedResponse) || response.reserve(bytes)

/** Connections that are closed after an answer that has begun. */
const closing = new WeakSet<Socket>()

/** RFC 9112 §9.6: what follows the last answer of a connection, which node:http has read ahead, is not processed. */
export const isClosing = ({ socket }: IncomingMessage): boolean => closing.has(socket)

/** Closes the connection after this answer, which must not have begun. */
export const closeAfter = (response: ServerResponse): void => {
  response.shouldKeepAlive = false
  closing.add(response.req.socket)
}

/** The class of a server's responses: what they hold counts in the room, and a client that reads nothing is cut off. */
export const responsesIn = (waiting: Waiting): typeof ServerResponse<IncomingMessage> =>
  class extends BoundedResponse {
    constructor(request: IncomingMessage, ...rest: unknown[]) {
      super(waiting, request, ...rest)
    }
  } as unknown as typeof ServerResponse<IncomingMessage>

type Chunk = string | Uint8Array
type Done = (error?: Error | null) => void

class BoundedResponse extends ServerResponse<IncomingMessage> {
  readonly #waiting: Waiting
  readonly #holder: Holder
  #bytes = 0
  #stalled: NodeJS.Timeout | undefined
  /** The whole body is here, and is sent piece by piece. */
  #isEnding = false
  #isOver = false

  constructor(waiting: Waiting, request: IncomingMessage, ...rest: unknown[]) {
    // Node.js passes options that its types do not declare.
    super(...([request, ...rest] as [IncomingMessage]))
    this.#waiting = waiting
    this.#holder = waiting.room.enter(() => this.#cutOff('room'), clientOf(request.socket))
    this.once('close', () => this.#leave())
  }

  reserve(bytes: number): boolean {
    return !this.#isOver && this.#holder.resize(this.#bytes + bytes)
  }

  /**
   * RFC 9112 §9.3: an answer that begins before its request has ended is the last one. A proxy or client that does not send
   * the rest would have its next request taken for that.
   */
  override writeHead(status: number, ...rest: unknown[]): this {
    if (!this.req.complete) closeAfter(this as ServerResponse)
    // A handler does not know whether the client asked for the end of the connection.
    const { connection: _, ...headers } = (rest.at(-1) ?? {}) as OutgoingHttpHeaders
    return super.writeHead(status, headers)
  }

  override write(chunk: Chunk, ...rest: unknown[]): boolean {
    const { encoding, done } = optional(rest)
    return !this.#isEnding && this.#add(chunk, encoding) && this.#send(chunk, encoding, done)
  }

  override end(...args: unknown[]): this {
    const [chunk] = args
    if (this.#isEnding) return this
    if (typeof chunk !== 'string' && !(chunk instanceof Uint8Array)) return this.#finish(args)
    const { encoding, done } = optional(args.slice(1))
    if (!this.#add(chunk, encoding)) return this
    const body = Buffer.isBuffer(chunk) ? chunk : Buffer.from(chunk as string, encoding)
    const isLong = body.length > PIECE
    if (isLong && !this.headersSent && !this.hasHeader('content-length'))
      this.setHeader('content-length', body.length)
    this.#isEnding = true
    this.#sendFrom(body, done)
    return this
  }

  #sendFrom(body: Buffer, done: Done | undefined): void {
    const piece = body.subarray(0, PIECE)
    if (piece.length === body.length) this.#finish([piece, () => this.#sent(piece.length, done)])
    else
      super.write(piece, (error) => {
        this.#sent(piece.length)
        if (!error && !this.destroyed) this.#sendFrom(body.subarray(PIECE), done)
      })
  }

  /**
   * The rest of the body of the request is read before the connection is closed, or a client that still sends would be reset
   * before it has its answer.
   */
  #finish(args: unknown[]): this {
    const { req } = this
    req.unpipe().resume()
    if (req.complete) return super.end(...(args as []))
    this.#isEnding = true
    const [chunk] = args
    if (chunk instanceof Uint8Array && chunk.length > 0) super.write(chunk, ...(args.slice(1) as []))
    else this.flushHeaders()
    finished(req, { writable: false }, () => super.end())
    return this
  }

  #send(chunk: Chunk, encoding: BufferEncoding, done: Done | undefined): boolean {
    const length = lengthOf(chunk, encoding)
    return super.write(chunk, encoding, (error) => this.#sent(length, done, error))
  }

  /** False where the limit of memory would be exceeded: the client is cut off. */
  #add(chunk: Chunk, encoding: BufferEncoding): boolean {
    const bytes = this.#bytes + lengthOf(chunk, encoding)
    if (this.#isOver) return false
    if (!this.#holder.resize(bytes)) {
      this.#cutOff('room')
      return false
    }
    this.#bytes = bytes
    this.#stalled ??= setTimeout(() => this.#stall(), this.#waiting.stallMs).unref()
    return true
  }

  #sent(bytes: number, done?: Done, error?: Error | null): void {
    this.#bytes -= bytes
    if (!this.#isOver) this.#holder.resize(this.#bytes)
    if (this.#bytes > 0) this.#stalled?.refresh()
    else {
      clearTimeout(this.#stalled)
      this.#stalled = undefined
    }
    done?.(error)
  }

  #stall(): void {
    // An answer that waits for an earlier one of the same connection is not the client's fault.
    if (this.socket === null) this.#stalled?.refresh()
    else this.#cutOff('stalled')
  }

  #cutOff(reason: 'stalled' | 'room'): void {
    const { socket } = this.req
    this.#leave()
    if (socket.destroyed) return
    this.#waiting.onEvent({ event: 'answer-cut-off', remote: remoteOf(socket), reason })
    socket.destroy()
  }

  #leave(): void {
    this.#isOver = true
    clearTimeout(this.#stalled)
    this.#holder.resize(0)
  }
}

const lengthOf = (chunk: Chunk, encoding: BufferEncoding): number =>
  typeof chunk === 'string' ? Buffer.byteLength(chunk, encoding) : chunk.length

/** The arguments after the chunk, as node:http allows them. */
const optional = (args: readonly unknown[]): { encoding: BufferEncoding; done: Done | undefined } => ({
  encoding: typeof args[0] === 'string' ? (args[0] as BufferEncoding) : 'utf8',
  done: args.find((one) => typeof one === 'function') as Done | undefined,
})
