import type { IncomingMessage } from 'node:http'
import { Transform } from 'node:stream'
import { TextDecoder } from 'node:util'
import type { MessageScan } from '../../mcp/messageScan.ts'
import { RPC_ERRORS } from '../../registry/mcp/jsonRpc.ts'
import { Refusal } from '../rpcAnswer.ts'

/**
 * The body of a POST while it passes, read by `scan` and its length counted; null for other methods. It fails with a
 * Refusal where it is too long, or peers could read it differently. @throws {Refusal}
 */
export const checkedBody = (
  request: IncomingMessage,
  maxBytes: number,
  scan: MessageScan,
): Transform | null => {
  if (request.method !== 'POST') return null
  if (!isPlainUtf8(request)) throw notUtf8()
  const tooLarge = () => new Refusal(413, `This gateway accepts at most ${maxBytes} bytes.`)
  if (Number(request.headers['content-length']) > maxBytes) throw tooLarge()
  let size = 0
  let held: Buffer | undefined
  const decoder = new TextDecoder('utf-8', { fatal: true })
  const body = new Transform({
    transform: (chunk: Buffer, _encoding, done) => {
      size += chunk.length
      scan.read(chunk)
      if (size > maxBytes) return done(tooLarge())
      if (!isText(decoder, chunk)) return done(notUtf8())
      // The last piece waits for the end of the body: the upstream has got a part at most, which it cannot parse.
      const passed = held
      held = chunk
      done(unclear(scan.problem), passed)
    },
    flush: (done) => (isText(decoder) ? done(null, held) : done(notUtf8())),
  })
  request.once('error', (error) => body.destroy(error))
  return request.pipe(body)
}

/** A body that the gateway cannot read could be another one to the upstream. */
const isPlainUtf8 = ({ headersDistinct }: IncomingMessage): boolean => {
  const { 'content-type': types = [], 'content-encoding': encodings = [] } = headersDistinct
  const parameters = types.flatMap((type) => type.toLowerCase().split(';')).map((one) => one.trim())
  const charsets = parameters.filter((one) => one.startsWith('charset'))
  return (
    charsets.every((one) => /^charset="?utf-?8"?$/.test(one)) &&
    encodings.every((one) => one.toLowerCase() === 'identity')
  )
}

const notUtf8 = (): Refusal => new Refusal(415, 'The body must be UTF-8, and not compressed.')

/**
 * Whether the body goes on, or without `chunk` ends, as UTF-8. Some parsers find out the encoding of a body themselves
 * (RFC 4627 §3): in UTF-16 and UTF-32, each JSON text has a NUL, and in UTF-8 none.
 */
const isText = (decoder: TextDecoder, chunk?: Buffer): boolean => {
  try {
    decoder.decode(chunk, { stream: chunk !== undefined })
    return !chunk?.includes(0)
  } catch {
    return false
  }
}

const unclear = (problem: string | undefined): Refusal | null =>
  problem === undefined ? null : new Refusal(400, { code: RPC_ERRORS.invalidRequest, message: problem })
