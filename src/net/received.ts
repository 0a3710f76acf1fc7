import type { Socket } from 'node:net'
import type { TLSSocket } from 'node:tls'
import type { Dispatcher } from 'undici'

/** Bytes that a server may send in addition to bodies, over all connections to it. */
const MAX_OVERHEAD = 1_048_576

/**
 * Further bytes for each connection and each answer: a handshake, header fields, and what is read of a body before this side
 * takes it, or after it has closed a stream of HTTP/2.
 */
const EACH = 524_288

/** Bytes for each byte of a body: one in a chunk and a TLS record of its own needs 28. */
const FACTOR = 32

/** Milliseconds between counts of what is not read here: of TLS or HTTP/2 itself. */
const COUNT_MS = 250

/** A server sent more than it may. */
class ReceivedTooMuch extends Error {
  readonly code = 'RECEIVED_TOO_MUCH'
}

/**
 * Bounds what a server sends in addition to bodies, which have bounds of their own: interim answers (RFC 9110 §15.2), chunk
 * extensions, frames of HTTP/2, records of TLS, whatever else. Bytes are counted as they come from the network; a server
 * that exceeds the bound loses its connections.
 */
export class Received {
  /** With the bytes that were counted. */
  readonly #sockets = new Map<Socket, { wire: Socket; counted: number }>()
  #bytes = 0
  #allowed = MAX_OVERHEAD
  #timer: NodeJS.Timeout | undefined

  /** Counts from now on. `wire`: the socket below TLS. */
  watch(socket: Socket | TLSSocket, wire: Socket): void {
    this.#sockets.set(socket, { wire, counted: wire.bytesRead })
    this.#allowed += EACH
    this.#timer ??= setInterval(() => this.#countAll(), COUNT_MS).unref()
    // HTTP/2 takes over the handle.
    const isHttp2 = 'alpnProtocol' in socket && socket.alpnProtocol === 'h2'
    if (!isHttp2) socket.on('readable', () => this.#count(socket))
    socket.once('close', () => {
      this.#count(socket)
      this.#sockets.delete(socket)
      if (this.#sockets.size > 0) return
      clearInterval(this.#timer)
      this.#timer = undefined
    })
  }

  /** The same pool, whose answers and bodies count. */
  bound(pool: Dispatcher): Dispatcher {
    return pool.compose((dispatch) => (options, handler) => dispatch(options, this.#counting(handler)))
  }

  #counting(handler: Dispatcher.DispatchHandler): Dispatcher.DispatchHandler {
    return {
      onRequestStart: (...of) => handler.onRequestStart?.(...of),
      onRequestUpgrade: (...of) => handler.onRequestUpgrade?.(...of),
      onResponseStart: (...of) => {
        if (of[1] >= 200) this.#allowed += EACH
        handler.onResponseStart?.(...of)
      },
      onResponseData: (...of) => {
        this.#allowed += of[1].length * FACTOR
        handler.onResponseData?.(...of)
      },
      onResponseEnd: (...of) => handler.onResponseEnd?.(...of),
      onResponseError: (...of) => handler.onResponseError?.(...of),
    }
  }

  #count(socket: Socket): void {
    const place = this.#sockets.get(socket)
    if (!place) return
    const { wire, counted } = place
    place.counted = wire.bytesRead
    this.#bytes += place.counted - counted
    if (this.#bytes > this.#allowed) socket.destroy(new ReceivedTooMuch('more than a server may send'))
  }

  #countAll(): void {
    for (const socket of this.#sockets.keys()) this.#count(socket)
  }
}
