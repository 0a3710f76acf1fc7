import { createSecureContext } from 'node:tls'
import { expect } from 'chai'
import { dial, type Trust } from '../../../src/gateway/client/dial.ts'
import { serve } from '../server/serving.ts'

describe('connections of connect that are made at the same time', () => {
  it('are tried again with the system’s authorities, each of them', async () => {
    const server = await serve()
    const options = { minVersion: 'TLSv1.3', ecdhCurve: 'X25519MLKEM768' } as const
    const [narrow, wide] = [[], [server.ca]].map((ca) => createSecureContext({ ...options, ca }))
    const trust = {
      isWide: false,
      get context() {
        return this.isWide ? wide : narrow
      },
      widen() {
        this.isWide = true
      },
    }
    const connect = () =>
      dial({
        host: '127.0.0.1',
        port: server.port,
        serverName: 'localhost',
        policy: 'hybrid',
        trust: trust as unknown as Trust,
        pins: [],
        timeoutMs: 10_000,
        signal: new AbortController().signal,
      })
    try {
      const connections = await Promise.all([connect(), connect(), connect()])
      for (const { socket, group } of connections) {
        expect(group).to.equal('X25519MLKEM768')
        socket.destroy()
      }
    } finally {
      await server.close()
    }
  })
})
