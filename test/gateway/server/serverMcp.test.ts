import { once } from 'node:events'
import type { IncomingMessage } from 'node:http'
import https from 'node:https'
import type { StreamableHTTPClientTransport } from '@modelcontextprotocol/client'
import { Client as ClientV1 } from '@modelcontextprotocol/sdk/client/index.js'
import { StreamableHTTPClientTransport as TransportV1 } from '@modelcontextprotocol/sdk/client/streamableHttp.js'
import { expect } from 'chai'
import { Agent } from 'undici'
import { referenceHandler } from '../../../src/gateway/server/reference/referenceHandler.ts'
import { fetchOver, request, type Serving, serve, withClient } from './serving.ts'

const CONNECTION = {
  protocol: 'TLS 1.3',
  cipherSuite: 'TLS_AES_256_GCM_SHA384',
  group: 'X25519MLKEM768',
  keyExchange: 'hybrid',
}

const initialize = (protocolVersion: string) => ({
  method: 'POST',
  headers: { 'content-type': 'application/json', accept: 'application/json, text/event-stream' },
  body: JSON.stringify({
    jsonrpc: '2.0',
    id: 1,
    method: 'initialize',
    params: { protocolVersion, capabilities: {}, clientInfo: { name: 'by hand', version: '1' } },
  }),
})

describe('gateway server: the sessions of its own MCP server', () => {
  it('do not end for those of other clients, nor are they all for one address', async () => {
    const handler = referenceHandler({ version: '0', maxBodyBytes: 100_000, sessions: 4 })
    const server = await serve({ handler })
    const open = async (localAddress: string) => {
      const { body, ...options } = initialize('2025-11-25')
      const asked = https.request(server.url, { ...options, ca: server.ca, localAddress, agent: false })
      const [answer] = (await once(asked.end(body), 'response')) as [IncomingMessage]
      answer.resume()
      return answer
    }
    try {
      await withClient(server, 'legacy', async (client) => {
        const statuses = async (localAddress: string) => {
          const found: number[] = []
          for (let at = 0; at < 3; at++) found.push((await open(localAddress)).statusCode ?? 0)
          return found
        }
        expect(await statuses('127.0.0.1')).to.deep.equal([200, 200, 503])
        expect(await statuses('127.0.0.2')).to.deep.equal([200, 503, 503])
        expect((await client.listTools()).tools).to.not.be.empty
        expect(Number((await open('127.0.0.2')).headers['retry-after'])).to.be.above(0)
        await (client.transport as StreamableHTTPClientTransport).terminateSession()
        expect((await open('127.0.0.2')).statusCode).to.equal(200)
      })
    } finally {
      await server.close()
    }
  })

  it('do not count where they were not opened', async () => {
    const handler = referenceHandler({ version: '0', maxBodyBytes: 100_000, sessions: 1 })
    const server = await serve({ handler })
    try {
      const ping = { ...initialize('2025-11-25'), body: '{"jsonrpc":"2.0","id":1,"method":"ping"}' }
      expect((await request(server, '/mcp', ping)).status).to.equal(400)
      expect((await request(server, '/mcp', initialize('2025-11-25'))).status).to.equal(200)
    } finally {
      await server.close()
    }
  })
})

describe('gateway server: the MCP server of its own', () => {
  let server: Serving
  before(async () => {
    server = await serve()
  })
  after(() => server.close())

  for (const era of ['modern', 'legacy'] as const) {
    it(`answers the official client, ${era}`, async () => {
      await withClient(server, era, async (client) => {
        expect(client.getServerVersion()).to.include({ name: 'mcp-pqc' })
        const { tools } = await client.listTools()
        expect(tools.map(({ name }) => name)).to.have.members(['describe_connection', 'echo', 'count'])
        expect(tools.every(({ annotations }) => annotations?.readOnlyHint)).to.equal(true)
        const echoed = await client.callTool({ name: 'echo', arguments: { text: 'grüß Gott' } })
        expect(echoed.structuredContent).to.deep.equal({ text: 'grüß Gott' })
      })
    })

    it(`tells how the connection of a call is protected, ${era}`, async () => {
      const describe = (ecdhCurve: string) =>
        withClient(server, era, (client) => client.callTool({ name: 'describe_connection' }), { ecdhCurve })
      expect((await describe('X25519MLKEM768')).structuredContent).to.include(CONNECTION)
      expect((await describe('SecP384r1MLKEM1024')).structuredContent).to.include({
        group: 'SecP384r1MLKEM1024',
      })
    })

    it(`counts with progress, ${era}`, async () => {
      const steps: number[] = []
      const result = await withClient(server, era, (client) =>
        client.callTool(
          { name: 'count', arguments: { to: 3, intervalMs: 5 } },
          { onprogress: ({ progress }) => steps.push(progress) },
        ),
      )
      expect(result.structuredContent).to.deep.equal({ counted: 3 })
      expect(steps).to.deep.equal([1, 2, 3])
    })

    it(`ends a call that is cancelled, ${era}`, async () => {
      await withClient(server, era, async (client) => {
        const controller = new AbortController()
        const call = client.callTool(
          { name: 'count', arguments: { to: 60, intervalMs: 50 } },
          { onprogress: () => controller.abort('enough'), signal: controller.signal },
        )
        expect(await call.catch((error: Error) => error)).to.be.instanceOf(Error)
        expect(
          (await client.callTool({ name: 'echo', arguments: { text: 'still here' } })).isError,
        ).to.not.equal(true)
      })
    })
  }

  it('answers the official client of the line before, in a session that it ends', async () => {
    const dispatcher = new Agent({ connect: { ca: server.ca } })
    const transport = new TransportV1(new URL(server.url), { fetch: fetchOver(dispatcher) })
    const client = new ClientV1({ name: 'v1', version: '1.0.0' })
    // Its own types clash with themselves under exactOptionalPropertyTypes.
    await client.connect(transport as Parameters<typeof client.connect>[0])
    const { structuredContent } = await client.callTool({ name: 'describe_connection' })
    expect(structuredContent).to.include(CONNECTION)
    const headers = { 'mcp-session-id': String(transport.sessionId), accept: 'text/event-stream' }
    await transport.terminateSession()
    await client.close()
    await dispatcher.close()
    expect((await request(server, '/mcp', { headers })).status).to.equal(404)
  })

  it('keeps sessions apart, and answers 404 for one it does not know', async () => {
    const [one, two] = await Promise.all([
      request(server, '/mcp', initialize('2025-11-25')),
      request(server, '/mcp', initialize('2025-06-18')),
    ])
    expect(one.headers.get('mcp-session-id')).to.match(/^[\w-]{32}$/)
    expect(one.headers.get('mcp-session-id')).to.not.equal(two.headers.get('mcp-session-id'))
    const list = (id: string) =>
      request(server, '/mcp', {
        ...initialize(''),
        headers: { ...initialize('').headers, 'mcp-session-id': id },
        body: '{"jsonrpc":"2.0","id":2,"method":"tools/list"}',
      })
    expect((await list(String(two.headers.get('mcp-session-id')))).text).to.include('describe_connection')
    const unknown = await list('nobody')
    expect([unknown.status, JSON.parse(unknown.text).error.code]).to.deep.equal([404, -32001])
  })

  it('opens the stream of a session at once, before there is an event', async () => {
    const { headers } = await request(server, '/mcp', initialize('2025-11-25'))
    const dispatcher = new Agent({ connect: { ca: server.ca } })
    const session = { 'mcp-session-id': String(headers.get('mcp-session-id')), accept: 'text/event-stream' }
    const stream = await fetchOver(dispatcher)(server.url, {
      headers: session,
      signal: AbortSignal.timeout(5_000),
    })
    expect(stream.status).to.equal(200)
    await dispatcher.destroy()
  })

  it('answers what is no session with a JSON-RPC error', async () => {
    const tools = { ...initialize(''), body: '{"jsonrpc":"2.0","id":2,"method":"tools/list"}' }
    expect((await request(server, '/mcp', tools)).status).to.equal(400)
    expect((await request(server, '/mcp', { headers: { accept: 'text/event-stream' } })).status).to.equal(400)
    const { status, text } = await request(server, '/mcp', { ...tools, body: '{"jsonrpc":' })
    expect([status, JSON.parse(text).error.code]).to.deep.equal([400, -32700])
  })

  it('refuses a body that is too long', async () => {
    const { status } = await request(server, '/mcp', { ...initialize(''), body: ' '.repeat(100_001) })
    expect(status).to.equal(413)
  })

  it('shows a browser a page that says what this is', async () => {
    const { status, text, headers } = await request(server, '/')
    expect(status).to.equal(200)
    expect(headers.get('content-type')).to.equal('text/html; charset=utf-8')
    expect(text).to.include('<strong>X25519MLKEM768</strong> (hybrid)')
    expect((await request(server, '/elsewhere')).status).to.equal(404)
  })
})
