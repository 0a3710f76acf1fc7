import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { setImmediate as turn } from 'node:timers/promises'
import type { TLSSocket } from 'node:tls'
import { expect } from 'chai'
import { anyHello, dial, hangUp, type Serving, serve } from './serving.ts'

const open = async ({ port }: Serving, localAddress = '127.0.0.1'): Promise<Socket> => {
  const socket = connect({ host: '127.0.0.1', port, localAddress })
  socket.on('error', () => {}).resume()
  await once(socket, 'connect')
  return socket
}

/** Once there is a slot. */
const dialled = async (server: Serving): Promise<TLSSocket> => {
  for (;;) {
    const socket = await dial(server).catch(() => undefined)
    if (socket) return socket
    await turn()
  }
}

/** Sends this much of a hello, and leaves. */
const LEAVING: Record<string, (client: Socket, hello: Buffer) => unknown> = {
  'before its hello': (client) => client.end(),
  'by a reset before its hello': (client) => client.resetAndDestroy(),
  'in its hello': (client, hello) => client.end(hello.subarray(0, 100)),
  'right after its hello': (client, hello) => client.end(hello),
  'by a reset right after its hello': (client, hello) => client.write(hello, () => client.resetAndDestroy()),
  'after the answer to its hello': (client, hello) => client.once('data', () => client.end()).write(hello),
  'by a close after the answer': (client, hello) => client.once('data', () => client.destroy()).write(hello),
  'by a reset after the answer': (client, hello) =>
    client.once('data', () => client.resetAndDestroy()).write(hello),
}

describe('gateway server: its slots', () => {
  let server: Serving
  let hello: Buffer
  before(async () => {
    hello = await anyHello()
  })
  afterEach(() => server.close())

  for (const [when, leave] of Object.entries(LEAVING)) {
    it(`are free again when a client leaves ${when}`, async () => {
      // If the slot were held until a time limit, this test would wait for ten minutes.
      server = await serve({ limits: { connections: 1, handshakeMs: 600_000 } })
      const client = await open(server)
      leave(client, hello)
      await once(client, 'close')
      await hangUp(await dialled(server))
    })
  }

  it('are not all for one address, whose clients stop in the handshake', async () => {
    server = await serve({ limits: { connections: 100, handshakeMs: 600_000 } })
    const silent = await Promise.all(Array.from({ length: 100 }, () => open(server)))
    for (const client of silent) client.write(hello.subarray(0, 100))
    expect(await server.event('connections-full')).to.include({ limit: 75, ofAddress: true })
    await hangUp(await dial(server, { localAddress: '127.0.0.2' }))
    for (const client of silent) client.destroy()
    await hangUp(await dialled(server))
  })
})
