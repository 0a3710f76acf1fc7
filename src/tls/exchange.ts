/** The client's side of one connection: what to send first, and what to make of the answer. */
export type Exchange<T> = {
  /** Segments of the first flight; a pause between two makes TCP send them apart. */
  readonly opening: readonly Uint8Array[]
  /** Returns the result as soon as it is certain; undefined to go on reading. May throw DecodeError. */
  receive(chunk: Uint8Array, send: Send): T | undefined
  /** Nothing more will be read. Undefined: what was received is not an answer. */
  ended?(how: Ending): T | undefined
}

export type Send = (bytes: Uint8Array) => void

/** Why nothing more is read. `too-long`: the limit of one connection was reached. */
export type Ending = 'closed' | 'reset' | 'timed-out' | 'too-long'
