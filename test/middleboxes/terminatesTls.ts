import type { Socket } from 'node:net'
import { connect, createServer, type TlsOptions } from 'node:tls'
import type { Server } from '../probe/front.ts'
import type { Behind } from './relay.ts'

/** Ends TLS with its own certificate (`cert` and `key`), and opens a connection of its own to the server. */
export const terminatesTls = async (server: Behind, options: TlsOptions): Promise<Server> => {
  const sockets = new Set<Socket>()
  const front = createServer(options, (client) => {
    const behind = connect({ port: server.port, host: '127.0.0.1', rejectUnauthorized: false })
    for (const [socket, other] of [
      [client, behind],
      [behind, client],
    ] as const) {
      socket.on('error', () => {})
      socket.on('close', () => other.destroy())
      socket.pipe(other)
    }
  })
  front.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
  })
  front.on('tlsClientError', () => {})
  await new Promise<void>((resolve) => front.listen(0, '127.0.0.1', resolve))
  return {
    port: (front.address() as { port: number }).port,
    close: () =>
      new Promise((resolve) => {
        front.close(() => resolve())
        for (const socket of sockets) socket.destroy()
      }),
  }
}
