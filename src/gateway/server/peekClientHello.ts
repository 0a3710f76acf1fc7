import type { Socket } from 'node:net'
import { Pieces } from '../../mcp/pieces.ts'
import { HANDSHAKE_TYPE, HandshakeReader } from '../../tls/handshake.ts'
import { DecodeError } from '../../tls/reader.ts'
import { CONTENT_TYPE, RecordReader } from '../../tls/record.ts'
import type { Refusal } from './clientOffer.ts'

export type FirstMessage = { hello: Uint8Array } | { refusal: Refusal; isHttp?: boolean }

const refused = (reason: Refusal['reason'], detail?: string): { refusal: Refusal } => ({
  refusal: { reason, offered: [], ...(detail !== undefined && { detail }) },
})

/** The longest ClientHello with its records, in bytes. A hybrid one has 1,500 to 2,000. */
const MAX_CLIENT_HELLO = 65_536

/**
 * Reads the ClientHello, in any number of records and segments, and puts every byte back for the next reader of the
 * socket. Undefined where the client leaves before. `timeoutMs` is for the whole hello.
 */
export const peekClientHello = (socket: Socket, timeoutMs: number): Promise<FirstMessage | undefined> =>
  new Promise((resolve) => {
    const hello = new HelloReader()
    const finish = (message?: FirstMessage): void => {
      clearTimeout(timer)
      socket.off('readable', read)
      socket.off('end', gone)
      socket.off('close', gone)
      if (!socket.destroyed && hello.taken.length > 0) socket.unshift(hello.taken.take())
      resolve(message)
    }
    const gone = (): void => finish()
    const read = (): void => {
      const chunk = socket.read() as Buffer | null
      const message = chunk === null ? undefined : hello.push(chunk)
      if (message !== undefined) finish(message)
    }
    const timer = setTimeout(() => finish(refused('hello-timeout')), timeoutMs)
    socket.on('readable', read)
    socket.once('end', gone)
    socket.once('close', gone)
  })

/** RFC 9112 §3: the beginning of a request line. */
const HTTP_REQUEST = /^[A-Z]{3,8} \S/

class HelloReader {
  readonly #records = new RecordReader()
  readonly #messages = new HandshakeReader()
  /** A client may send a byte at a time. */
  readonly taken = new Pieces()

  push(chunk: Buffer): FirstMessage | undefined {
    const isFirst = this.taken.length === 0
    this.taken.add(chunk)
    if (isFirst && chunk[0] !== CONTENT_TYPE.handshake) {
      return { ...refused('not-tls'), isHttp: HTTP_REQUEST.test(String(chunk)) }
    }
    if (this.taken.length > MAX_CLIENT_HELLO) return refused('hello-too-long')
    try {
      return this.#read(chunk)
    } catch (error) {
      if (!(error instanceof DecodeError)) throw error
      return refused('bad-hello', error.message)
    }
  }

  #read(chunk: Buffer): FirstMessage | undefined {
    for (const { type, fragment } of this.#records.push(chunk)) {
      if (type !== CONTENT_TYPE.handshake) return refused('bad-hello', `content type ${type}`)
      for (const message of this.#messages.push(fragment)) {
        if (message.type === HANDSHAKE_TYPE.client_hello) return { hello: message.body }
        return refused('bad-hello', `handshake type ${message.type}`)
      }
    }
    return undefined
  }
}
