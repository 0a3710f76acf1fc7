import type { IncomingMessage } from 'node:http'
import { Transform } from 'node:stream'
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
  if (!isPlainUtf8(request)) throw new Refusal(415, 'The body must be UTF-8, and not compressed.')
  const tooLarge = () => new Refusal(413, `This gateway accepts at most ${maxBytes} bytes.`)
  if (Number(request.headers['content-length']) > maxBytes) throw tooLarge()
  let size = 0
  const body = new Transform({
    transform: (chunk: Buffer, _encoding, done) => {
      size += chunk.length
      scan.read(chunk)
      if (size > maxBytes) return done(tooLarge())
      // The upstream has got a part of the body at most, which it cannot parse.
      done(unclear(scan.problem), chunk)
    },
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

const unclear = (problem: string | undefined): Refusal | null =>
  problem === undefined ? null : new Refusal(400, { code: RPC_ERRORS.invalidRequest, message: problem })
