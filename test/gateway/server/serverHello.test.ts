import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { buffer, text } from 'node:stream/consumers'
import { expect } from 'chai'
import { TLS10 } from '../../../src/registry/tls/versions.ts'
import { CONTENT_TYPE, encodeRecords, RecordReader } from '../../../src/tls/record.ts'
import { anyHello, dial, hangUp, type Serving, serve } from './serving.ts'

type Cut = (hello: Buffer) => Uint8Array[]

/** What stands between a client and the server: gives the first chunk in the pieces of `cut`, each in a segment of its own. */
const relay = async (port: number, cut: Cut): Promise<{ port: number; close(): void }> => {
  const sockets: Socket[] = []
  const server = createServer((client) => {
    const upstream = connect({ host: '127.0.0.1', port, noDelay: true })
    sockets.push(client, upstream)
    for (const socket of [client, upstream]) socket.on('error', () => {})
    upstream.pipe(client)
    client.once('data', async (hello) => {
      client.pause()
      for (const piece of cut(hello)) {
        upstream.write(piece)
        // Two turns of the loop: the kernel sends, the server reads.
        await new Promise((resolve) => setTimeout(resolve, 2))
      }
      client.pipe(upstream)
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    close: () => {
      server.close()
      for (const socket of sockets) socket.destroy()
    },
  }
}

const inSegments =
  (size: number): Cut =>
  (hello) =>
    Array.from({ length: Math.ceil(hello.length / size) }, (_, at) =>
      hello.subarray(at * size, (at + 1) * size),
    )

/** RFC 9846 §5.1: a handshake message may be split over records. */
const inRecords =
  (size: number): Cut =>
  (hello) => {
    const [record] = new RecordReader().push(hello)
    if (record === undefined) throw new Error('the hello did not come in one chunk')
    return [encodeRecords(CONTENT_TYPE.handshake, record.version, record.fragment, size)]
  }

describe('gateway server: what comes first', () => {
  let server: Serving
  let between: { port: number; close(): void } | undefined
  afterEach(async () => {
    between?.close()
    await server.close()
  })

  for (const [name, cut] of [
    ['segments of 100 bytes', inSegments(100)],
    [
      'segments of 1 byte at its beginning',
      (hello) => [...inSegments(1)(hello.subarray(0, 12)), hello.subarray(12)],
    ],
    ['records of 64 bytes', inRecords(64)],
    [
      'records of 5 bytes, in segments of 300',
      (hello) => inSegments(300)(Buffer.concat(inRecords(5)(hello))),
    ],
  ] as [string, Cut][]) {
    it(`understands a hello in ${name}`, async () => {
      server = await serve()
      between = await relay(server.port, cut)
      const socket = await dial({ ...server, port: between.port })
      expect(socket.authorized).to.equal(true)
      await hangUp(socket)
      expect(await server.event('connection-made')).to.include({ group: 'X25519MLKEM768' })
    })

    it(`refuses a classical hello in ${name}`, async () => {
      server = await serve()
      between = await relay(server.port, cut)
      const failed = await dial({ ...server, port: between.port }, { ecdhCurve: 'x25519' }).catch(
        (error) => error,
      )
      expect(failed)
        .to.have.property('code')
        .that.matches(/ALERT_HANDSHAKE_FAILURE$/)
      expect(await server.event('connection-refused')).to.include({ reason: 'no-hybrid-group' })
    })
  }

  const say = async (...words: (string | Uint8Array)[]): Promise<Socket> => {
    const socket = connect({ host: '127.0.0.1', port: server.port })
    socket.on('error', () => {})
    await once(socket, 'connect')
    for (const word of words) socket.write(word)
    return socket
  }

  it('answers plain HTTP with a word in plain HTTP', async () => {
    server = await serve()
    const answer = await text(
      await say('GET /mcp HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer secret\r\n\r\n'),
    )
    expect(answer).to.match(/^HTTP\/1\.1 400 [\s\S]*HTTPS/)
    const refused = await server.event('connection-refused')
    expect(refused).to.include({ reason: 'not-tls' })
    expect(JSON.stringify(server.events)).to.not.include('secret')
  })

  it('closes what is neither, without an answer', async () => {
    server = await serve()
    expect(await buffer(await say('SSH-2.0-OpenSSH_10.0\r\n'))).to.have.lengthOf(0)
    expect(await server.event('connection-refused')).to.include({ reason: 'not-tls' })
  })

  it('answers a hello that breaks its own structure with an alert', async () => {
    server = await serve()
    const hello = Uint8Array.of(1, 0, 0, 4, 3, 3, 0, 0)
    const answer = await buffer(await say(encodeRecords(CONTENT_TYPE.handshake, TLS10, hello)))
    expect(answer[0]).to.equal(CONTENT_TYPE.alert)
    expect(await server.event('connection-refused')).to.include({ reason: 'bad-hello' })
  })

  it('gives up a hello without end', async () => {
    server = await serve()
    const start = Uint8Array.of(1, 0x03, 0xff, 0, ...new Uint8Array(80_000))
    const socket = await say(encodeRecords(CONTENT_TYPE.handshake, TLS10, start))
    await once(socket, 'close')
    expect(await server.event('connection-refused')).to.include({ reason: 'hello-too-long' })
  })

  it('gives up a client that sends nothing, or half a hello', async () => {
    server = await serve({ limits: { handshakeMs: 50 } })
    const silent = await say()
    const slow = await say(Uint8Array.of(22, 3, 1, 2, 0, 1))
    await Promise.all([once(silent, 'close'), once(slow, 'close')])
    const refused = server.events.filter(({ event }) => event === 'connection-refused')
    expect(refused.map((event) => 'reason' in event && event.reason)).to.deep.equal([
      'hello-timeout',
      'hello-timeout',
    ])
  })

  it('gives up a client that says nothing after its hello', async () => {
    server = await serve({ limits: { handshakeMs: 100 } })
    const socket = await say(await anyHello())
    socket.resume()
    await once(socket, 'close')
    expect(await server.event('connection-refused')).to.include({ reason: 'handshake-failed' })
  })

  it('thinks nothing of a client that goes before its hello is whole', async () => {
    server = await serve()
    const socket = await say(Uint8Array.of(22, 3, 1))
    socket.end()
    await once(socket, 'close')
    const other = await dial(server)
    await hangUp(other)
    expect((await server.event('connection-made')).group).to.equal('X25519MLKEM768')
    expect(server.events).to.have.lengthOf(1)
  })
})
