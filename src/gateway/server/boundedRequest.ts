import { IncomingMessage } from 'node:http'
import type { ServerEvent } from '../events.ts'
import { remoteOf } from './connectionFacts.ts'

/** Pieces of a body (chunks, or records of TLS) of any size, and bytes for each further one: as objects they cost more. */
const FREE_PIECES = 4_096
const PIECE_BYTES = 256

/** The class of a server's requests: a client that sends a body in too many pieces is disconnected. */
export const requestsFor = (onEvent: (event: ServerEvent) => void): typeof IncomingMessage =>
  class extends IncomingMessage {
    #pieces = 0
    #bytes = 0

    /** node:http calls it with each piece, whether anybody reads or not. */
    override push(piece: Buffer | null): boolean {
      // What was read ahead. The end of a body that was cut off must not be seen as its end.
      if (this.destroyed) return false
      this.#bytes += piece?.length ?? 0
      if (piece === null || ++this.#pieces <= FREE_PIECES + this.#bytes / PIECE_BYTES)
        return super.push(piece)
      onEvent({ event: 'body-cut-off', remote: remoteOf(this.socket) })
      this.destroy()
      return false
    }
  }
