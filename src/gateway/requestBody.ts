import type { IncomingMessage } from 'node:http'
import { noRoom, Refusal } from './rpcAnswer.ts'
import { type Holder, readAll } from './waitingRoom.ts'

/**
 * The whole body as text. It counts in the room of `holder`, which the caller frees when the text is no longer needed.
 *
 * @throws {Refusal} where it is too long (before reading, if the length is announced), or the limit of memory is reached
 * @throws {TypeError} where it is not UTF-8
 */
export const readBody = async (
  request: IncomingMessage,
  maxBytes: number,
  holder: Holder,
): Promise<string> => {
  const tooLarge = () => new Refusal(413, `This gateway accepts at most ${maxBytes} bytes.`)
  if (Number(request.headers['content-length']) > maxBytes) throw tooLarge()
  holder.evict = () => request.destroy()
  // The socket is still needed for the answer.
  const bytes = await readAll(request.iterator({ destroyOnReturn: false }), (size) => {
    if (size > maxBytes) throw tooLarge()
    if (!holder.resize(size)) throw noRoom()
  })
  holder.evict = undefined
  return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
}
