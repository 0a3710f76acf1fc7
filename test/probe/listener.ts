import { createServer, type Socket } from 'node:net'

/** A listener on a port of the system's choice that counts what it sees. */
export type Listener = {
  port: number
  /** Connections accepted so far, and how many were open at once at most. */
  readonly accepted: number
  readonly peak: number
  readonly open: number
  /** Resolves when the last connection is closed, however it ended. */
  idle(): Promise<void>
  close(): Promise<void>
}

/** `serve` gets each connection and its number, from 1. */
export const listen = async (
  serve: (socket: Socket, nth: number) => void,
  host = '127.0.0.1',
): Promise<Listener> => {
  const open = new Set<Socket>()
  let accepted = 0
  let peak = 0
  let wake = (): void => {}
  const server = createServer({ noDelay: true }, (socket) => {
    open.add(socket)
    accepted++
    peak = Math.max(peak, open.size)
    socket.on('error', () => {})
    socket.on('close', () => {
      open.delete(socket)
      if (open.size === 0) wake()
    })
    // Nothing is noticed of the end of a connection that is not read.
    socket.resume()
    serve(socket, accepted)
  })
  await new Promise<void>((resolve) => server.listen(0, host, resolve))
  return {
    port: (server.address() as { port: number }).port,
    get accepted() {
      return accepted
    },
    get peak() {
      return peak
    },
    get open() {
      return open.size
    },
    async idle() {
      if (open.size > 0) await new Promise<void>((resolve) => (wake = resolve))
    },
    async close() {
      for (const socket of open) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
