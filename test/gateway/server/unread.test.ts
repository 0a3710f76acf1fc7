import { once } from 'node:events'
import { setImmediate as turn } from 'node:timers/promises'
import type { TLSSocket } from 'node:tls'
import { expect } from 'chai'
import { Agent, fetch } from 'undici'
import type { McpHandler } from '../../../src/gateway/mcpHandler.ts'
import { referenceHandler } from '../../../src/gateway/server/reference/referenceHandler.ts'
import { stdioHandler } from '../../../src/gateway/stdio/stdioHandler.ts'
import { WaitingRoom } from '../../../src/gateway/waitingRoom.ts'
import { dial, type Serving, serve } from './serving.ts'

const CHILD = new URL('../stdio/stdioChild.ts', import.meta.url).pathname
const MEBIBYTE = 1_048_576
const FREE = 65_536

const HEADERS = { 'content-type': 'application/json', accept: 'application/json, text/event-stream' }

/** Answers with as many bytes as the path says. */
const sized: McpHandler = {
  handle: ({ url = '' }, response) => void response.end(Buffer.alloc(Number(url.slice(1)))),
  close: async () => {},
}

describe('gateway server: what clients do not read', () => {
  let server: Serving
  let dispatcher: Agent
  const start = async (...[options]: Parameters<typeof serve>): Promise<void> => {
    server = await serve(options)
    dispatcher = new Agent({ connect: { ca: server.ca } })
  }
  afterEach(async () => {
    await dispatcher.destroy()
    await server.close()
  })

  const post = async (message: object, headers: Record<string, string> = {}) => {
    const body = JSON.stringify({ jsonrpc: '2.0', ...message })
    const answer = await fetch(server.url, {
      method: 'POST',
      headers: { ...HEADERS, ...headers },
      body,
      dispatcher,
    })
    return { status: answer.status, headers: answer.headers, text: await answer.text() }
  }
  const get = async (bytes: number): Promise<number> => {
    const answer = await fetch(new URL(`/${bytes}`, server.url), { dispatcher })
    return (await answer.arrayBuffer()).byteLength
  }

  /** Asks for an answer, and never reads it. */
  const stalled = async (request: string): Promise<TLSSocket> => {
    const socket = await dial(server)
    socket
      .on('error', () => {})
      .pause()
      .write(request)
    return socket
  }

  const initialize = async (): Promise<Record<string, string>> => {
    const params = {
      protocolVersion: '2025-11-25',
      capabilities: {},
      clientInfo: { name: 'x', version: '1' },
    }
    const { headers } = await post({ id: 0, method: 'initialize', params })
    return { 'mcp-session-id': String(headers.get('mcp-session-id')) }
  }

  const withCommand = (room: WaitingRoom): Promise<void> =>
    start({
      room,
      handler: stdioHandler({
        command: process.execPath,
        args: [CHILD],
        limits: { graceMs: 150 },
        room,
        log: () => {},
      }),
    })

  it('is answered where it fits to the byte, and with 503 beyond', async () => {
    const answer = JSON.stringify({ jsonrpc: '2.0', id: 1, result: { text: 'x'.repeat(200_000) } })
    for (const [bytes, status] of [
      [answer.length - FREE, 200],
      [answer.length - FREE - 1, 503],
    ] as const) {
      await withCommand(new WaitingRoom(bytes))
      const session = await initialize()
      const long = await post({ id: 1, method: 'long', params: { bytes: 200_000 } }, session)
      expect(long.status).to.equal(status)
      if (status === 200) expect(long.text).to.equal(answer)
      else {
        expect(long.headers.get('retry-after')).to.equal('10')
        expect(JSON.parse(long.text)).to.deep.include({ id: 1, jsonrpc: '2.0' })
        expect(JSON.parse(long.text).error.code).to.equal(-32_000)
        // The session goes on, and short answers need no room.
        expect((await post({ id: 2, method: 'echo', params: { a: 1 } }, session)).status).to.equal(200)
      }
      await dispatcher.destroy()
      await server.close()
    }
    await start()
  })

  it('is cut off after a while, and its room given back', async () => {
    const room = new WaitingRoom(40 * MEBIBYTE)
    await start({ handler: sized, room, limits: { stallMs: 400 } })
    const bytes = 32 * MEBIBYTE
    const client = await stalled(`GET /${bytes} HTTP/1.1\r\nHost: localhost\r\n\r\n`)
    expect(await server.event('answer-cut-off')).to.include({ reason: 'stalled' })
    // All of it.
    expect(room.enter().resize(40 * MEBIBYTE + FREE)).to.equal(true)
    client.destroy()
  })

  it('does not harm clients that read, next to thirty that do not', async () => {
    const room = new WaitingRoom(64 * MEBIBYTE, 0)
    await start({ handler: sized, room, limits: { stallMs: 600_000 } })
    const request = `GET /${16 * MEBIBYTE} HTTP/1.1\r\nHost: localhost\r\n\r\n`
    const clients = await Promise.all(Array.from({ length: 30 }, () => stalled(request)))
    // Those that read nothing for longest are cut off for those that come.
    expect(await server.event('answer-cut-off')).to.include({ reason: 'room' })
    for (const bytes of [100, 60_000, 8 * MEBIBYTE]) expect(await get(bytes)).to.equal(bytes)
    for (const client of clients) client.destroy()
    for (const holder = room.enter(); !holder.resize(64 * MEBIBYTE + FREE); ) await turn()
  })

  it('is not what an earlier request of the same connection waits for', async () => {
    const go = Promise.withResolvers<void>()
    const asked: string[] = []
    const handler: McpHandler = {
      handle: ({ url = '' }, response) => {
        asked.push(url)
        if (url === '/slow') void go.promise.then(() => response.end('slow'))
        else response.end('fast')
      },
      close: async () => {},
    }
    await start({ handler, limits: { stallMs: 20 } })
    const socket = await dial(server)
    const requests = ['/slow', '/fast'].map((path) => `GET ${path} HTTP/1.1\r\nHost: localhost\r\n\r\n`)
    socket.write(requests.join(''))
    // Longer than the time in which it would be cut off.
    await new Promise((resolve) => setTimeout(resolve, 100))
    expect(asked).to.deep.equal(['/slow', '/fast'])
    go.resolve()
    let text = ''
    for await (const chunk of socket) {
      text += String(chunk)
      if (text.endsWith('fast')) break
    }
    expect(text).to.include('slow')
  })

  it('counts the bodies of the built-in server too', async () => {
    const room = new WaitingRoom(200_000)
    await start({ handler: referenceHandler({ version: '0', maxBodyBytes: 300_000, room }), room })
    const ping = { id: 1, method: 'ping', params: { x: ' '.repeat(200_000) } }
    const fields = Object.entries({ host: 'localhost', ...HEADERS, 'content-length': '290000' })
    const head = fields.map(([name, value]) => `${name}: ${value}\r\n`).join('')
    const holding = await stalled(`POST /mcp HTTP/1.1\r\n${head}\r\n${' '.repeat(250_000)}`)
    const until = async (status: number): Promise<void> => {
      while ((await post(ping)).status !== status) await turn()
    }
    await until(503)
    const short = { id: 1, method: 'ping', params: {} }
    expect((await post(short)).status).to.equal(400)
    const closed = once(holding, 'close')
    holding.destroy()
    await closed
    // It has no session.
    await until(400)
  })

  it('is JSON of too many values for the built-in server', async () => {
    await start({ handler: referenceHandler({ version: '0', maxBodyBytes: 16 * MEBIBYTE }) })
    const body = `{"jsonrpc":"2.0","id":1,"method":"ping","params":[0${',{}'.repeat(1_000_000)}]}`
    const answer = await fetch(server.url, { method: 'POST', headers: HEADERS, body, dispatcher })
    expect([answer.status, ((await answer.json()) as { error: { code: number } }).error.code]).to.deep.equal([
      400, -32_700,
    ])
  })
})
