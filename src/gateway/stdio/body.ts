import type { IncomingMessage } from 'node:http'

/** The body is longer than was agreed. */
export class BodyTooLarge extends Error {
  override readonly name = 'BodyTooLarge'
}

/** So much is held for other requests that there is no room for this one. */
export class NoRoom extends Error {
  override readonly name = 'NoRoom'
}

/** Bytes of a body for which there is always room: what is long waits for what is long. */
const ALWAYS = 65_536

/** What all bodies that are being read may hold together, in bytes, beyond the first `ALWAYS` of each. */
export class BodyRoom {
  #left: number

  constructor(bytes: number) {
    this.#left = bytes
  }

  /** Throws NoRoom. */
  take(bytes: number): number {
    if (bytes <= 0) return 0
    if (bytes > this.#left) throw new NoRoom()
    this.#left -= bytes
    return bytes
  }

  give(bytes: number): void {
    this.#left += bytes
  }
}

/**
 * The whole body as text. Throws BodyTooLarge, before it is read where its length is announced; NoRoom; TypeError: no
 * UTF-8.
 */
export const readBody = async (
  request: IncomingMessage,
  maxBytes: number,
  room: BodyRoom,
): Promise<string> => {
  if (Number(request.headers['content-length']) > maxBytes) throw new BodyTooLarge()
  const chunks: Buffer[] = []
  let size = 0
  let taken = 0
  try {
    // The socket is still needed: for the answer.
    for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      size += chunk.length
      if (size > maxBytes) throw new BodyTooLarge()
      taken += room.take(size - ALWAYS - taken)
      chunks.push(chunk)
    }
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks))
  } finally {
    room.give(taken)
  }
}
