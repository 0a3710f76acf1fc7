import { Client, SSEClientTransport, StreamableHTTPClientTransport } from '@modelcontextprotocol/client'
import { Client as OldClient } from '@modelcontextprotocol/sdk/client/index.js'
import { StreamableHTTPClientTransport as OldTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js'
import { expect } from 'chai'
import type { UpstreamEvent } from '../../../src/gateway/events.ts'
import { upstreamHandler } from '../../../src/gateway/passThrough/upstreamHandler.ts'
import { createHandler } from '../../../src/lab/endpoint.ts'
import { serverNamed } from '../../../src/lab/servers/servers.ts'
import { behind, listen, startEverything } from '../backend.ts'
import { exercise } from '../exercise.ts'

describe('a server of Streamable HTTP behind the gateway', () => {
  const log: UpstreamEvent[] = []
  let everything: Awaited<ReturnType<typeof startEverything>>
  let gateway: Awaited<ReturnType<typeof behind>>
  before(async () => {
    everything = await startEverything('streamableHttp')
    const url = `${everything.origin}/mcp`
    gateway = await behind(upstreamHandler({ url, timeoutMs: 2_000, log: (event) => log.push(event) }))
  })
  after(async () => {
    await gateway.close()
    await everything.close()
  })

  exercise(() => new StreamableHTTPClientTransport(new URL(`${gateway.origin}/mcp`)))

  it('says once what the inner leg is made of', () => {
    const { origin } = everything
    expect(log).to.deep.equal([
      { event: 'upstream-connected', origin, protocol: 'none', group: undefined, keyExchange: 'plaintext' },
    ])
  })

  it('serves a client of the first SDK, and ends its session where it asks for it', async () => {
    const client = new OldClient({ name: 'old', version: '1' })
    const transport = new OldTransport(new URL(`${gateway.origin}/mcp`))
    // Its types know no `undefined` (exactOptionalPropertyTypes).
    await client.connect(transport as Parameters<typeof client.connect>[0])
    const { sessionId } = transport
    expect(sessionId).to.be.a('string')
    expect((await client.callTool({ name: 'get-sum', arguments: { a: 2, b: 3 } })).content).to.deep.equal([
      { type: 'text', text: 'The sum of 2 and 3 is 5.' },
    ])
    await transport.terminateSession()
    await client.close()
    const answer = await fetch(`${gateway.origin}/mcp`, {
      headers: { accept: 'text/event-stream', 'mcp-session-id': String(sessionId) },
    })
    expect(answer.status).to.equal(400)
  })
})

describe('a server of HTTP+SSE behind the gateway', () => {
  let everything: Awaited<ReturnType<typeof startEverything>>
  let gateway: Awaited<ReturnType<typeof behind>>
  before(async () => {
    everything = await startEverything('sse')
    gateway = await behind(
      upstreamHandler({ url: `${everything.origin}/sse`, timeoutMs: 2_000, log: () => {} }),
    )
  })
  after(async () => {
    await gateway.close()
    await everything.close()
  })

  exercise(() => new SSEClientTransport(new URL(`${gateway.origin}/sse`)))

  it('takes messages at the place that it named, as long as the stream is open', async () => {
    const abort = new AbortController()
    const stream = await fetch(`${gateway.origin}/sse`, { signal: abort.signal })
    const { value } = (await stream.body?.getReader().read()) ?? {}
    const [, place = ''] = /^event: endpoint\ndata: (\S+)\n\n/.exec(Buffer.from(value ?? []).toString()) ?? []
    expect(place).to.match(/^\/message\?mcp-pqc-session=[\w-]{32}$/)
    const post = () =>
      fetch(gateway.origin + place, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: '{"jsonrpc":"2.0","method":"notifications/initialized"}',
      })
    expect((await post()).status).to.equal(202)
    abort.abort()
    let status = 202
    while (status === 202 || status === 400) status = (await post()).status
    expect(status).to.equal(404)
  })

  it('names a place at another origin to nobody', async () => {
    const elsewhere = await listen((_request, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      response.write('event: endpoint\ndata: https://evil.example/message\n\n')
    })
    const other = await behind(
      upstreamHandler({ url: `${elsewhere.origin}/sse`, timeoutMs: 2_000, log: () => {} }),
    )
    try {
      const stream = await fetch(`${other.origin}/sse`)
      const text = await stream.text().catch((error: Error) => error.message)
      expect(text).to.equal('terminated')
    } finally {
      await other.close()
      await elsewhere.close()
    }
  })
})

describe('a server of 2026-07-28 behind the gateway', () => {
  let upstream: Awaited<ReturnType<typeof listen>>
  let gateway: Awaited<ReturnType<typeof behind>>
  const handler = createHandler(() => serverNamed('weather'), ['127.0.0.1'])
  const headers: Record<string, unknown>[] = []
  before(async () => {
    upstream = await listen((request, response) => {
      headers.push(request.headers)
      handler.onRequest(request, response)
    })
    gateway = await behind(
      upstreamHandler({ url: `${upstream.origin}/mcp`, timeoutMs: 2_000, log: () => {} }),
    )
  })
  after(async () => {
    await gateway.close()
    await handler.close()
    await upstream.close()
  })

  for (const [what, mode, revision] of [
    ['that asks for nothing else', { pin: '2026-07-28' }, '2026-07-28'],
    ['that finds out', 'auto', '2026-07-28'],
    ['that knows the older ones', 'legacy', '2025-11-25'],
  ] as const) {
    it(`serves a client ${what}`, async () => {
      const client = new Client({ name: 'test', version: '1' }, { versionNegotiation: { mode } })
      await client.connect(new StreamableHTTPClientTransport(new URL(`${gateway.origin}/mcp`)))
      const { tools } = await client.listTools()
      expect(tools).to.not.be.empty
      expect(client.getNegotiatedProtocolVersion()).to.equal(revision)
      await client.close()
      const last = headers.at(-1)
      if (revision === '2026-07-28') {
        expect(last).to.include({ 'mcp-protocol-version': revision, 'mcp-method': 'tools/list' })
      }
      expect(last?.['host']).to.equal(new URL(upstream.origin).host)
    })
  }
})
