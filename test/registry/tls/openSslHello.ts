import { Duplex } from 'node:stream'
import { type ConnectionOptions, connect } from 'node:tls'

/** What the OpenSSL within Node.js puts into a ClientHello: an implementation that has never seen our registries. */
export type OpenSslHello = { extensions: Map<number, Buffer> }

export const openSslHello = (options: ConnectionOptions): Promise<OpenSslHello> =>
  new Promise((resolve, reject) => {
    const wire = new Wire((record) => {
      resolve({ extensions: extensions(record) })
      setImmediate(() => socket.destroy())
    })
    const socket = connect({ ...options, socket: wire, host: 'localhost', minVersion: 'TLSv1.3' })
    socket.on('error', reject)
  })

/** The list of 16-bit values in an extension whose body is one vector of them. */
export const codePoints = (hello: OpenSslHello, extension: number): number[] => {
  const body = hello.extensions.get(extension)
  if (body === undefined) throw new Error(`OpenSSL sent no extension ${extension}`)
  return Array.from({ length: body.readUInt16BE(0) / 2 }, (_, i) => body.readUInt16BE(2 + 2 * i))
}

/** Takes what the client writes, and tells of the first whole record. The server never answers. */
class Wire extends Duplex {
  #written = Buffer.alloc(0)
  readonly #onRecord: (record: Buffer) => void

  constructor(onRecord: (record: Buffer) => void) {
    super()
    this.#onRecord = onRecord
  }

  override _read(): void {
    // Nothing ever comes.
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.#written = Buffer.concat([this.#written, chunk])
    const { length } = this.#written
    if (length >= 5 && length >= 5 + this.#written.readUInt16BE(3)) this.#onRecord(this.#written)
    done()
  }
}

/** RFC 9846 §4.2.2: the extensions of a ClientHello that came in one record. */
const extensions = (record: Buffer): Map<number, Buffer> => {
  let at = 5 + 4 + 2 + 32
  at += 1 + record.readUInt8(at)
  at += 2 + record.readUInt16BE(at)
  at += 1 + record.readUInt8(at)
  const end = at + 2 + record.readUInt16BE(at)
  const found = new Map<number, Buffer>()
  for (at += 2; at < end; at += 4 + record.readUInt16BE(at + 2)) {
    found.set(record.readUInt16BE(at), record.subarray(at + 4, at + 4 + record.readUInt16BE(at + 2)))
  }
  return found
}
