import type { IncomingMessage } from 'node:http'
import { Refusal } from '../rpcAnswer.ts'

/** Seconds after which a client that found no room may try again. */
export const RETRY_AFTER = '10'

/** Bytes of a body that do not count: only long bodies may have to wait. */
const FREE_BYTES = 65_536

/** Bytes that all bodies being read may still take, not counting the first FREE_BYTES of each. */
export type BodyRoom = { left: number }

/**
 * The whole body as text.
 *
 * @throws {Refusal} where it is too long, before reading where the length is announced, or other bodies leave no room
 * @throws {TypeError} where it is not UTF-8
 */
export const readBody = async (
  request: IncomingMessage,
  maxBytes: number,
  room: BodyRoom,
): Promise<string> => {
  const tooLarge = () => new Refusal(413, `This gateway accepts at most ${maxBytes} bytes.`)
  if (Number(request.headers['content-length']) > maxBytes) throw tooLarge()
  const chunks: Buffer[] = []
  let size = 0
  let taken = 0
  try {
    // The socket is still needed for the answer.
    for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      size += chunk.length
      if (size > maxBytes) throw tooLarge()
      const more = Math.max(0, size - FREE_BYTES - taken)
      if (more > room.left) throw noRoom()
      room.left -= more
      taken += more
      chunks.push(chunk)
    }
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks))
  } finally {
    room.left += taken
  }
}

const noRoom = (): Refusal =>
  new Refusal(503, 'There is no room for a message of this length at the moment.', {
    'retry-after': RETRY_AFTER,
  })
