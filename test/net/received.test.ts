import { once } from 'node:events'
import type { AddressInfo, Socket } from 'node:net'
import { createServer as createTcp } from 'node:net'
import { createServer as createTls, type Server, type TLSSocket } from 'node:tls'
import { expect } from 'chai'
import { RegistryHttp } from '../../src/discover/registry/http.ts'
import { HybridClient } from '../../src/gateway/client/hybridClient.ts'
import { openPool } from '../../src/gateway/passThrough/upstreamPool.ts'
import { createAuthorities, type Identity, issueServer } from '../../src/lab/certificates.ts'
import { HttpPeer } from '../../src/probe/http/http.ts'
import { at } from '../probe/at.ts'

const CHUNKED = 'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n'
const frames = (type: number, bytes: string, flags = 0): Buffer =>
  Buffer.from(
    `${(bytes.length / 2).toString(16).padStart(6, '0')}${hex(type)}${hex(flags)}00000000${bytes}`,
    'hex',
  )
const hex = (byte: number): string => byte.toString(16).padStart(2, '0')

/** What a server sends first, and then without end. */
type Flood = { name: string; first: string | Buffer; again: string | Buffer }
const INTERIM: Flood = {
  name: 'interim answers',
  first: '',
  again: 'HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n',
}
const EXTENSION: Flood = { name: 'a chunk extension', first: `${CHUNKED}1;a=`, again: 'b'.repeat(1000) }
const SETTINGS = frames(4, '')
const HTTP2: readonly Flood[] = [
  { name: 'SETTINGS', first: SETTINGS, again: SETTINGS },
  { name: 'PING', first: SETTINGS, again: frames(6, '00'.repeat(8), 1) },
  { name: 'WINDOW_UPDATE', first: SETTINGS, again: frames(8, '00000001') },
  { name: 'frames of an unknown type', first: SETTINGS, again: frames(0xfa, '00'.repeat(1000)) },
]

describe('what a server sends in addition to bodies', () => {
  let identity: Identity
  let ca: string
  let server: Server | undefined
  const sockets = new Set<Socket>()
  before(async () => {
    const now = Date.now()
    const authorities = await createAuthorities(now)
    ca = authorities.classical.pem
    identity = await issueServer('crm', { key: 'P-256' }, authorities, now)
  })
  afterEach(() => {
    for (const socket of sockets) socket.destroy()
    server?.close()
  })

  /** It answers whatever it is sent, and says how many bytes it could send in all. */
  const flooding = async (
    { first, again }: Flood,
    protocol: string,
  ): Promise<{ port: number; sent: () => number }> => {
    let sent = 0
    const piece = Buffer.concat(Array.from({ length: 2000 }, () => Buffer.from(again)))
    const flood = (socket: Socket): void => {
      sockets.add(socket.on('error', () => {}))
      socket.once('data', () => {
        socket.write(first)
        const more = (): void => {
          if (socket.destroyed) return
          sent += piece.length
          if (socket.write(piece)) setImmediate(more)
          else socket.once('drain', more)
        }
        more()
      })
    }
    server =
      protocol === 'http'
        ? (createTcp(flood) as Server)
        : createTls({ ...identity, ALPNProtocols: [protocol] }, flood as (socket: TLSSocket) => void)
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    return { port: (server.address() as AddressInfo).port, sent: () => sent }
  }

  /**
   * Of 64 MiB nothing is in a buffer of the system. The frames of HTTP/2 are counted at intervals, which come late on a busy
   * machine, while the server goes on sending.
   */
  const expectBounded = (sent: number, protocol = 'http/1.1'): void =>
    void expect(sent).to.be.below(protocol === 'h2' ? 2 ** 28 : 2 ** 26)

  for (const [flood, protocol] of [
    [INTERIM, 'http/1.1'],
    [EXTENSION, 'http/1.1'],
    ...HTTP2.map((flood) => [flood, 'h2'] as const),
  ] as const)
    it(`ends a request of the scan: ${flood.name}`, async () => {
      const { port, sent } = await flooding(flood, protocol)
      const target = { origin: `https://crm.test:${port}`, to: at(port), serverName: 'crm.test' }
      const peer = new HttpPeer(target, { timeoutMs: 10_000, ca: [], verify: false })
      const answer = await peer.request({ method: 'GET', path: '/', maxBytes: 1000 })
      await peer.close()
      if (answer.kind === 'answer') expect(answer.end).to.equal('cut-off')
      // Node.js bounds some of HTTP/2 itself.
      else
        expect(answer.detail).to.match(
          /^the answer is not valid HTTP \((RECEIVED_TOO_MUCH|ERR_HTTP2_ERROR)\)$/,
        )
      expectBounded(sent(), protocol)
    })

  for (const flood of [INTERIM, EXTENSION]) {
    it(`ends a request of connect, and a stream: ${flood.name}`, async () => {
      const { port, sent } = await flooding(flood, 'http/1.1')
      const url = `https://localhost:${port}/`
      const client = new HybridClient(url, { policy: 'hybrid', ca: [ca], timeoutMs: 10_000, answerMs: 0 })
      try {
        for (const standing of [false, true]) {
          const failed = await client
            .request({ method: 'GET', standing })
            .then(({ body }) => body.text())
            .catch((error) => error)
          expect(failed).to.be.instanceOf(Error)
        }
      } finally {
        await client.close()
      }
      expectBounded(sent())
    })

    it(`ends a request of serve: ${flood.name}`, async () => {
      const { port, sent } = await flooding(flood, 'http')
      const origin = `http://127.0.0.1:${port}`
      const options = { ca: [], policy: 'hybrid', timeoutMs: 10_000, answerMs: 0, log: () => {} } as const
      const pool = openPool(origin, options)
      const failed = await pool
        .request({ origin, path: '/', method: 'GET' })
        .then(({ body }) => body.text())
        .catch((error) => error)
      await pool.destroy()
      expect(failed).to.be.instanceOf(Error)
      expectBounded(sent())
    })

    it(`ends a request to a registry: ${flood.name}`, async () => {
      const { port, sent } = await flooding(flood, 'http')
      const http = new RegistryHttp(`http://127.0.0.1:${port}`, { timeoutMs: 10_000, ca: [] })
      const read = async (): Promise<void> => {
        for await (const _ of (await http.get('/')).body);
      }
      const failed = await read().catch((error) => error)
      await http.close()
      expect(failed).to.be.instanceOf(Error)
      expectBounded(sent())
    })
  }

  it('may be 28 bytes for each byte of a body, and an answer without end of those', async () => {
    const again = '1\r\n:\r\n'
    const { port, sent } = await flooding({ name: '', first: CHUNKED, again }, 'http/1.1')
    const client = new HybridClient(`https://localhost:${port}/`, {
      policy: 'hybrid',
      ca: [ca],
      timeoutMs: 10_000,
      answerMs: 0,
    })
    const { body } = await client.request({ method: 'GET' })
    let read = 0
    for await (const piece of body) {
      read += (piece as Buffer).length
      if (read > 1_000_000) break
    }
    await client.close()
    expect(sent()).to.be.above(6_000_000)
  })
})
