import { request as httpRequest } from 'node:http'
import { connect as connectTcp } from 'node:net'
import { Client, StreamableHTTPClientTransport, type Transport } from '@modelcontextprotocol/client'
import { expect } from 'chai'
import { listenAddress } from '../../../src/gateway/bridge/listenAddress.ts'
import { type Listener, startListener } from '../../../src/gateway/bridge/listener.ts'
import { McpPqcError } from '../../../src/model/error.ts'
import { request, serve } from '../server/serving.ts'
import {
  type Asked,
  asked,
  clientOf,
  closeListening,
  type Identities,
  INITIALIZE,
  json,
  type Listening,
  listen,
  makeIdentities,
  resultOf,
} from './clientPeers.ts'

describe('connect --listen', () => {
  let identities: Identities
  let listening: Listening | undefined
  let listener: Listener | undefined
  const seen: Asked[] = []
  const events: unknown[] = []
  before(async () => {
    identities = await makeIdentities()
  })
  beforeEach(() => {
    seen.splice(0)
    events.splice(0)
  })
  afterEach(async () => {
    await listener?.close()
    await closeListening()
    listener = undefined
  })

  const start = async (
    answer: (asked: Asked) => void,
    options = {},
    headers = {},
    address = '127.0.0.1',
  ): Promise<Listener> => {
    listening = await listen(
      identities.server,
      asked((one) => {
        seen.push(one)
        answer(one)
      }),
      options,
    )
    listener = await startListener({
      address,
      port: 0,
      client: clientOf(listening.url, { ca: [identities.ca] }),
      policy: 'hybrid',
      headers,
      allowOrigins: ['https://app.example', 'http://localhost:6274'],
      onEvent: (event) => events.push(event),
    })
    return listener
  }

  const post = (url: string, message: object, headers: Record<string, string> = {}): Promise<Response> =>
    fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(message),
    })

  it('answers at an IPv6 address however that was written', async () => {
    const { address } = listenAddress('[0:0:0:0:0:0:0:1]:0')
    const { url } = await start(
      ({ response, message }) => json(response, resultOf(message.id)),
      {},
      {},
      address,
    )
    expect((await post(url, { jsonrpc: '2.0', id: 1, method: 'ping' })).status).to.equal(200)
  })

  it('passes requests on at the same path, with the credentials of the command line', async () => {
    const { url } = await start(
      ({ response, message }) => json(response, resultOf(message.id), { 'mcp-session-id': 's' }),
      {},
      {
        Authorization: 'Bearer ours',
      },
    )
    expect(new URL(url).pathname).to.equal('/mcp')
    const begun = await post(url, { jsonrpc: '2.0', id: 0, method: 'initialize' })
    seen.splice(0)
    const answer = await post(
      url,
      { jsonrpc: '2.0', id: 1, method: 'ping' },
      {
        authorization: 'Bearer theirs',
        'mcp-session-id': String(begun.headers.get('mcp-session-id')),
        'mcp-method': 'ping',
        origin: 'http://localhost:6274',
      },
    )
    expect(await answer.json()).to.deep.equal(resultOf(1))
    // The listener has checked it; the server would refuse it as a foreign one.
    expect(seen[0]?.request.headers).to.not.have.property('origin')
    expect(seen[0]?.request.headers).to.deep.include({
      authorization: 'Bearer ours',
      host: `localhost:${listening?.port}`,
      'mcp-session-id': 's',
      'mcp-method': 'ping',
    })
    expect(seen[0]?.request.url).to.equal('/mcp')
  })

  it('keeps the sessions of its clients apart, whatever the ids of the server', async () => {
    const server = await serve()
    listener = await startListener({
      address: '127.0.0.1',
      port: 0,
      client: clientOf(server.url, { ca: [server.ca] }),
      policy: 'hybrid',
      headers: {},
      onEvent: () => {},
    })
    const url = new URL(listener.url)
    const transports = [
      new StreamableHTTPClientTransport(url),
      new StreamableHTTPClientTransport(url),
    ] as const
    const clients = transports.map(() => new Client({ name: 'test', version: '1' }))
    try {
      await Promise.all(clients.map((client, at) => client.connect(transports[at] as Transport)))
      const direct = await request(server, '/mcp', {
        method: 'POST',
        headers: { 'content-type': 'application/json', accept: 'application/json, text/event-stream' },
        body: JSON.stringify(INITIALIZE),
      })
      const ofServer = { 'mcp-session-id': String(direct.headers.get('mcp-session-id')) }
      expect((await post(listener.url, { jsonrpc: '2.0', id: 1, method: 'ping' }, ofServer)).status).to.equal(
        404,
      )
      expect((await fetch(url, { method: 'DELETE', headers: ofServer })).status).to.equal(404)
      let cancelled: Promise<unknown> | undefined
      const onprogress = (): void => {
        const params = [0, 1, 2, 3].map((requestId) => ({
          method: 'notifications/cancelled' as const,
          params: { requestId },
        }))
        cancelled ??= Promise.all(params.map((one) => clients[1]?.notification(one)))
      }
      const counted = await clients[0]?.callTool(
        { name: 'count', arguments: { to: 4, intervalMs: 100 } },
        { onprogress },
      )
      expect(cancelled).to.not.equal(undefined)
      await cancelled
      expect(counted?.structuredContent).to.deep.equal({ counted: 4 })
      await transports[1].terminateSession()
      expect((await clients[0]?.listTools())?.tools).to.not.deep.equal([])
    } finally {
      await Promise.all(clients.map((client) => client.close()))
      await server.close()
    }
  })

  it('passes a stream on while it comes', async () => {
    const { url } = await start(({ request, response }) => {
      expect(request.method).to.equal('GET')
      response.writeHead(200, { 'content-type': 'text/event-stream' }).write('data: 1\n\n')
    })
    const stream = await fetch(url, { headers: { accept: 'text/event-stream' } })
    const reader = (stream.body as ReadableStream<Uint8Array>).getReader()
    expect(Buffer.from((await reader.read()).value ?? []).toString()).to.equal('data: 1\n\n')
    seen[0]?.response.end('data: 2\n\n')
    expect(Buffer.from((await reader.read()).value ?? []).toString()).to.equal('data: 2\n\n')
    expect((await reader.read()).done).to.equal(true)
  })

  it('answers a web page that found its way here by a name of its own with 403', async () => {
    const { url } = await start(({ response }) => response.end())
    const { port } = new URL(url)
    const asking = (headers: Record<string, string>): Promise<number | undefined> =>
      new Promise((resolve, reject) => {
        httpRequest({ port, host: '127.0.0.1', path: '/mcp', method: 'POST', headers }, (response) => {
          response.resume()
          resolve(response.statusCode)
        })
          .on('error', reject)
          .end('{}')
      })
    const own = `127.0.0.1:${port}`
    for (const host of [
      `rebound.example:${port}`,
      `localhost.:${port}`,
      `localhost.rebound.example:${port}`,
      `[::1]:${port}`,
      `0.0.0.0:${port}`,
      `rebound.example@${own}`,
      `${own}, rebound.example`,
    ])
      expect(await asking({ host }), host).to.equal(403)
    for (const origin of [
      'https://rebound.example',
      `http://rebound.example:${port}`,
      'null',
      'http://127.0.0.1',
      'http://127.0.0.1:80',
      `https://${own}`,
      'http://127.0.0.1:6274',
      `http://localhost:${port}`,
      `http://[::1]:${port}`,
      `http://user@${own}`,
      `http://${own}/path`,
      `http://${own}, http://${own}`,
      'https://app.example:444',
      'https://app.example.',
      'http://app.example',
      'localhost',
      '',
    ])
      expect(await asking({ host: own, origin }), origin).to.equal(403)
    expect(seen).to.deep.equal([])
    for (const [host, origin] of [
      [own, undefined],
      [own, `http://${own}`],
      [own, `HTTP://${own}`],
      ['LOCALHOST', 'http://localhost'],
      ['localhost', 'http://localhost:80'],
      [`localhost:${port}`, `http://LocalHost:${port}`],
      [own, 'https://app.example'],
      [own, 'https://APP.example:443'],
      [`localhost:${port}`, 'http://localhost:6274'],
    ] as const)
      expect(await asking({ host, ...(origin !== undefined && { origin }) }), origin).to.equal(200)
  })

  it('answers a web page of another port of its IPv6 address with 403', async () => {
    const { url } = await start(({ response }) => response.end(), {}, {}, '::1')
    const { host } = new URL(url)
    for (const [origin, status] of [
      [`http://${host}`, 200],
      [`http://${host.replace('[::1]', '[0:0:0:0:0:0:0:1]')}`, 200],
      ['http://[::1]:1', 403],
      ['http://[::1]', 403],
      ['http://[::ffff:127.0.0.1]', 403],
    ] as const) {
      const answer = await fetch(url, { method: 'POST', headers: { origin }, body: '{}' })
      expect(answer.status, origin).to.equal(status)
    }
  })

  it('answers images, scripts and links of other web pages, which have no Origin, with 403', async () => {
    const { url } = await start(({ response }) => response.end(), {}, { Authorization: 'Bearer ours' })
    for (const site of ['cross-site', 'same-site', 'what is to come']) {
      expect((await fetch(url, { headers: { 'sec-fetch-site': site } })).status, site).to.equal(403)
      const told = events.at(-1)
      expect(told).to.deep.include({ event: 'request-refused', reason: 'sec-fetch-site', detail: site })
    }
    expect(seen).to.deep.equal([])
    for (const site of ['none', 'same-origin'])
      expect((await fetch(url, { headers: { 'sec-fetch-site': site } })).status, site).to.equal(200)
    const allowed = { 'sec-fetch-site': 'cross-site', origin: 'https://app.example' }
    expect((await fetch(url, { headers: allowed })).status).to.equal(200)
  })

  it('sends fields of the command line that no client may send', async () => {
    const { url } = await start(({ response }) => response.end(), {}, { 'X-Remote-User': 'ours' })
    await fetch(url, { headers: { 'x-remote-user': 'theirs', 'x-remote-groups': 'theirs' } })
    expect(seen[0]?.request.headers).to.include({ 'x-remote-user': 'ours' })
    expect(seen[0]?.request.headers).to.not.have.property('x-remote-groups')
  })

  it('answers a request with two hosts with 4xx', async () => {
    const { url } = await start(({ response }) => response.end())
    const { port } = new URL(url)
    const answer = await new Promise<string>((resolve, reject) => {
      const socket = connectTcp(Number(port), '127.0.0.1', () =>
        socket.write(
          `GET /mcp HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nHost: rebound.example\r\nConnection: close\r\n\r\n`,
        ),
      )
      let text = ''
      socket.on('data', (chunk) => {
        text += chunk
      })
      socket.once('error', reject).once('close', () => resolve(text))
    })
    expect(answer).to.match(/^HTTP\/1\.1 40[03] /)
    expect(seen).to.deep.equal([])
  })

  it('never falls back to a classical server, and says what it met', async () => {
    const { url } = await start(({ response }) => response.end(), { ecdhCurve: 'X25519' })
    const answer = await post(url, { jsonrpc: '2.0', id: 'a', method: 'ping' })
    expect(answer.status).to.equal(502)
    expect(await answer.json()).to.have.nested.property('error.code')
    expect(JSON.stringify(events)).to.include('it accepts none of the hybrid groups')
    expect(seen).to.deep.equal([])
  })

  it('reaches nothing else of the server', async () => {
    const { url } = await start(({ response }) => response.end())
    expect((await fetch(new URL('/admin', url))).status).to.equal(404)
    expect((await fetch(url, { method: 'PUT' })).status).to.equal(405)
    expect((await fetch(new URL('/.well-known/oauth-protected-resource/mcp', url))).status).to.equal(200)
    expect(seen.map(({ request }) => request.url)).to.deep.equal([
      '/.well-known/oauth-protected-resource/mcp',
    ])
  })

  it('says where it cannot listen', async () => {
    const { url } = await start(({ response }) => response.end())
    const client = clientOf((listening as Listening).url)
    try {
      await startListener({
        ...listenAddress(new URL(url).host),
        client,
        policy: 'hybrid',
        headers: {},
        onEvent: () => {},
      })
      expect.fail('it listens')
    } catch (error) {
      expect(error).to.be.instanceOf(McpPqcError).with.property('code', 'LISTEN_FAILED')
    } finally {
      await client.close()
    }
  })

  it('listens to loopback alone', () => {
    expect(listenAddress('127.0.0.1:80')).to.deep.equal({ address: '127.0.0.1', port: 80 })
    expect(listenAddress('127.8.9.10:0')).to.deep.equal({ address: '127.8.9.10', port: 0 })
    expect(listenAddress('[::1]:8080')).to.deep.equal({ address: '::1', port: 8080 })
    for (const text of [
      '0.0.0.0:80',
      '192.168.1.1:80',
      '[::]:80',
      '[fe80::1]:80',
      '128.0.0.1:80',
      '[::ffff:10.0.0.1]:80',
    ])
      expect(() => listenAddress(text), text)
        .to.throw(McpPqcError)
        .with.property('code', 'LISTEN_NOT_LOOPBACK')
    for (const text of [
      '',
      '80',
      ':80',
      '127.0.0.1',
      '127.1:80',
      '::1:80',
      '127.0.0.1:99999',
      'localhost:80',
      '[127.0.0.1]:80',
    ])
      expect(() => listenAddress(text), text)
        .to.throw(McpPqcError)
        .with.property('code', 'LISTEN_INVALID')
  })
})
