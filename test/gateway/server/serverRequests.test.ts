import { once } from 'node:events'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { setImmediate as turn } from 'node:timers/promises'
import type { TLSSocket } from 'node:tls'
import { expect } from 'chai'
import { identityFolder } from '../../../src/gateway/identity/identityFolder.ts'
import { serverNames } from '../../../src/gateway/identity/serverNames.ts'
import { startServer } from '../../../src/gateway/server/startServer.ts'
import { dial, hangUp, ourIdentity, request, type Serving, serve, temporaryFolder } from './serving.ts'

const EVIL = 'attacker.example'

/** A URL parser finds an allowed host in each of these. */
const DRESSED_UP = [`${EVIL}@127.0.0.1`, `127.0.0.1/${EVIL}`, `127.0.0.1#.${EVIL}`, `127.0.0.1\\.${EVIL}`]

describe('gateway server: requests', () => {
  let server: Serving
  afterEach(() => server.close())

  /** A request as no client library would write it. */
  const say = async (text: string): Promise<{ socket: TLSSocket; answer: string }> => {
    const socket = await dial(server)
    let answer = ''
    socket.on('data', (chunk) => {
      answer += chunk
    })
    socket.write(text)
    await once(socket, 'close')
    return { socket, answer }
  }

  it('answers to its own names alone on a loopback address', async () => {
    server = await serve()
    for (const host of ['127.0.0.1', 'localhost:1234', 'LOCALHOST', '[::1]:8443']) {
      const { answer } = await say(`GET / HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`)
      expect(answer, host).to.match(/^HTTP\/1\.1 200/)
    }
    for (const host of [EVIL, `localhost.${EVIL}`, '127.0.0.2', '', 'localhost@x', 'a b', ...DRESSED_UP]) {
      const { answer } = await say(`GET / HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`)
      expect(answer, host).to.match(/^HTTP\/1\.1 403/)
    }
    expect(await server.event('request-refused')).to.include({ reason: 'host', detail: EVIL })
  })

  it('refuses web pages of other origins, and lets those that are named', async () => {
    server = await serve({ allowOrigins: ['https://app.example'] })
    const from = async (origin: string) => (await request(server, '/', { headers: { origin } })).status
    const { answer } = await say(
      'GET / HTTP/1.1\r\nHost: LOCALHOST:9\r\nOrigin: https://localhost:9\r\nConnection: close\r\n\r\n',
    )
    expect(answer).to.match(/^HTTP\/1\.1 200/)
    expect(await from('https://app.example')).to.equal(200)
    for (const origin of [
      `https://${EVIL}`,
      'https://localhost:9',
      'http://127.0.0.1:6274',
      `http://127.0.0.1:${server.port}`,
      'https://app.example:444',
      'http://app.example',
      'null',
      'localhost',
    ]) {
      expect(await from(origin), origin).to.equal(403)
    }
    expect(await server.event('request-refused')).to.include({ reason: 'origin', detail: `https://${EVIL}` })
  })

  it('does so, too, where its address was called otherwise', async () => {
    server = await serve({ host: '::ffff:127.0.0.1' })
    const { answer } = await say(`GET / HTTP/1.1\r\nHost: ${EVIL}\r\nConnection: close\r\n\r\n`)
    expect(answer).to.match(/^HTTP\/1\.1 403/)
  })

  it('refuses transfer encodings that it does not know, and any in HTTP/1.0, before a handler sees them or what follows', async () => {
    let handled = 0
    server = await serve({
      handler: {
        handle: (_, response) => {
          handled++
          response.end()
        },
        close: async () => {},
      },
    })
    for (const [encoding, status] of [
      ['gzip, chunked', '501'],
      ['identity, chunked', '501'],
      // node:http itself refuses bodies without a known end (RFC 9112 §6.3).
      ['gzip', '400'],
      ['xchunked', '400'],
    ]) {
      const { answer } = await say(
        `POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: ${encoding}\r\nConnection: close\r\n\r\n0\r\n\r\n`,
      )
      expect(answer.slice(9, 12), encoding).to.equal(status)
    }
    const next = 'POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n'
    for (const [version, encoding] of [
      ['1.0', 'chunked'],
      ['1.0', 'Chunked'],
      ['1.1', 'gzip, chunked'],
    ]) {
      const fields = `Host: localhost\r\nConnection: keep-alive\r\nTransfer-Encoding: ${encoding}\r\n`
      const { answer } = await say(`POST / HTTP/${version}\r\n${fields}\r\n2\r\n{}\r\n0\r\n\r\n${next}`)
      expect(answer.match(/HTTP\/1\.1 \d+/g), version).to.deep.equal(['HTTP/1.1 501'])
    }
    expect(handled).to.equal(0)
    expect(await server.event('request-refused')).to.include({
      reason: 'transfer-encoding',
      detail: 'gzip, chunked',
    })
  })

  it('answers to any name on other addresses, where the certificate decides', async () => {
    server = await serve({ host: '0.0.0.0' })
    const { answer } = await say(`GET / HTTP/1.1\r\nHost: ${EVIL}\r\nConnection: close\r\n\r\n`)
    expect(answer).to.match(/^HTTP\/1\.1 200/)
    for (const host of DRESSED_UP) {
      const { answer } = await say(`GET / HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`)
      expect(answer, host).to.match(/^HTTP\/1\.1 403/)
    }
  })

  const NEXT = 'POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n'
  const POST = 'POST / HTTP/1.1\r\nHost: localhost\r\n'

  for (const [what, first, status] of [
    ['refuses a request without a host', 'POST / HTTP/1.1\r\nContent-Length: 2\r\n\r\n{}', 400],
    ['refuses an expectation that it does not know', `${POST}Expect: x\r\nContent-Length: 2\r\n\r\n{}`, 417],
    ['does not change the protocol', `${POST}Connection: Upgrade\r\nUpgrade: x\r\n\r\n`, 200],
  ] as const)
    it(`${what}, and carries out nothing that follows it`, async () => {
      const asked: string[] = []
      const handler = {
        handle: ({ headers }: IncomingMessage, response: ServerResponse) => {
          asked.push(headers.upgrade ?? 'next')
          response.end()
        },
        close: async () => {},
      }
      server = await serve({ handler })
      const { answer } = await say(first + NEXT)
      expect(answer.match(/HTTP\/1\.1 \d+/g)).to.deep.equal([`HTTP/1.1 ${status}`])
      expect(answer).to.match(/\r\nconnection: close\r\n/i)
      expect(asked).to.deep.equal(status === 200 ? ['x'] : [])
    })

  it('closes the connection after an answer that begins before its request has ended', async () => {
    let asked = 0
    const handler = {
      handle: (_: IncomingMessage, response: ServerResponse) => {
        asked++
        response.writeHead(404, { 'content-length': 0, connection: 'keep-alive' }).end()
      },
      close: async () => {},
    }
    server = await serve({ handler, limits: { headersMs: 100, requestMs: 300 } })
    // After a request whose body is complete, the connection stays open.
    const { answer: both } = await say(
      `${POST}Content-Length: 2\r\n\r\n{}${POST}Connection: close\r\nContent-Length: 0\r\n\r\n`,
    )
    expect(both.match(/HTTP\/1\.1 404/g)).to.have.lengthOf(2)
    const socket = await dial(server)
    let text = ''
    socket.on('data', (data) => {
      text += data
    })
    const closed = once(socket, 'close')
    socket.write(`${POST}Content-Length: 60\r\n\r\n`)
    await once(socket, 'data')
    expect(text).to.match(/^HTTP\/1\.1 404 .*\r\nconnection: close\r\n/is)
    // What a proxy sends that regards the exchange as ended by the answer.
    socket.write(NEXT + NEXT)
    await closed
    expect(text.match(/HTTP\/1\.1/g)).to.have.lengthOf(1)
    expect(asked).to.equal(3)
  })

  it('notices that a client has left, also where its request has a body that is not read', async () => {
    const held = Promise.withResolvers<ServerResponse>()
    const handler = {
      handle: (_: IncomingMessage, response: ServerResponse) => held.resolve(response),
      close: async () => {},
    }
    server = await serve({ handler })
    const socket = await dial(server)
    const head = 'GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 900000\r\n\r\n'
    await new Promise((resolve) => socket.on('error', () => {}).write(head + 'x'.repeat(800_000), resolve))
    const response = await held.promise
    const closed = once(response, 'close')
    socket.destroy()
    await closed
  })

  it('closes the connection where the client asks for it, also if the handler does not', async () => {
    server = await serve()
    const body = JSON.stringify({
      jsonrpc: '2.0',
      id: 1,
      method: 'initialize',
      params: { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 'x', version: '1' } },
    })
    const fields = `Content-Type: application/json\r\nAccept: application/json, text/event-stream\r\nConnection: close\r\n`
    const { answer } = await say(
      `POST /mcp HTTP/1.1\r\nHost: localhost\r\n${fields}Content-Length: ${body.length}\r\n\r\n${body}`,
    )
    expect(answer).to.match(/^HTTP\/1\.1 200 .*\r\nconnection: close\r\n/is)
  })

  it('does not let one connection ask on and on', async () => {
    const asked: ServerResponse[] = []
    const handler = {
      handle: (_request: IncomingMessage, response: ServerResponse) => void asked.push(response),
      close: async () => {},
    }
    server = await serve({ handler })
    const socket = await dial(server)
    // What is still on its way is met by a reset.
    socket.on('error', () => {}).resume()
    const closed = new Promise((resolve) => socket.once('close', resolve))
    socket.write('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n'.repeat(1_000))
    await closed
    expect(asked).to.have.lengthOf(0)
    expect(await server.event('requests-full')).to.include({ limit: 16 })
  })

  it('carries out four of those of one connection at a time, and refuses the others', async () => {
    const asked: ServerResponse[] = []
    const all = Promise.withResolvers<void>()
    const handler = {
      handle: (_request: IncomingMessage, response: ServerResponse) => {
        if (asked.push(response) >= 4) all.resolve()
      },
      close: async () => {},
    }
    server = await serve({ handler })
    const socket = await dial(server)
    let text = ''
    socket.on('data', (chunk: Buffer) => {
      text += chunk
    })
    const statuses = (): string[] =>
      [...text.matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, status]) => String(status))
    socket.write('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n'.repeat(10))
    await all.promise
    for (const response of asked) response.end()
    while (statuses().length < 10) await once(socket, 'data')
    expect(statuses()).to.deep.equal([...Array(4).fill('200'), ...Array(6).fill('503')])
    expect(text).to.match(/retry-after: 10/i)
    // They are free again.
    socket.write('GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n')
    while (asked.length < 5) await turn()
    asked[4]?.end()
    await once(socket, 'close')
    expect(statuses().at(-1)).to.equal('200')
  })

  it('carries out as many in all as there may be connections, and of one address a share', async () => {
    const asked: string[] = []
    const handler = {
      handle: ({ socket }: IncomingMessage) => void asked.push(String(socket.remoteAddress)),
      close: async () => {},
    }
    server = await serve({ handler, limits: { connections: 8 } })
    const sockets = [await dial(server), await dial(server), await dial(server)]
    for (const socket of sockets)
      socket.on('error', () => {}).write('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n'.repeat(4))
    const other = await dial(server, { localAddress: '127.0.0.2' })
    other.on('error', () => {}).write('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n')
    while (!asked.includes('127.0.0.2') || asked.length < 7) await turn()
    // What comes behind all of them is refused, or not.
    const last = await dial(server, { localAddress: '127.0.0.2' })
    last.on('error', () => {}).write('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n')
    while (asked.length < 8) await turn()
    expect(asked.filter((address) => address === '127.0.0.1')).to.have.lengthOf(6)
    for (const socket of [...sockets, other, last]) socket.destroy()
  })

  it('bounds header fields', async () => {
    server = await serve()
    const { answer } = await say(`GET / HTTP/1.1\r\nHost: localhost\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`)
    // The reset of a connection with unread bytes may overtake the answer.
    expect(answer).to.match(/^(HTTP\/1\.1 431|$)/)
  })

  it('waits neither for header fields nor for a body without end', async () => {
    server = await serve({ limits: { headersMs: 60, requestMs: 120 } })
    expect((await say('GET / HTTP/1.1\r\nHost: loc')).answer).to.match(/^HTTP\/1\.1 408/)
    const post =
      'POST /mcp HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n{'
    expect((await say(post)).answer).to.match(/^(HTTP\/1\.1 408|$)/)
  })

  it('ends a connection that nobody uses', async () => {
    server = await serve({ limits: { idleMs: 30 } })
    expect((await say('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n')).answer).to.match(/^HTTP\/1\.1 200/)
  })

  it('takes no more connections than it may', async () => {
    server = await serve({ limits: { connections: 2 } })
    const held = [await dial(server), await dial(server)]
    const failed = await dial(server).catch((error: NodeJS.ErrnoException) => error)
    expect(failed).to.be.instanceOf(Error)
    expect(await server.event('connections-full')).to.include({ limit: 2 })
    await Promise.all(held.map(hangUp))
    await hangUp(await dial(server))
  })

  it('says which port is taken, and lets nothing run on', async () => {
    server = await serve()
    const handler = { handle: () => {}, close: async () => {} }
    const options = { policy: 'hybrid', identity: ourIdentity(), names: [], handler } as const
    const failed = await startServer({ ...options, port: server.port }).catch((error) => error)
    expect(failed).to.include({ code: 'LISTEN_FAILED' })
    expect(failed.message).to.include('EADDRINUSE')
  })

  it('starts with an identity for other names, too', async () => {
    const names = serverNames(['mcp.example.test', '192.0.2.7', '[2001:db8::7]'])
    server = await serve({ identity: identityFolder(temporaryFolder(), names) })
    const certificate = (await dial(server, { servername: 'mcp.example.test' })).getPeerX509Certificate()
    expect(certificate?.checkHost('mcp.example.test')).to.equal('mcp.example.test')
    expect(certificate?.checkIP('192.0.2.7')).to.equal('192.0.2.7')
    expect(certificate?.checkIP('2001:db8::7')).to.equal('2001:db8::7')
    expect(certificate?.checkHost(EVIL)).to.equal(undefined)
  })
})
