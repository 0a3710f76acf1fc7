import { connect, type Socket } from 'node:net'
import { createServer, type TlsOptions } from 'node:tls'
import { createAuthorities, issueServer } from '../../src/lab/certificates.ts'
import { EXTENSION } from '../../src/registry/tls/messages/extensions.ts'
import { type ClientHello, decodeClientHello } from '../../src/tls/clientHello.ts'
import { decodeSupportedGroups, extensionData } from '../../src/tls/extensions.ts'
import { HandshakeReader } from '../../src/tls/handshake.ts'
import { RecordReader } from '../../src/tls/record.ts'
import { type Ending, endBy } from '../middleboxes/ending.ts'
import type { Behind } from '../middleboxes/relay.ts'
import { type Listener, listen } from './listener.ts'

/** What a front sees of a ClientHello before it lets it through. */
export type Seen = {
  hello: ClientHello
  groups: number[]
  /** Bytes of the message, TCP segments that it came in, and records. */
  bytes: number
  segments: number
  records: number
}

export type Verdict = 'pass' | Ending

export type Server = { port: number; close(): Promise<void> }

let identity: Promise<{ cert: string; key: string }> | undefined

/** A TLS server of Node.js' own, with a P-256 certificate for localhost. */
export const realServer = async (options: TlsOptions): Promise<Server> => {
  const now = Date.now()
  identity ??= createAuthorities(now).then((by) => issueServer('front', { key: 'P-256' }, by, now))
  const server = createServer({ ...(await identity), ...options }, (socket) => {
    socket.on('error', () => {})
    socket.once('data', () => socket.end('HTTP/1.1 404 Not Found\r\n\r\n'))
  })
  server.on('tlsClientError', () => {})
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    port: (server.address() as { port: number }).port,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  }
}

/** What stands before a server and does not let every hello through, nor every connection. */
export const frontOf = (
  server: Behind,
  judge: (seen: Seen) => Verdict,
  takes: (nth: number) => boolean = () => true,
): Promise<Listener> =>
  listen((socket, nth) => {
    if (!takes(nth)) {
      socket.resetAndDestroy()
      return
    }
    const records = new RecordReader()
    const handshakes = new HandshakeReader()
    const seen: Buffer[] = []
    let recordCount = 0
    const onData = (chunk: Buffer): void => {
      seen.push(chunk)
      // What speaks HTTP to this server is let through: the server says what it thinks of it.
      if (seen[0]?.[0] !== 22) {
        socket.off('data', onData)
        passOn(socket, server.port, seen)
        return
      }
      for (const record of records.push(chunk)) {
        recordCount++
        for (const { body, bytes } of handshakes.push(record.fragment)) {
          const hello = decodeClientHello(body)
          const groups = extensionData(hello.extensions ?? [], EXTENSION.supported_groups)
          const verdict = judge({
            hello,
            groups: groups ? decodeSupportedGroups(groups) : [],
            bytes: bytes.length,
            segments: seen.length,
            records: recordCount,
          })
          if (verdict === 'pass') {
            socket.off('data', onData)
            passOn(socket, server.port, seen)
          } else endBy(socket, verdict)
        }
      }
    }
    socket.on('data', onData)
  })

/** Hands a connection to the server behind, with what has been read of it. */
export const passOn = (socket: Socket, port: number, seen: readonly Buffer[]): void => {
  const behind = connect(port, '127.0.0.1')
  behind.on('error', () => socket.destroy())
  behind.on('close', () => socket.destroy())
  socket.on('close', () => behind.destroy())
  behind.write(Buffer.concat(seen))
  socket.pipe(behind)
  behind.pipe(socket)
}
