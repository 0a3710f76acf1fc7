import { randomUUID } from 'node:crypto'
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { type NodeIncomingMessageLike, toNodeHandler } from '@modelcontextprotocol/node'
import { McpServer as McpServerV1 } from '@modelcontextprotocol/sdk/server/mcp.js'
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js'
import { createMcpHandler, McpServer as McpServerV2 } from '@modelcontextprotocol/server'
import { expect } from 'chai'
import { createAuthorities, issueServer } from '../../../src/lab/certificates.ts'
import { McpFacts } from '../../../src/model/mcp.ts'
import { EVERYTHING_NAMED, Gatekeeper } from '../../../src/net/gatekeeper.ts'
import { probeMcp } from '../../../src/probe/mcp/mcp.ts'
import { probeOauth } from '../../../src/probe/oauth/oauth.ts'
import { recogniseSoftware, terminatorOf } from '../../../src/probe/software.ts'
import { at } from '../../probe/at.ts'
import { skipIf } from '../../skip.ts'
import { freePort } from './freePort.ts'
import { type Peer, startPeer } from './mcpPeers.ts'

const HOUSE = new URL('../../../.peers/trixie', import.meta.url).pathname

const probe = async (url: string, paths?: string[]): Promise<McpFacts> => {
  const port = Number(new URL(url).port)
  return McpFacts.parse(await probeMcp({ url, to: at(port), paths }, { timeoutMs: 5_000, ca: [] }))
}

describe('MCP: server-everything', () => {
  const EVERYTHING = fileURLToPath(
    import.meta.resolve('@modelcontextprotocol/server-everything/dist/index.js'),
  )
  let peer: Peer | undefined
  afterEach(() => peer?.close())

  const start = async (transport: string, ready: string): Promise<number> => {
    const port = await freePort()
    peer = await startPeer(process.execPath, [EVERYTHING, transport], ready, { PORT: String(port) })
    return port
  }

  const expectEverything = (facts: McpFacts): void => {
    expect(facts.state).to.equal('recognised')
    expect(facts.eras).to.deep.equal(['legacy'])
    expect(facts.server?.name).to.equal('mcp-servers/everything')
    expect(facts.tools.map(({ name }) => name)).to.include('echo')
    expect(facts.tools.find(({ name }) => name === 'echo')?.inputSchema).to.have.property('properties')
    expect(facts.resources).to.not.deep.equal([])
    expect(facts.resourceTemplates).to.not.deep.equal([])
    expect(facts.prompts).to.not.deep.equal([])
    expect(facts.instructions).to.be.a('string')
    expect(facts.toolsHash).to.match(/^[0-9a-f]{64}$/)
    expect(facts.auth).to.equal('none')
  }

  it('over Streamable HTTP', async () => {
    const port = await start('streamableHttp', 'listening on port')
    const facts = await probe(`http://127.0.0.1:${port}/mcp`)
    expectEverything(facts)
    expect(facts.transport).to.equal('streamable-http')
    expect(facts.revisions).to.deep.equal(['2025-11-25'])
  })

  it('over HTTP+SSE', async () => {
    const port = await start('sse', 'running on port')
    const facts = await probe(`http://127.0.0.1:${port}/sse`)
    expectEverything(facts)
    expect(facts.transport).to.equal('http+sse')
    expect(facts.revisions).to.include('2024-11-05')
    expect(terminatorOf(recogniseSoftware({ mcp: facts }))?.id).to.equal('node')
  })

  it('over HTTP+SSE, at a path that nobody named', async () => {
    const port = await start('sse', 'running on port')
    const facts = await probe(`http://127.0.0.1:${port}/`, ['/mcp', '/', '/sse', '/api/mcp'])
    expectEverything(facts)
    expect(facts.path).to.equal('/sse')
  })
})

describe('MCP: the SDKs', () => {
  let server: Server | undefined
  afterEach(
    () =>
      new Promise<void>((resolve) => {
        server?.close(() => resolve())
        server?.closeAllConnections()
      }),
  )
  const listen = async (listener: RequestListener): Promise<string> => {
    server = createServer(listener)
    await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve))
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}/mcp`
  }

  for (const enableJsonResponse of [true, false]) {
    it(`v1, with sessions, answering with ${enableJsonResponse ? 'JSON' : 'event streams'}`, async () => {
      const sessions = new Map<string, StreamableHTTPServerTransport>()
      const closed: string[] = []
      const url = await listen(async (request, response) => {
        const known = sessions.get(String(request.headers['mcp-session-id']))
        if (known) return known.handleRequest(request, response)
        const transport = new StreamableHTTPServerTransport({
          enableJsonResponse,
          sessionIdGenerator: randomUUID,
          onsessioninitialized: (id) => void sessions.set(id, transport),
          onsessionclosed: (id) => void closed.push(id),
        })
        const v1 = new McpServerV1({ name: 'v1', version: '1.2.3', title: 'Version one' })
        v1.registerTool('ping', { description: 'Answers.' }, () => ({ content: [] }))
        // The SDK's own types of the same interface disagree under exactOptionalPropertyTypes.
        await v1.connect(transport as Parameters<typeof v1.connect>[0])
        await transport.handleRequest(request, response)
      })
      const facts = await probe(url)
      expect(facts.state).to.equal('recognised')
      expect(facts.eras).to.deep.equal(['legacy'])
      expect(facts.server).to.deep.equal({ name: 'v1', version: '1.2.3', title: 'Version one' })
      expect(facts.tools.map(({ name }) => name)).to.deep.equal(['ping'])
      expect([...sessions.keys()]).to.deep.equal(closed)
      expect(closed).to.have.length(1)
    })
  }

  it('v2, in 2026-07-28 and nothing else', async () => {
    const handler = createMcpHandler(
      () => {
        const v2 = new McpServerV2({ name: 'v2', version: '2.0.0' }, { instructions: 'Ask nicely.' })
        v2.registerTool('ping', { description: 'Answers.' }, () => ({ content: [] }))
        return v2
      },
      { legacy: 'reject' },
    )
    const respond = toNodeHandler(handler)
    const url = await listen(
      (request, response) => void respond(request as NodeIncomingMessageLike, response),
    )
    try {
      const facts = await probe(url)
      expect(facts.state).to.equal('recognised')
      expect(facts.revisions).to.deep.equal(['2026-07-28'])
      expect(facts.eras).to.deep.equal(['modern'])
      expect(facts.server).to.deep.equal({ name: 'v2', version: '2.0.0' })
      expect(facts.instructions).to.equal('Ask nicely.')
      expect(facts.tools).to.have.length(1)
      expect(recogniseSoftware({ mcp: facts }).map(({ id }) => id)).to.include('mcp-typescript-sdk')
    } finally {
      await handler.close()
    }
  })
})

describe('MCP: behind nginx, with 401 and metadata', () => {
  const work = `/tmp/mcp-nginx-${process.pid}`
  let peer: Peer | undefined
  let port: number
  before(async function () {
    if (!existsSync(`${HOUSE}/usr/sbin/nginx`)) skipIf(this, 'no nginx in .peers/trixie')
    port = await freePort()
    const now = Date.now()
    const { cert, key } = await issueServer('crm', { key: 'P-256' }, await createAuthorities(now), now)
    mkdirSync(HOUSE + work, { recursive: true })
    writeFileSync(`${HOUSE + work}/cert.pem`, cert)
    writeFileSync(`${HOUSE + work}/key.pem`, key)
    writeFileSync(`${HOUSE + work}/nginx.conf`, nginxConfiguration())
    peer = await startPeer(
      'chroot',
      [HOUSE, '/usr/sbin/nginx', '-c', `${work}/nginx.conf`],
      'start worker process',
    )
  })
  after(async () => {
    await peer?.close()
    rmSync(HOUSE + work, { recursive: true, force: true })
  })

  it('finds the wall, the authorization server, its keys, and nginx', async () => {
    const target = {
      url: `https://localhost:${port}/mcp`,
      to: at(port),
      serverName: 'localhost',
    }
    const facts = McpFacts.parse(await probeMcp(target, { timeoutMs: 5_000, ca: [] }))
    expect(facts.state).to.equal('authorization')
    expect(facts.auth).to.equal('required')
    expect(terminatorOf(recogniseSoftware({ mcp: facts }))).to.deep.include({ id: 'nginx', role: 'tls' })
    const oauth = await probeOauth(
      { ...target, challenge: facts.challenge },
      {
        timeoutMs: 5_000,
        gatekeeper: new Gatekeeper({
          scope: { ...EVERYTHING_NAMED, isNamed: (host) => host === 'localhost' },
          timeoutMs: 5_000,
          lookup: async () => [{ address: '127.0.0.1' }],
        }),
      },
    )
    expect(oauth.problems).to.deep.equal([])
    expect(oauth.state).to.equal('found')
    expect(oauth.protectedResource?.resourceMatches).to.equal(true)
    expect(oauth.authorizationServers[0]?.keys).to.deep.equal([
      { kty: 'AKP', alg: 'ML-DSA-87', quantum: 'resistant' },
    ])
    expect(oauth.endpoints).to.deep.equal([`https://localhost:${port}/as`])
  })

  const nginxConfiguration = (): string => {
    const origin = `https://localhost:${port}`
    const document = (path: string, value: unknown): string =>
      `location = ${path} { default_type application/json; return 200 '${JSON.stringify(value)}'; }`
    const pub = Buffer.alloc(2592, 7).toString('base64url')
    return `
daemon off;
pid ${work}/pid;
error_log stderr notice;
events {}
http {
  access_log off;
  server {
    listen 127.0.0.1:${port} ssl;
    http2 on;
    ssl_certificate ${work}/cert.pem;
    ssl_certificate_key ${work}/key.pem;
    location /mcp {
      add_header WWW-Authenticate 'Bearer resource_metadata="${origin}/.well-known/oauth-protected-resource/mcp"' always;
      return 401;
    }
    ${document('/.well-known/oauth-protected-resource/mcp', { resource: `${origin}/mcp`, authorization_servers: [`${origin}/as`] })}
    ${document('/.well-known/oauth-authorization-server/as', { issuer: `${origin}/as`, jwks_uri: `${origin}/as/keys` })}
    ${document('/as/keys', { keys: [{ kty: 'AKP', alg: 'ML-DSA-87', pub }] })}
  }
}
`
  }
})
