/** The client's side of one connection: what to send first, and what to make of the answer. */
export type Exchange<T> = {
  /** Segments of the first flight; a pause between two makes TCP send them apart. */
  readonly opening: readonly Uint8Array[]
  /** Returns the result as soon as it is certain; undefined to go on reading. May throw DecodeError. */
  receive(chunk: Uint8Array, send: Send): T | undefined
  /** Milliseconds in which the peer must say something more; read after each chunk. Undefined: as long as the connection lasts. */
  readonly patienceMs?: number | undefined
  /** Called when it did not. Returns as `receive` does. */
  silence?(send: Send): T | undefined
  /** Nothing more will be read. Undefined: what was received is not an answer. */
  ended?(how: Ending): T | undefined
}

/**
 * Milliseconds that a server has for what may follow a handshake: so many times as long as the handshake took. A server that
 * talks no HTTP, or waits for its application, says nothing: whether it accepted the client has been seen by then.
 */
export const patienceAfter = (handshakeMs: number): number =>
  Math.max(SHORTEST_PATIENCE_MS, PATIENCE * handshakeMs)

const PATIENCE = 10
const SHORTEST_PATIENCE_MS = 500

export type Send = (bytes: Uint8Array) => void

/** Why nothing more is read. `too-long`: the limit of one connection was reached. */
export type Ending = 'closed' | 'reset' | 'timed-out' | 'too-long'
