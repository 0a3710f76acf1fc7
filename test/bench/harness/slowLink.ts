import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

/**
 * A proxy on loopback that behaves like a link with `delayMs` each way. The kernel accepts a connection at once, where
 * a real link takes a round trip; so what a client sends before that has passed is held back until then, and what
 * follows takes the delay each way. The first answer comes after two round trips, as it would over the link.
 */
export const withSlowLink = async <T>(
  port: number,
  delayMs: number,
  use: (port: number) => Promise<T>,
): Promise<T> => {
  const open = new Set<Socket>()
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (near) => {
    const established = performance.now() + 2 * delayMs
    const far = connect({ port, host: '127.0.0.1', allowHalfOpen: true, noDelay: true })
    for (const socket of [near, far]) {
      open.add(socket)
      socket.on('close', () => open.delete(socket))
    }
    carry(near, far, () => Math.max(established, performance.now()) + delayMs)
    carry(far, near, () => Math.max(established - delayMs, performance.now()) + delayMs)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  try {
    return await use((server.address() as AddressInfo).port)
  } finally {
    for (const socket of open) socket.destroy()
    await once(server.close(), 'close')
  }
}

/** Bytes, the end and a reset arrive at `arrival`, in order. */
const carry = (from: Socket, to: Socket, arrival: () => number): void => {
  const later = (action: () => void): void => {
    setTimeout(action, arrival() - performance.now())
  }
  from.on('data', (chunk) => later(() => to.writable && to.write(chunk)))
  from.on('end', () => later(() => to.end()))
  from.on('error', () => later(() => to.resetAndDestroy()))
  from.on('close', () => later(() => to.destroySoon()))
}
