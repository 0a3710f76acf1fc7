import { once } from 'node:events'
import type { IncomingMessage } from 'node:http'
import { type AddressInfo, connect as connectTcp, createServer, type Server, type Socket } from 'node:net'
import { connect } from 'node:tls'
import { expect } from 'chai'
import fc from 'fast-check'
import type { McpHandler } from '../../../src/gateway/mcpHandler.ts'
import { upstreamHandler } from '../../../src/gateway/passThrough/upstreamHandler.ts'
import { HttpPeer } from '../../../src/probe/http/http.ts'
import { listen } from '../../gateway/backend.ts'
import { request, type Serving, serve } from '../../gateway/server/serving.ts'
import { at } from '../../probe/at.ts'
import { mutatedAnswers, mutatedHellos, mutatedRequests } from './requests.ts'

const SEED = Number(process.env['PROPERTY_SEED'] ?? Date.now() % 2 ** 31)
/** Connections of a test, and tests: 15,000 in all. */
const [EACH, PARTS] = [500, 30]
const AT_A_TIME = 32

const inputs = <T>(of: fc.Arbitrary<T>, part: number): T[] =>
  fc.sample(of, { numRuns: EACH, seed: SEED + part })

/** So many at a time; an error names the input. */
const eachOf = async (all: readonly Buffer[], work: (bytes: Buffer) => Promise<void>): Promise<void> => {
  const waiting = all.values()
  const worker = async (): Promise<void> => {
    for (const bytes of waiting)
      await work(bytes).catch((cause) => {
        throw new Error(`after ${JSON.stringify(bytes.toString('latin1'))}`, { cause })
      })
  }
  await Promise.all(Array.from({ length: AT_A_TIME }, worker))
}

/** Milliseconds after which a client says that nothing follows, unless its request is being answered: it may be incomplete. */
const PATIENCE = 150

/** Also where it ended with an error, at which `once` would reject. */
const ended = (socket: Socket): Promise<void> =>
  new Promise((resolve) => (socket.closed ? resolve() : socket.once('close', () => resolve())))

/** Sends everything, waits for the beginning of an answer, and reads until the other side closes. */
const converse = async (socket: Socket, bytes: Buffer, isAnswered = () => false): Promise<Buffer> => {
  const parts: Buffer[] = []
  // A connection that is reset has ended, too.
  socket.on('error', () => {}).on('data', (part: Buffer) => parts.push(part))
  socket.write(bytes)
  const timer = setTimeout(() => isAnswered() || socket.end(), PATIENCE)
  socket.once('data', () => socket.end())
  await ended(socket)
  clearTimeout(timer)
  return Buffer.concat(parts)
}

describe(`Mutated connections to serve (seed ${SEED})`, () => {
  let upstream: Awaited<ReturnType<typeof listen>>
  let gateway: Serving
  let authority: string
  const passed: string[] = []
  /** Ports of the clients whose requests passed. */
  const answered = new Set<number | undefined>()
  const arrived: string[] = []
  const wrong: string[] = []
  let total = 0

  /** What the guard and the parser let pass has one meaning (RFC 9112 §6), and comes from where it may. */
  const check = ({ headers, rawHeaders, method, url, socket }: IncomingMessage): void => {
    const names = rawHeaders.filter((_, i) => i % 2 === 0).map((name) => name.toLowerCase())
    const count = (name: string): number => names.filter((one) => one === name).length
    if (headers['transfer-encoding'] !== undefined && headers['content-length'] !== undefined)
      wrong.push('two lengths of a body')
    if (count('content-length') > 1 || count('host') > 1) wrong.push('a field twice')
    if (headers['transfer-encoding'] !== undefined && !/^chunked$/i.test(headers['transfer-encoding']))
      wrong.push(`an encoding that is not known: ${headers['transfer-encoding']}`)
    // The URL standard knows several spellings of an address: 127.1 is 127.0.0.1.
    const host = URL.parse(`https://${headers.host}`)?.hostname ?? ''
    if (headers.host && !['127.0.0.1', 'localhost', '[::1]'].includes(host))
      wrong.push(`the host ${headers.host}`)
    if (headers.origin !== undefined && URL.parse(headers.origin)?.origin !== `https://${authority}`)
      wrong.push(`the origin ${headers.origin}`)
    passed.push(`${method} ${url}`)
    answered.add(socket.remotePort)
  }

  before(async () => {
    upstream = await listen((incoming, response) => {
      arrived.push(`${incoming.method} ${incoming.url}`)
      if (/forwarded-for|real-ip/.test(Object.keys(incoming.headers).join()))
        if (incoming.headers['x-forwarded-for'] !== '127.0.0.1') wrong.push('a forged address')
      incoming.resume().once('end', () => {
        response
          .writeHead(200, { 'content-type': 'application/json' })
          .end('{"jsonrpc":"2.0","id":1,"result":{}}')
      })
    })
    const inner = upstreamHandler({ url: `${upstream.origin}/mcp`, timeoutMs: 5000, log: () => {} })
    const handler: McpHandler = {
      ...inner,
      close: () => inner.close(),
      handle: (incoming, response) => {
        check(incoming)
        inner.handle(incoming, response)
      },
    }
    gateway = await serve({ handler, limits: { headersMs: 1500, requestMs: 1500, idleMs: 1000 } })
    authority = `127.0.0.1:${gateway.port}`
  })
  after(async () => {
    await gateway?.close()
    await upstream?.close()
  })

  const healthy = async (): Promise<void> => {
    const { status, text } = await request(gateway, '/mcp', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"jsonrpc":"2.0","id":1,"method":"ping"}',
    })
    expect([status, text]).to.deep.equal([200, '{"jsonrpc":"2.0","id":1,"result":{}}'])
  }

  for (let part = 0; part < PARTS; part++) {
    it(`get an answer of HTTP or are closed, and change nothing for others: ${EACH}, part ${part + 1}`, async () => {
      await eachOf(inputs(mutatedRequests(authority), part), async (bytes) => {
        const socket = connect({ host: '127.0.0.1', port: gateway.port, ca: gateway.ca })
        await Promise.race([once(socket, 'secureConnect'), ended(socket)]).catch(() => {})
        const answer = await converse(socket, bytes, () => answered.has(socket.localPort))
        if (answer.length > 0) expect(answer.toString('latin1')).to.match(/^HTTP\/1\.1 \d{3} /)
      })
      await healthy()
      expect(wrong.splice(0)).to.deep.equal([])
      // Each request that arrives was one that passed, and it is for the paths of the upstream.
      for (const one of arrived)
        expect(one).to.match(/^(GET|HEAD|POST|DELETE|OPTIONS) \/(mcp|\.well-known\/[\w.%/-]+)(\?\S*)?$/)
      expect(arrived.length).to.be.at.most(passed.length)
      expect(arrived.length).to.be.above(0)
      total += arrived.length
      answered.clear()
      for (const list of [arrived, passed]) list.length = 0
    })
  }

  it('reach the upstream where they are valid', () => expect(total).to.be.above((EACH * PARTS) / 100))

  it(`are closed where the ClientHello is mutated: ${EACH}`, async () => {
    await eachOf(inputs(mutatedHellos(), PARTS), async (bytes) => {
      await converse(connectTcp({ host: '127.0.0.1', port: gateway.port }), bytes)
    })
    await healthy()
  })
})

describe(`Mutated answers to a probe (seed ${SEED})`, () => {
  let server: Server
  let bytes: Uint8Array = new Uint8Array(0)
  before(async () => {
    server = createServer((socket) => {
      socket.on('error', () => {}).once('data', () => socket.end(bytes))
    }).listen(0, '127.0.0.1')
    await once(server, 'listening')
  })
  after(() => server.close())

  it(`are an answer or a failure with its state: ${EACH}`, async () => {
    const { port } = server.address() as AddressInfo
    const kinds = new Set<string>()
    for (const answer of inputs(mutatedAnswers(), 0)) {
      bytes = answer
      const target = { origin: `http://127.0.0.1:${port}`, to: at(port) }
      const peer = new HttpPeer(target, { timeoutMs: 5000, ca: [], verify: false })
      const found = await peer.request({ method: 'GET', path: '/mcp', maxBytes: 1000 })
      await peer.close()
      kinds.add(found.kind === 'answer' ? found.end : found.state)
      if (found.kind === 'answer') expect(found.body.length).to.be.at.most(1000)
      else expect(found.detail.length, JSON.stringify(answer.toString('latin1'))).to.be.within(1, 200)
    }
    expect([...kinds]).to.include.members(['complete', 'cut-off', 'garbled'])
  })
})
