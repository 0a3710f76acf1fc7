import { createHash } from 'node:crypto'
import { expect } from 'chai'
import { type Lab, startLab } from '../../../src/lab/fleet.ts'
import { McpFacts } from '../../../src/model/mcp.ts'
import { probeMcp } from '../../../src/probe/mcp/mcp.ts'
import { at } from '../at.ts'
import { type Answer, type FakeServer, json, modern, serve, toolsPage } from './mcpServer.ts'

describe('MCP at the endpoints of the lab', () => {
  let lab: Lab
  before(async () => {
    lab = await startLab()
  })
  after(() => lab.close())

  it('recognises every one of them, whatever TLS it speaks', async () => {
    for (const { name, url } of lab.endpoints) {
      const target = { url, to: at(Number(new URL(url).port)) }
      const facts = await probeMcp(target, { timeoutMs: 5_000, ca: [] })
      McpFacts.parse(facts)
      if (name === 'hr') {
        expect(facts.state).to.equal('authorization')
        expect(facts.auth).to.equal('client-certificate')
        continue
      }
      expect(facts.state, name).to.equal('recognised')
      expect(facts.revisions).to.deep.equal(['2025-11-25', '2026-07-28'])
      expect(facts.eras).to.deep.equal(['modern', 'legacy'])
      expect(facts.transport).to.equal('streamable-http')
      expect(facts.server?.name).to.equal(name)
      expect(facts.tools.length).to.be.greaterThan(1)
      expect(facts.lists.tools).to.equal('accepted')
      expect(facts.toolsHash).to.match(/^[0-9a-f]{64}$/)
      expect(facts.auth).to.equal('none')
      expect(facts.marks.getRefusedByJsonRpc).to.equal(true)
    }
  })

  it('takes a hint of the group, and one that means nothing', async () => {
    const { url } = lab.endpoints.find(({ name }) => name === 'source-code') ?? { url: '' }
    const target = { url, to: at(Number(new URL(url).port)) }
    for (const group of ['SecP384r1MLKEM1024', 'x25519', 'no such group']) {
      expect((await probeMcp(target, { timeoutMs: 5_000, ca: [], group })).state).to.equal('recognised')
    }
  })
})

describe('MCP, request by request', () => {
  let server: FakeServer | undefined
  afterEach(() => server?.close())
  const facing = async (answer: Answer, path?: string): Promise<FakeServer> => {
    server = await serve(answer, path)
    return server
  }

  const TOOLS = [
    { name: 'b', inputSchema: { type: 'object' } },
    { name: 'a', inputSchema: { type: 'object', additionalProperties: false }, annotations: { z: 1, a: 2 } },
  ]

  it('hashes the whole list over all pages, in the order of names, in RFC 8785 form', async () => {
    const pages = [TOOLS.slice(0, 1), TOOLS.slice(1)]
    const { probe } = await facing(
      modern((one, response) =>
        one.rpc.params?.['cursor'] === 'two'
          ? json(response, toolsPage(one, pages[1] ?? []))
          : json(response, toolsPage(one, pages[0] ?? [], { nextCursor: 'two' })),
      ),
    )
    const canonical =
      '[{"annotations":{"a":2,"z":1},"inputSchema":{"additionalProperties":false,"type":"object"},"name":"a"},' +
      '{"inputSchema":{"type":"object"},"name":"b"}]'
    expect((await probe()).toolsHash).to.equal(createHash('sha256').update(canonical).digest('hex'))
  })

  it('does not ask for lists that the server does not claim to have', async () => {
    const { probe, asked } = await facing(modern((one, response) => json(response, toolsPage(one, TOOLS))))
    const facts = await probe()
    expect(asked.map(({ rpc }) => rpc.method)).to.not.include('prompts/list')
    expect(facts.lists).to.deep.equal({
      tools: 'accepted',
      resources: 'not-tested',
      resourceTemplates: 'not-tested',
      prompts: 'not-tested',
    })
  })

  it('recognises a modern server by its errors', async () => {
    const { probe } = await facing(({ rpc }, response) =>
      json(
        response,
        {
          jsonrpc: '2.0',
          id: rpc.id,
          error: { code: -32022, message: '', data: { supported: ['2027-03-01'] } },
        },
        400,
      ),
    )
    const facts = await probe()
    expect(facts.state).to.equal('recognised')
    expect(facts.revisions).to.deep.equal(['2027-03-01'])
    expect(facts.eras).to.deep.equal(['modern'])
    expect(facts.lists.tools).to.equal('not-tested')
  })

  it('keeps to the session of a legacy server and ends it', async () => {
    const { probe, asked } = await facing(({ method, rpc }, response) => {
      if (rpc.method === 'initialize') {
        const result = {
          protocolVersion: '2025-06-18',
          capabilities: { tools: {} },
          serverInfo: { name: 'x' },
        }
        response.setHeader('mcp-session-id', 's-1')
        json(response, { jsonrpc: '2.0', id: rpc.id, result })
      } else if (rpc.method === 'tools/list') {
        json(response, { jsonrpc: '2.0', id: rpc.id, result: { tools: TOOLS } })
      } else if (method === 'DELETE') response.writeHead(204).end()
      else if (rpc.method?.startsWith('notifications/')) response.writeHead(202).end()
      else json(response, { jsonrpc: '2.0', id: null, error: { code: -32000, message: 'no session' } }, 400)
    })
    const facts = await probe()
    expect(facts.revisions).to.deep.equal(['2025-06-18'])
    expect(facts.eras).to.deep.equal(['legacy'])
    expect(facts.server).to.deep.equal({ name: 'x', version: '' })
    expect(facts.tools).to.have.length(2)
    const said = asked.map(({ method, rpc, headers }) => [
      rpc.method ?? method,
      headers['mcp-session-id'],
      headers['mcp-protocol-version'],
    ])
    expect(said).to.deep.equal([
      ['server/discover', undefined, '2026-07-28'],
      ['initialize', undefined, undefined],
      ['notifications/initialized', 's-1', '2025-06-18'],
      ['tools/list', 's-1', '2025-06-18'],
      ['DELETE', 's-1', '2025-06-18'],
    ])
    expect(JSON.stringify(facts)).to.not.contain('s-1')
  })

  it('looks at the candidate paths in their order, with six requests at most', async () => {
    const inner = modern((one, response) => json(response, toolsPage(one, TOOLS)))
    const { probe, asked } = await facing((one, response) =>
      one.url === '/' ? inner(one, response) : response.writeHead(404).end('nothing here'),
    )
    const facts = await probe({}, ['/mcp', '/', '/sse', '/api/mcp'])
    expect(facts.state).to.equal('recognised')
    expect(facts.path).to.equal('/')
    expect(asked[0]?.url).to.equal('/mcp')
    const nothing = await probe({}, ['/a', '/b', '/c', '/d', '/e', '/f', '/g', '/h'])
    expect(nothing.state).to.equal('not-mcp')
    expect(nothing.requests).to.equal(6)
  })

  it('follows a redirect within the origin and stays there', async () => {
    const inner = modern((one, response) => json(response, toolsPage(one, TOOLS)))
    const { probe, asked } = await facing((one, response) => {
      if (one.url === '/mcp/?key=1') inner(one, response)
      else response.writeHead(307, { location: '/mcp/?key=1' }).end()
    }, '/mcp?key=1')
    const facts = await probe()
    expect(facts.state).to.equal('recognised')
    expect(facts.path).to.equal('/mcp/')
    const origin = new URL(server?.url ?? '').origin
    expect(facts.redirects).to.deep.equal([
      { from: '/mcp', to: `${origin}/mcp/`, status: 307, followed: true },
    ])
    expect(asked.filter(({ url }) => url === '/mcp?key=1')).to.have.length(1)
  })

  it('writes down a redirect to another origin and does not go there', async () => {
    const other = await serve((_, response) => json(response, {}))
    try {
      const { probe } = await facing((_, response) => response.writeHead(308, { location: other.url }).end())
      const facts = await probe()
      expect(facts.state).to.equal('not-mcp')
      expect(facts.redirects[0]).to.deep.include({ to: other.url, followed: false })
      expect(other.asked).to.deep.equal([])
    } finally {
      await other.close()
    }
  })

  it('sees a wall, and what it says of the way in', async () => {
    const metadata = 'Bearer resource_metadata="https://x.test/.well-known/oauth-protected-resource"'
    const { probe } = await facing((_, response) =>
      response.writeHead(401, { 'www-authenticate': metadata }).end(),
    )
    const facts = await probe()
    expect(facts.state).to.equal('authorization')
    expect(facts.auth).to.equal('required')
    expect(facts.challenge).to.deep.equal({ status: 401, wwwAuthenticate: [metadata] })
    expect(facts.requests).to.equal(2)
  })

  it('tells a server that is open to begin with and asks for a token later', async () => {
    const { probe } = await facing(modern((_, response) => response.writeHead(401).end()))
    const facts = await probe()
    expect(facts.state).to.equal('recognised')
    expect(facts.auth).to.equal('optional')
    expect(facts.lists.tools).to.equal('refused')
  })

  it('is not taken for another service where a request got no answer, whatever it answered before', async () => {
    const { probe } = await facing((one, response) => {
      if (one.rpc.method !== 'initialize') response.writeHead(400).end()
    })
    const facts = await probe({ timeoutMs: 300 })
    expect(facts).to.include({ state: 'unreachable', detail: 'no answer in 300 ms' })
  })

  it('a closed port is unreachable', async () => {
    const { probe, close } = await facing(() => {})
    await close()
    const facts = await probe()
    expect(facts.state).to.equal('unreachable')
    expect(facts.detail).to.equal('connection refused')
    server = undefined
  })
})
