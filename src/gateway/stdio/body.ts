import type { IncomingMessage } from 'node:http'

/** The body is longer than was agreed. */
export class BodyTooLarge extends Error {
  override readonly name = 'BodyTooLarge'
}

/** The whole body as text. Throws BodyTooLarge, before it is read where its length is announced; TypeError: no UTF-8. */
export const readBody = async (request: IncomingMessage, maxBytes: number): Promise<string> => {
  if (Number(request.headers['content-length']) > maxBytes) throw new BodyTooLarge()
  const chunks: Buffer[] = []
  let size = 0
  // The socket is still needed: for the answer.
  for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > maxBytes) throw new BodyTooLarge()
    chunks.push(chunk)
  }
  return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks))
}
