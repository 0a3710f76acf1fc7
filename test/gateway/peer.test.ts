import { createHash, X509Certificate } from 'node:crypto'
import { once } from 'node:events'
import { connect } from 'node:tls'
import { expect } from 'chai'
import { peerIdentity, unguessableId } from '../../src/gateway/peer.ts'
import { guarded, makePeers } from './peers.ts'

describe('the identity of a client', () => {
  it('is its certificate, in a resumed TLS session that of the first, and nothing without one', async () => {
    const peers = await makePeers()
    const seen: (string | undefined)[] = []
    const resumed: boolean[] = []
    const gateway = await guarded(
      {
        handle: (request, response) => {
          seen.push(peerIdentity(request))
          response.end()
        },
        close: async () => {},
      },
      peers,
    )
    let session: Buffer | undefined
    const ask = async (tls: object): Promise<void> => {
      const options = { host: '127.0.0.1', port: gateway.port, ca: peers.ca, ...tls }
      const socket = connect({ ...options, ...(session && { session }) })
      socket.on('session', (given) => {
        session = given
      })
      socket.on('secureConnect', () => resumed.push(socket.isSessionReused()))
      socket.write('GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n')
      socket.resume()
      await once(socket, 'close')
    }
    await ask(peers.first)
    await ask(peers.first)
    await ask(peers.second)
    session = undefined
    await ask(peers.second)
    session = undefined
    await ask({})
    await ask(peers.second)
    await gateway.close()
    const [first, second] = [peers.first, peers.second].map(({ cert }) =>
      createHash('sha256').update(new X509Certificate(cert).raw).digest('hex'),
    )
    expect(seen.map((one) => one?.replaceAll(':', '').toLowerCase())).to.deep.equal([
      ...[first, first, first, second],
      ...[undefined, undefined],
    ])
    expect(resumed).to.deep.equal([false, true, true, false, false, true])
  })

  it('is replaced by ids of 192 random bits that none has twice', () => {
    const ids = Array.from({ length: 1_000 }, unguessableId)
    expect(new Set(ids).size).to.equal(1_000)
    for (const id of ids) expect(Buffer.from(id, 'base64url')).to.have.lengthOf(24)
  })
})
