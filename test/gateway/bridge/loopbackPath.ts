import { connect, createServer, type Socket } from 'node:net'

export type LoopbackPath = { port: number; close(): Promise<void> }

/**
 * A network path to `port` on loopback. `join` passes on what one side sends to the other, for each connection; if one
 * side of it closes, so does the other.
 */
export const startPath = async (
  port: number,
  join: (near: Socket, far: Socket) => void,
): Promise<LoopbackPath> => {
  const sockets = new Set<Socket>()
  const server = createServer({ noDelay: true }, (near) => {
    const far = connect({ port, host: '127.0.0.1', noDelay: true })
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(socket)
      socket.on('error', () => {})
      socket.once('close', () => {
        sockets.delete(socket)
        other.destroy()
      })
    }
    join(near, far)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    port: (server.address() as { port: number }).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        for (const socket of sockets) socket.destroy()
      }),
  }
}
