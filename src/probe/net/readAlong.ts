import type { Socket } from 'node:net'
import { Duplex, Transform } from 'node:stream'

/** The same connection, of whose incoming bytes `read` gets each chunk first: what Node.js reads of TLS it does not tell. */
export const readAlong = (connection: Socket | Duplex, read: (chunk: Uint8Array) => void): Duplex => {
  const readable = new Transform({
    transform: (chunk, _, done) => {
      read(chunk)
      done(null, chunk)
    },
  })
  connection.pipe(readable)
  return Duplex.from({ readable, writable: connection })
}
