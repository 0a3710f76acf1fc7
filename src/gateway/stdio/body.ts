import type { IncomingMessage } from 'node:http'

export class BodyTooLarge extends Error {
  override readonly name = 'BodyTooLarge'
}

/** The bodies of other requests leave no room for this one. */
export class NoRoom extends Error {
  override readonly name = 'NoRoom'
}

/** Bytes of a body that do not count: only long bodies may have to wait. */
const FREE_BYTES = 65_536

/** Bytes that all bodies being read may still take, not counting the first FREE_BYTES of each. */
export type BodyRoom = { left: number }

/**
 * The whole body as text. Throws BodyTooLarge, before reading where the length is announced; NoRoom; TypeError where it
 * is not UTF-8.
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
    // The socket is still needed for the answer.
    for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      size += chunk.length
      if (size > maxBytes) throw new BodyTooLarge()
      const more = Math.max(0, size - FREE_BYTES - taken)
      if (more > room.left) throw new NoRoom()
      room.left -= more
      taken += more
      chunks.push(chunk)
    }
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks))
  } finally {
    room.left += taken
  }
}
