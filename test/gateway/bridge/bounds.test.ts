import { request as httpRequest, type IncomingMessage, type RequestOptions } from 'node:http'
import { connect, type Socket } from 'node:net'
import { setImmediate as turn } from 'node:timers/promises'
import { expect } from 'chai'
import { startListener } from '../../../src/gateway/bridge/listener.ts'
import { Unanswered } from '../../../src/gateway/bridge/pending.ts'
import type { GatewayEvent } from '../../../src/gateway/events.ts'
import { WaitingRoom } from '../../../src/gateway/waitingRoom.ts'
import {
  asked,
  Conversation,
  clientOf,
  closeListening,
  type Identities,
  json,
  listen,
  makeIdentities,
  resultOf,
} from './clientPeers.ts'

describe('the bounds of connect', () => {
  let identities: Identities
  before(async () => {
    identities = await makeIdentities()
  })
  afterEach(closeListening)

  it('refuse an answer that would exceed the bound with those under way, and accept it afterwards', async () => {
    const body = (id: unknown): string => JSON.stringify(resultOf(id, { text: 'x'.repeat(200_000) }))
    const held = Promise.withResolvers<() => void>()
    const listening = await listen(
      identities.server,
      asked(({ message, response }) => {
        const text = body(message.id)
        response.writeHead(200, { 'content-type': 'application/json' })
        if (message.id !== 1) return void response.end(text)
        response.write(text.slice(0, 180_000), () => held.resolve(() => response.end(text.slice(180_000))))
      }),
    )
    const room = new WaitingRoom(150_000)
    const talk = new Conversation(clientOf(listening.url, { ca: [identities.ca], room }))
    talk.say({ jsonrpc: '2.0', id: 1, method: 'tools/call' })
    const goOn = await held.promise
    // The first answer holds 114,464 bytes of the room as soon as they have come; an answer holds 134,464 at its end.
    for (let id = 2; ; id++) {
      talk.say({ jsonrpc: '2.0', id, method: 'tools/call' })
      if ((await talk.fault(id)) === 'ANSWER_TOO_LARGE') break
    }
    goOn()
    expect(await talk.answer(1)).to.deep.equal(JSON.parse(body(1)))
    talk.say({ jsonrpc: '2.0', id: 'last', method: 'tools/call' })
    expect(await talk.answer('last')).to.deep.equal(JSON.parse(body('last')))
    await talk.end()
  })

  it('hold back lines while their answers are not read', async () => {
    const listening = await listen(
      identities.server,
      asked(({ message, response }) => json(response, resultOf(message.id))),
    )
    const talk = new Conversation(clientOf(listening.url, { ca: [identities.ca] }), { highWaterMark: 1_000 })
    for (let line = 0; line < 5_000; line++) talk.say('no JSON')
    while (talk.output.writableLength === 0) await turn()
    for (let turns = 0; turns < 500; turns++) await turn()
    expect(talk.output.writableLength + talk.output.readableLength).to.be.below(10_000)
    talk.read()
    await talk.end()
    expect(talk.lines).to.have.lengthOf(5_000)
  })

  it('hold back lines while too many wait for an answer, however short they are', async () => {
    const unanswered = new Unanswered()
    const answers: (() => void)[] = []
    const ask = (line: string): void => {
      const { promise, resolve } = Promise.withResolvers<void>()
      answers.push(resolve)
      void unanswered.count(line, promise)
    }
    const hasRoom = (): Promise<boolean> =>
      Promise.race([unanswered.room().then(() => true), turn().then(() => false)])
    // 16 MiB, in pieces of 4 KiB.
    for (let count = 0; count < 4_096; count++) ask('')
    expect(await hasRoom()).to.equal(true)
    ask('')
    expect(await hasRoom()).to.equal(false)
    answers[0]?.()
    expect(await hasRoom()).to.equal(true)
    ask('x'.repeat(16_777_216))
    expect(await hasRoom()).to.equal(false)
    for (const answer of answers) answer()
    expect(await hasRoom()).to.equal(true)
  })

  it('end a connection that sends 100,000 requests without reading, and answer others meanwhile', async () => {
    let asks = 0
    const listening = await listen(
      identities.server,
      asked(({ message, response }) => {
        asks++
        // Those of the flood are never answered.
        if (message.id !== undefined) json(response, resultOf(message.id))
      }),
    )
    const full = Promise.withResolvers<GatewayEvent>()
    const listener = await startListener({
      address: '127.0.0.1',
      port: 0,
      client: clientOf(listening.url, { ca: [identities.ca] }),
      policy: 'hybrid',
      headers: {},
      onEvent: (event) => event.event === 'requests-full' && full.resolve(event),
    })
    try {
      const flood = connect({ host: '127.0.0.1', port: Number(new URL(listener.url).port) })
      const closed = new Promise((resolve) => flood.on('error', () => {}).once('close', resolve))
      const head = 'POST /mcp HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n'
      flood.pause().write(`${head}Content-Length: 2\r\n\r\n{}`.repeat(100_000))
      expect(await full.promise).to.include({ limit: 16 })
      await closed
      const body = JSON.stringify({ jsonrpc: '2.0', id: 7, method: 'ping' })
      const headers = { 'content-type': 'application/json' }
      const answer = await fetch(listener.url, { method: 'POST', headers, body })
      expect(await answer.json()).to.deep.equal(resultOf(7))
      expect(asks).to.be.at.most(17)
    } finally {
      await listener.close()
    }
  })

  for (const [what, method, other] of [
    ['streams', 'GET', 'POST'],
    ['requests', 'POST', 'GET'],
  ] as const)
    it(`leave ${what} to others next to a client that has all it can have, and refuse it more`, async () => {
      const full = Promise.withResolvers<void>()
      let [reached, refused] = [0, 0]
      const count = (): void => {
        if (reached >= 96 && refused >= 32) full.resolve()
      }
      const listening = await listen(identities.server, (request, response) => {
        if (request.headers['x-endless'] !== undefined) {
          reached++
          count()
          if (request.method === 'GET')
            response.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders()
        } else request.resume().on('end', () => response.end('{}'))
      })
      const listener = await startListener({
        address: '127.0.0.1',
        port: 0,
        client: clientOf(listening.url, { ca: [identities.ca] }),
        policy: 'hybrid',
        headers: {},
        onEvent: (event) => {
          if (event.event !== 'request-refused' || !('status' in event)) return
          expect(event.status).to.equal(503)
          refused++
          count()
        },
      })
      const ask = (options: RequestOptions): Promise<IncomingMessage> =>
        new Promise((resolve, reject) => {
          const asking = httpRequest(listener.url, { agent: false, ...options }, (answer) =>
            resolve(answer.resume()),
          )
          asking.once('error', reject).end()
        })
      const sockets: Socket[] = []
      try {
        for (let at = 0; at < 32; at++) {
          const socket = connect({ host: '127.0.0.1', port: Number(new URL(listener.url).port) })
          socket.on('error', () => {}).resume()
          const length = method === 'POST' ? 'Content-Length: 0\r\n' : ''
          socket.write(
            `${method} /mcp HTTP/1.1\r\nHost: localhost\r\nX-Endless: 1\r\n${length}\r\n`.repeat(4),
          )
          sockets.push(socket)
        }
        await full.promise
        expect((await ask({ method: other })).statusCode).to.equal(200)
        expect((await ask({ method, localAddress: '127.0.0.2' })).statusCode).to.equal(200)
        const refusal = await ask({ method })
        expect([refusal.statusCode, refusal.headers['retry-after']]).to.deep.equal([503, '1'])
        expect(reached).to.equal(96)
      } finally {
        for (const socket of sockets) socket.destroy()
        await listener.close()
      }
    })
})
