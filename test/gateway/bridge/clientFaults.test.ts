import { X509Certificate } from 'node:crypto'
import { createServer as createHttpServer, type ServerResponse } from 'node:http'
import {
  type AddressInfo,
  connect as connectTcp,
  createServer as createTcpServer,
  type Socket,
} from 'node:net'
import { expect } from 'chai'
import type { HybridClientOptions } from '../../../src/gateway/client/hybridClient.ts'
import { pinOf } from '../../../src/gateway/client/pins.ts'
import { startRelay } from '../../../src/verify/handshakes/tamperingRelay.ts'
import { at } from '../../probe/at.ts'
import {
  asked,
  Conversation,
  clientOf,
  type Identities,
  INITIALIZE,
  initializeResult,
  json,
  type Listening,
  listen,
  makeIdentities,
  resultOf,
} from './clientPeers.ts'
import { startLink, type Tampering } from './tamperingLink.ts'

/** Milliseconds: the time limit of those who wait in vain; the fault has to be named soon after. */
const LIMIT_MS = 600

describe('what keeps a message from its server', () => {
  let identities: Identities
  const open: { close(): Promise<unknown> }[] = []
  before(async () => {
    identities = await makeIdentities()
  })
  afterEach(async () => {
    await Promise.all(open.splice(0).map((one) => one.close()))
  })

  /** Requests that came as far as HTTP. */
  let reached = 0
  beforeEach(() => {
    reached = 0
  })
  const server = async (...[identity, , options]: Parameters<typeof listen>): Promise<Listening> => {
    const listening = await listen(
      identity,
      asked(({ message, response }) => {
        reached++
        // Every request is a connection of its own.
        json(response, resultOf(message.id, initializeResult()), { connection: 'close' })
      }),
      options,
    )
    open.push(listening)
    return listening
  }
  const ignored = (): void => {}
  const through = async (port: number, tampering: Tampering): Promise<string> => {
    const link = await startLink(port, tampering)
    open.push(link)
    return `https://localhost:${link.port}/mcp`
  }

  /** What `initialize` is answered with: the code of the fault, or `answered`. */
  const outcome = async (url: URL | string, options: Partial<HybridClientOptions> = {}): Promise<string> => {
    const client = clientOf(url, { ca: [identities.ca], ...options })
    const conversation = new Conversation(client)
    conversation.say(INITIALIZE)
    const { result } = await conversation.answer(INITIALIZE.id)
    const code = result === undefined ? await conversation.fault(INITIALIZE.id) : 'answered'
    await conversation.end()
    return String(code)
  }

  type Case = { name: string; fault: string | string[]; reaches?: true; url: () => Promise<URL | string> } & {
    options?: () => Promise<Partial<HybridClientOptions>> | Partial<HybridClientOptions>
  }

  const usual = async (): Promise<URL> => (await server(identities.server, ignored)).url
  const tampered = (tampering: Tampering) => async (): Promise<string> =>
    through((await server(identities.server, ignored)).port, tampering)

  const flip =
    (offset: number) =>
    (bytes: Buffer): Buffer => {
      const changed = Buffer.from(bytes)
      changed[offset] = (changed[offset] as number) ^ 0xff
      return changed
    }

  const hasty = () => ({ timeoutMs: LIMIT_MS })

  const CASES: Case[] = [
    { name: 'nothing: the control', fault: 'answered', reaches: true, url: usual },
    {
      name: 'an authority that is not trusted',
      fault: 'UNTRUSTED',
      url: usual,
      options: async () => ({ ca: [(await makeIdentities()).ca] }),
    },
    { name: 'no authority named at all', fault: 'UNTRUSTED', url: usual, options: () => ({ ca: [] }) },
    {
      name: 'a certificate that has expired',
      fault: 'EXPIRED',
      url: async () => (await server(identities.expired, ignored)).url,
    },
    {
      name: 'another name',
      fault: 'WRONG_NAME',
      url: usual,
      options: () => ({ serverName: 'mcp.example.com' }),
    },
    {
      name: 'another key than the pinned one',
      fault: 'WRONG_PIN',
      url: usual,
      options: () => ({ pins: [pinOf(new X509Certificate(identities.expired.cert))] }),
    },
    {
      name: 'a server that is classical only',
      fault: 'NO_HYBRID_GROUP',
      url: async () => (await server(identities.server, ignored, { ecdhCurve: 'X25519:prime256v1' })).url,
    },
    {
      name: 'a server without TLS 1.3',
      fault: 'NO_TLS13',
      url: async () =>
        (
          await server(identities.server, ignored, {
            minVersion: 'TLSv1.2',
            maxVersion: 'TLSv1.2',
            ecdhCurve: 'X25519',
          })
        ).url,
    },
    {
      name: 'a server that asks for a certificate',
      fault: 'CLIENT_CERTIFICATE',
      url: async () =>
        (
          await server(identities.server, ignored, {
            requestCert: true,
            rejectUnauthorized: true,
            ca: identities.ca,
          })
        ).url,
    },
    {
      name: 'a server that speaks HTTP without TLS',
      fault: 'NO_TLS',
      url: async () => {
        const plain = createHttpServer((_, response) => response.end())
        await new Promise<void>((resolve) => plain.listen(0, '127.0.0.1', resolve))
        open.push({ close: () => new Promise((resolve) => plain.close(resolve)) })
        return `https://localhost:${(plain.address() as AddressInfo).port}/mcp`
      },
    },
    {
      name: 'a port where nobody listens',
      fault: 'CONNECTION_REFUSED',
      url: async () => {
        const gone = await listen(identities.server, ignored)
        await gone.close()
        return gone.url
      },
    },
    {
      name: 'a server that takes connections and says nothing',
      fault: 'CONNECT_TIMEOUT',
      options: hasty,
      url: async () => {
        const sockets = new Set<{ destroy(): void }>()
        const silent = createTcpServer((socket) => sockets.add(socket))
        await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve))
        open.push({
          close: () =>
            new Promise((resolve) => {
              silent.close(resolve)
              for (const socket of sockets) socket.destroy()
            }),
        })
        return `https://localhost:${(silent.address() as AddressInfo).port}/mcp`
      },
    },
    {
      name: 'a name without an address',
      fault: 'NAME_NOT_FOUND',
      url: async () => 'https://nowhere.invalid/mcp',
    },
    {
      name: 'a relay that drops the hello',
      fault: 'CONNECT_TIMEOUT',
      url: tampered({ kind: 'drop' }),
      options: hasty,
    },
    {
      name: 'a relay that delays it within the limit',
      fault: 'answered',
      reaches: true,
      url: tampered({ kind: 'delay', ms: LIMIT_MS / 4 }),
    },
    {
      name: 'a relay that delays it beyond the limit',
      fault: 'CONNECT_TIMEOUT',
      url: tampered({ kind: 'delay', ms: LIMIT_MS * 4 }),
      options: hasty,
    },
    {
      name: 'a relay that keeps the second segment',
      fault: 'CONNECT_TIMEOUT',
      url: tampered({ kind: 'truncate', bytes: 1_200, thenClose: false }),
      options: hasty,
    },
    {
      name: 'a relay that cuts it off',
      fault: 'HANDSHAKE_CUT_OFF',
      url: tampered({ kind: 'truncate', bytes: 1_200, thenClose: true }),
    },
    {
      // What comes first then is a matter of chance, and so is what the server calls it.
      name: 'a relay that turns it round',
      fault: ['HANDSHAKE_CUT_OFF', 'HANDSHAKE_ALTERED', 'TLS_ALERT', 'NO_TLS13', 'TLS_FAILED', 'NO_TLS'],
      url: tampered({ kind: 'reorder' }),
    },
    {
      // A hello without any group is none.
      name: 'a relay that takes the hybrid groups out',
      fault: 'HANDSHAKE_ALTERED',
      url: async () => {
        const { port } = await server(identities.server, ignored, { ecdhCurve: 'X25519MLKEM768:X25519' })
        const relay = await startRelay(at(port), true)
        open.push(relay)
        return `https://localhost:${relay.to.port}/mcp`
      },
    },
    {
      // RFC 9846 §4.1.2: after the record's and the message's header, and the version, comes the random.
      name: 'a relay that changes the random of the hello',
      fault: 'HANDSHAKE_ALTERED',
      url: tampered({ kind: 'edit', edit: flip(11) }),
    },
    {
      name: 'a relay that changes the random of the answer',
      fault: 'HANDSHAKE_ALTERED',
      url: tampered({ kind: 'edit-answer', edit: flip(11) }),
    },
    {
      name: 'a relay that changes a key share',
      fault: 'HANDSHAKE_ALTERED',
      url: tampered({ kind: 'edit-answer', edit: flip(300) }),
    },
    {
      name: 'a relay that makes the hello longer than it is',
      fault: 'HANDSHAKE_ALTERED',
      url: tampered({ kind: 'edit', edit: flip(8) }),
    },
  ]

  for (const { name, fault, reaches, url, options } of CASES) {
    it(`is named: ${name}`, async () => {
      expect(await outcome(await url(), await options?.())).to.be.oneOf([fault].flat())
      expect(reached).to.equal(reaches ? 1 : 0)
    })
  }

  it('is named where only a later connection meets a server that is classical', async () => {
    const hybrid = await server(identities.server, ignored)
    const classical = await server(identities.server, ignored, { ecdhCurve: 'X25519' })
    // Half of a load balancer was upgraded.
    const turns = [hybrid.port, classical.port]
    const balancer = createTcpServer({ noDelay: true }, (near) => {
      const far = connectTcp({ port: turns.shift() as number, host: '127.0.0.1', noDelay: true })
      near.pipe(far).pipe(near)
      near.on('error', () => far.destroy())
      far.on('error', () => near.destroy())
    })
    await new Promise<void>((resolve) => balancer.listen(0, '127.0.0.1', resolve))
    open.push({ close: () => new Promise((resolve) => balancer.close(resolve)) })
    const url = `https://localhost:${(balancer.address() as AddressInfo).port}/mcp`
    const conversation = new Conversation(clientOf(url, { ca: [identities.ca] }))
    conversation.say(INITIALIZE)
    expect(await conversation.answer(1)).to.have.property('result')
    conversation.say({ ...INITIALIZE, id: 2 })
    expect(await conversation.fault(2)).to.equal('NO_HYBRID_GROUP')
    expect(reached).to.equal(1)
    await conversation.end()
  })

  describe('in the middle of a call', () => {
    type Break = (response: ServerResponse, sockets: Set<Socket>) => void
    const BREAKS: [string, string, Break][] = [
      ['the server is killed before it answers', 'ANSWER_CUT_OFF', ({ socket }) => socket?.destroy()],
      [
        'the server resets the connection',
        'ANSWER_CUT_OFF',
        (_, sockets) => {
          for (const socket of sockets) socket.resetAndDestroy()
        },
      ],
      [
        'the server is killed within a JSON answer',
        'ANSWER_CUT_OFF',
        (response) => {
          response
            .writeHead(200, { 'content-type': 'application/json', 'content-length': 100 })
            .write('{"json')
          setImmediate(() => response.socket?.destroy())
        },
      ],
      [
        'the server is killed within an event stream',
        'ANSWER_CUT_OFF',
        (response) => {
          response.writeHead(200, { 'content-type': 'text/event-stream' }).write('data: {"jso')
          setImmediate(() => response.socket?.destroy())
        },
      ],
      [
        'the server ends a stream without an answer',
        'NO_ANSWER',
        (response) => response.writeHead(200, { 'content-type': 'text/event-stream' }).end(),
      ],
      ['the server has nothing to say', 'NO_ANSWER', (response) => response.writeHead(202).end()],
      ['the server falls silent before it answers', 'ANSWER_TIMEOUT', () => {}],
      [
        'the server falls silent within an answer',
        'ANSWER_TIMEOUT',
        (response) => response.writeHead(200, { 'content-type': 'application/json' }).write('{'),
      ],
      [
        'the server answers something else than HTTP',
        'ANSWER_INVALID',
        ({ socket }) => socket?.end('SSH-2.0-OpenSSH_10.0\r\n'),
      ],
      [
        'the server answers something else than JSON',
        'NO_ANSWER',
        (response) => response.writeHead(200, { 'content-type': 'application/json' }).end('<html>'),
      ],
      [
        'the server compresses',
        'ANSWER_INVALID',
        (response) =>
          response
            .writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' })
            .end('{}'),
      ],
      ['the token is missing', 'HTTP_401', (response) => response.writeHead(401).end()],
      ['the token does not do', 'HTTP_403', (response) => response.writeHead(403).end('forbidden')],
      ['the path is wrong', 'HTTP_404', (response) => response.writeHead(404).end()],
      ['the server is overloaded', 'HTTP_503', (response) => response.writeHead(503).end()],
      [
        'the server redirects',
        'REDIRECTED',
        (response) => response.writeHead(307, { location: 'https://elsewhere.example/mcp' }).end(),
      ],
    ]

    for (const [name, fault, breaks] of BREAKS) {
      it(`is named: ${name}`, async () => {
        let calls = 0
        const listening: Listening = await listen(
          identities.server,
          asked(({ message, response }) => {
            calls++
            if (message.method === 'initialize') json(response, resultOf(message.id, initializeResult()))
            else breaks(response, listening.sockets)
          }),
        )
        open.push(listening)
        const client = clientOf(listening.url, { ca: [identities.ca], answerMs: 1_000 })
        const conversation = new Conversation(client)
        conversation.say(INITIALIZE)
        await conversation.answer(1)
        conversation.say({ jsonrpc: '2.0', id: 'call', method: 'tools/call', params: { name: 'pay' } })
        expect(await conversation.fault('call')).to.equal(fault)
        await conversation.end()
        // What may have been done is not asked for again.
        expect(calls).to.equal(2)
      })
    }
  })
})
