import type { IncomingMessage, ServerResponse } from 'node:http'
import type { TLSSocket } from 'node:tls'
import { expect } from 'chai'
import { readBody } from '../../../src/gateway/requestBody.ts'
import { answerRpcError, type Refusal } from '../../../src/gateway/rpcAnswer.ts'
import { stdioHandler } from '../../../src/gateway/stdio/stdioHandler.ts'
import { WaitingRoom } from '../../../src/gateway/waitingRoom.ts'
import { dial, type Serving, serve } from './serving.ts'

const HEAD = 'POST /mcp HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n'
const chunk = (bytes: number): string => `${bytes.toString(16)}\r\n${'x'.repeat(bytes)}\r\n`

/** Answers with the number of bytes, or refuses without reading. */
const lengths = {
  handle: async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    if (request.headers['x-refuse'] !== undefined) {
      response.writeHead(401, { 'content-length': 0 }).end()
      return
    }
    const body = await readBody(request, 50_000_000, new WaitingRoom().enter()).catch(() => undefined)
    if (body === undefined) return
    response.end(String(body.length))
  },
  close: async () => {},
}

/** Refuses a body of more than 100,000 bytes. */
const tooLong = {
  handle: async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const refused = await readBody(request, 100_000, new WaitingRoom().enter()).catch((error) => error)
    const { status, error } = refused as Refusal
    answerRpcError(response, status, [], error)
  },
  close: async () => {},
}

type Sent = { socket: TLSSocket; text: () => string; closed: Promise<void> }

describe('gateway server: bodies in pieces', () => {
  let server: Serving
  afterEach(() => server.close())

  /** Sends until everything is sent, or it is cut off. `text`: what came. */
  const send = async (parts: Iterable<string>): Promise<Sent> => {
    const socket = await dial(server)
    let text = ''
    socket
      .on('error', () => {})
      .on('data', (data) => {
        text += data
      })
    // A connection that is reset is closed, too.
    const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()))
    for (const part of parts) {
      if (socket.destroyed) break
      // A record of its own.
      await new Promise((resolve) => socket.write(part, resolve))
    }
    return { socket, text: () => text, closed }
  }
  const answerTo = async (parts: Iterable<string>): Promise<string> => {
    const { socket, text, closed } = await send([...parts])
    while (!text().includes('\r\n\r\n') && !socket.destroyed)
      await Promise.race([new Promise((resolve) => socket.once('data', resolve)), closed])
    socket.destroy()
    return text()
  }
  function* body(times: number, part: string, head = HEAD): Generator<string> {
    yield `${head}\r\n`
    const each = Math.ceil(100_000 / part.length)
    for (let at = 0; at < times; at += each) yield part.repeat(Math.min(each, times - at))
  }
  function* all(...args: Parameters<typeof body>): Generator<string> {
    yield* body(...args)
    yield '0\r\n\r\n'
  }

  it('may be 4,096 of one byte, and any number of 256', async () => {
    server = await serve({ handler: lengths })
    expect(await answerTo(all(4_096, chunk(1)))).to.match(/^HTTP\/1\.1 200 .*\b4096$/s)
    expect(await answerTo(all(50_000, chunk(256)))).to.match(/^HTTP\/1\.1 200 /)
    expect(server.events.map(({ event }) => event)).to.not.include('body-cut-off')
  })

  it('end the connection where they are more, also in TLS records', async () => {
    server = await serve({ handler: lengths })
    expect(await answerTo(all(5_000, chunk(1)))).to.equal('')
    await server.event('body-cut-off')
    server.events.length = 0
    const head = HEAD.replace('Transfer-Encoding: chunked', 'Content-Length: 5000')
    expect(await answerTo([`${head}\r\n`, ...'x'.repeat(5_000)])).to.equal('')
    await server.event('body-cut-off')
  })

  it('end it also where the request was refused and its body is not read', async () => {
    const command = stdioHandler({ command: 'true', args: [], log: () => {} })
    server = await serve({ handler: command })
    await (await send(body(200_000, chunk(1)))).closed
    await server.event('body-cut-off')
  })

  it('are dropped after a refusal, so that the client can read it, for the time of a request', async () => {
    server = await serve({ handler: lengths })
    const head = `${HEAD}X-Refuse: 1\r\n`
    const { text, closed } = await send([
      ...all(150, chunk(100_000), head),
      `${HEAD}\r\n${chunk(3)}0\r\n\r\n`,
    ])
    await closed
    expect(text()).to.match(/^HTTP\/1\.1 401 .*\r\nconnection: close\r\n/is)
    expect(text().match(/HTTP\/1\.1 \d+/g)).to.have.lengthOf(1)
    await server.close()
    server = await serve({ handler: lengths, limits: { headersMs: 200, requestMs: 400 } })
    const endless = await send(body(10, chunk(100_000), head))
    await endless.closed
    expect(endless.text()).to.match(/^HTTP\/1\.1 401 /)
  })

  it('are answered before they end where they are too long, and their connection is closed after them', async () => {
    server = await serve({ handler: tooLong, limits: { headersMs: 5_000, requestMs: 10_000 } })
    const { text, closed } = await send([...all(20, chunk(100_000), HEAD), `${HEAD}\r\n${chunk(3)}0\r\n\r\n`])
    await closed
    expect(text()).to.match(/^HTTP\/1\.1 413 .*\r\nconnection: close\r\n/is)
    expect(text().match(/HTTP\/1\.1 \d+/g)).to.have.lengthOf(1)
  })
})
