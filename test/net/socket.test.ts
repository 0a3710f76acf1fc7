import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'
import { expect } from 'chai'
import { DialTimeout, established } from '../../src/net/socket.ts'

describe('a connection', () => {
  let server: Server
  const sockets = new Set<Socket>()
  before(async () => {
    server = createServer((socket) => sockets.add(socket.on('error', () => {}))).listen(0, '127.0.0.1')
    await once(server, 'listening')
  })
  after(async () => {
    for (const socket of sockets) socket.destroy()
    await once(server.close(), 'close')
  })
  const dial = (port = (server.address() as AddressInfo).port): Socket => connect({ host: '127.0.0.1', port })
  const errorOf = (promise: Promise<void>): Promise<unknown> =>
    promise.then(
      () => undefined,
      (error: unknown) => error,
    )

  it('is established, and keeps no listener', async () => {
    const socket = dial()
    await established(socket, 'connect', { timeoutMs: 5_000 })
    expect(['error', 'close', 'connect'].map((event) => socket.listenerCount(event))).to.deep.equal([0, 0, 0])
    socket.destroy()
  })

  it('that is refused rejects with the error of the socket', async () => {
    const socket = dial(1)
    const error = await errorOf(established(socket, 'connect', { timeoutMs: 5_000 }))
    expect(error).to.include({ code: 'ECONNREFUSED' })
    expect(socket.destroyed).to.equal(true)
  })

  it('that takes too long is destroyed', async () => {
    const socket = dial()
    // Never: this is not TLS.
    const error = await errorOf(established(socket, 'secureConnect', { timeoutMs: 20 }))
    expect(error).to.be.instanceOf(DialTimeout).and.to.include({ code: 'ETIMEDOUT' })
    expect(socket.destroyed).to.equal(true)
  })

  it('is destroyed when it is aborted, before or meanwhile', async () => {
    for (const abortFirst of [true, false]) {
      const controller = new AbortController()
      if (abortFirst) controller.abort()
      const socket = dial()
      const waiting = established(socket, 'secureConnect', { timeoutMs: 5_000, signal: controller.signal })
      controller.abort()
      expect(await errorOf(waiting)).to.include({ name: 'AbortError' })
      expect(socket.destroyed).to.equal(true)
    }
  })

  it('that the server closes first rejects as reset', async () => {
    const socket = dial()
    socket.once('connect', () => socket.destroy())
    const error = await errorOf(established(socket, 'secureConnect', { timeoutMs: 5_000 }))
    expect(error).to.include({ code: 'ECONNRESET' })
  })
})
