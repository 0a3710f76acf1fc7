import { createServer, type Socket } from 'node:net'
import { expect } from 'chai'
import { assess } from '../../src/assess/assess.ts'
import type { InventoryEndpoint } from '../../src/model/inventory.ts'
import type { McpFacts } from '../../src/model/mcp.ts'
import { EVERYTHING_NAMED, Gatekeeper } from '../../src/net/gatekeeper.ts'
import { probeOauth } from '../../src/probe/oauth/oauth.ts'
import { documentBytes } from '../../src/probe/size.ts'
import { probeSsh } from '../../src/probe/ssh/ssh.ts'
import { Chains } from '../../src/probe/tls/certificates/chains.ts'
import { trustAnchors } from '../../src/probe/tls/certificates/trust.ts'
import { jsonPieces } from '../../src/report/text/json.ts'
import { selfSigned } from '../cli/servers.ts'
import { certificate, chain, ENDPOINT, NOW, tlsAddress, tlsFacts } from '../facts.ts'
import { kexInit, packet } from '../ssh/packet.ts'
import { at } from './at.ts'
import { type FakeServer, json, modern, serve, toolsPage } from './mcp/mcpServer.ts'
import { PATIENT, probeOptions } from './probing.ts'

/** docs/limits.md, "The size of an endpoint". */
const [MCP, OAUTH, ADDRESS] = [4_194_304, 4_194_304, 4_194_304]

/** Bytes of something in the document of a scan, at its place in an endpoint. */
const written = async (endpoint: object): Promise<number> => {
  let bytes = 0
  for await (const piece of jsonPieces({ endpoints: [endpoint as InventoryEndpoint] }))
    bytes += Buffer.byteLength(piece)
  return bytes
}

/** Arrays in arrays: each of their lines is indented by its depth. */
const nested = (depth: number, width: number): unknown => {
  let value: unknown = Array.from({ length: width }, () => 1)
  for (let i = 0; i < depth; i++) value = [value]
  return value
}

describe('what a server can make an endpoint weigh', () => {
  const servers: FakeServer[] = []
  afterEach(async () => {
    for (const server of servers.splice(0)) await server.close()
  })

  for (const [name, tool] of [
    ['long texts', { description: 'd'.repeat(8_000), inputSchema: { description: 's'.repeat(60_000) } }],
    ['texts that are written as escapes', { description: '\u202e'.repeat(8_000), inputSchema: {} }],
    ['schemas that are deep', { inputSchema: { type: nested(100, 1_000) } }],
    ['schemas of short values', { inputSchema: { enum: nested(1, 4_000) } }],
  ] as const) {
    it(`is bounded for lists of ${name}, and what was left out is said`, async function () {
      this.timeout(60_000)
      const tools = Array.from({ length: 180 }, (_, i) => ({ name: `tool-${i}`, ...tool }))
      const server = await serve(modern((asked, response) => json(response, toolsPage(asked, tools))))
      servers.push(server)
      const mcp = await server.probe({ timeoutMs: 30_000 })
      expect(mcp.state).to.equal('recognised')
      expect(await written({ mcp })).to.be.below(MCP)
      expect(mcp.tools.length).to.be.within(1, tools.length - 1)
      expect(mcp.truncated[0]).to.deep.equal({
        where: 'tools/list',
        why: `${tools.length - mcp.tools.length} of ${tools.length} entries left out: more than 2097152 bytes of this endpoint`,
      })
      // Of the whole list.
      expect(mcp.toolsHash).to.match(/^[0-9a-f]{64}$/)
    })
  }

  it('is bounded for capabilities, instructions, header fields and redirects', async () => {
    const long = '\u202e'.repeat(60_000)
    const server = await serve(({ rpc, url }, response) => {
      if (url.length < 3_000) return response.writeHead(307, { location: `/${'p'.repeat(6_000)}` }).end()
      response.setHeader('www-authenticate', Array(50).fill(`Bearer x="${'y'.repeat(200)}"`))
      response.setHeader('server', 's'.repeat(2_000))
      const capabilities = { experimental: { a: nested(100, 20_000) } }
      const result = {
        protocolVersion: '2025-06-18',
        instructions: long,
        serverInfo: { name: long },
        capabilities,
      }
      json(response, { jsonrpc: '2.0', id: rpc.id, result })
    })
    servers.push(server)
    const mcp = await server.probe({ timeoutMs: 30_000 })
    expect(await written({ mcp })).to.be.below(MCP / 4)
    const places = mcp.truncated.map(({ where }) => where)
    expect(places).to.include.members(['instructions', 'capabilities', 'server.name', 'path', 'redirect'])
  })

  it('is bounded for the names of certificates, and for their number', async function () {
    this.timeout(60_000)
    const names = Array.from({ length: 1_000 }, (_, k) => `host-number-${k}.example.com`)
    const chains = new Chains(trustAnchors([]), '127.0.0.1')
    const ders = await Promise.all(
      Array.from({ length: 8 }, async (_, i) => {
        const { cert } = await selfSigned([{ CN: [`name-${i}`] }, { O: ['\u202e'.repeat(5_000)] }], names)
        return Buffer.from(cert.replace(/-----[^-]*-----|\s/g, ''), 'base64')
      }),
    )
    const listOf = (i: number) => [i % 8, 0, 1, 2, 3, 4, 5, 6, 7, i >> 3].flatMap((at) => ders[at] ?? [])
    for (let i = 0; i < 20; i++) chains.add([...listOf(i), ...listOf(i), ...listOf(i)], 'none', 'TLS 1.2')
    const tls = chains.all
    expect(await written({ addresses: [{ tls }] })).to.be.below(ADDRESS)
    expect(tls.truncated).to.deep.equal([{ where: 'chains', why: '4 more lists, cut to 16' }])
    const [first, last] = [tls.chains[0], tls.chains.at(-1)]
    expect(first?.certificates[0]?.truncated?.map(({ where }) => where)).to.deep.equal([
      'subject',
      'issuer',
      'subjectAltNames',
    ])
    expect(last?.truncated).to.deep.equal([{ where: 'certificates', why: '30 certificates, cut to 1' }])
  })

  it('is bounded for the lists of SSH, and the cut is said', async () => {
    const sockets = new Set<Socket>()
    const list = Array.from({ length: 1_500 }, (_, i) => String.fromCharCode(97 + (i % 26)) + i).join(',')
    const server = createServer((socket) => {
      sockets.add(socket)
      socket.on('error', () => {})
      socket.write(Buffer.concat([Buffer.from('SSH-2.0-x\r\n'), packet(kexInit(list, list, 'a', 'aes'))]))
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as { port: number }
    const ssh = await probeSsh({ ...probeOptions(PATIENT), to: at(port) })
    for (const socket of sockets) socket.destroy()
    await new Promise((resolve) => server.close(resolve))
    expect(ssh.state, ssh.detail).to.equal('accepted')
    expect(await written({ addresses: [{ ssh }] })).to.be.below(ADDRESS / 16)
    expect(ssh.keyExchange).to.have.length(256)
    expect(ssh.truncated?.[0]).to.deep.equal({ where: 'keyExchange', why: '1500 names, cut to 256' })
  })

  it('is bounded for metadata of authorization servers, and the cut is said', async () => {
    const words = Array.from({ length: 70 }, (_, i) => `${i}${'\u202e'.repeat(70)}`)
    const member = (name: string, value: unknown) =>
      Object.fromEntries(Array.from({ length: 25 }, (_, i) => [`a${i}${name}`, value]))
    const server: FakeServer = await serve(({ url }, response) => {
      const { origin } = new URL(server.url)
      if (url.includes('protected-resource')) {
        const authorization_servers = Array.from({ length: 9 }, (_, i) => `${origin}/issuer-${i}`)
        return json(response, { resource: server.url, authorization_servers, scopes_supported: words })
      }
      json(response, {
        issuer: `${origin}${url.replace('/.well-known/oauth-authorization-server', '')}`,
        ...member('_signing_alg_values_supported', words),
        ...member('_endpoint', `${origin}/${'e'.repeat(1_900)}`),
        dpop_signing_alg_values_supported: words,
        code_challenge_methods_supported: words,
      })
    })
    servers.push(server)
    const target = { url: server.url, to: at(Number(new URL(server.url).port)) }
    const gatekeeper = new Gatekeeper({ scope: EVERYTHING_NAMED, timeoutMs: 5_000 })
    const oauth = await probeOauth(target, { timeoutMs: 5_000, gatekeeper })
    expect(await written({ oauth })).to.be.below(OAUTH)
    expect(oauth.authorizationServers).to.have.length(4)
    expect(oauth.problems).to.include.members([
      'authorization_servers of the metadata has 9 items, cut to 4',
      'scopes_supported of the metadata has 70 items, cut to 64',
      'scopes_supported of the metadata has long items, cut to 64 characters',
      'the metadata has 25 members like a0_signing_alg_values_supported, cut to 20',
    ])
  })

  it('is bounded for what is judged of the heaviest facts', () => {
    const long = (i: number): string => `CN=${i}${'\u202e'.repeat(1_020)}`
    const certificates = Array.from({ length: 20 }, (_, i) =>
      certificate({ subject: long(i), issuer: long(i + 1), notAfter: '2020-01-01T00:00:00.000Z' }),
    )
    const chains = Array.from({ length: 16 }, (_, i) =>
      chain({
        certificates,
        scheme: `scheme-${i}`,
        trusted: false,
        trustError: 'expired',
        nameMatches: false,
      }),
    )
    const tools = Array.from({ length: 2_000 }, (_, i) => ({
      name: `${i}_patient_payment_password${'x'.repeat(220)}`,
      description: 'patient payment password '.repeat(300),
      inputSchema: {},
    }))
    const server = { name: 'n'.repeat(256), version: '1' }
    const lists = { tools, resources: [], resourceTemplates: [], prompts: [], redirects: [], truncated: [] }
    const texts = { server, capabilities: {}, instructions: 'payment '.repeat(2_000) }
    const answer = { state: 'recognised', auth: 'none', revisions: [], eras: [] }
    const mcp = { ...lists, ...texts, ...answer } as unknown as McpFacts
    const observation = { endpoint: ENDPOINT, addresses: [tlsAddress(tlsFacts({ chains }))], mcp }
    expect(documentBytes(assess(observation, NOW))).to.be.within(10_000, 262_144)
  })

  it('is what it is taken for', () => {
    const value = { a: ['\u202e\n"\\é顧', { b: nested(3, 3) }], c: null, d: [], e: { f: 1e300 } }
    return written({ x: { y: { z: value } } }).then((bytes) =>
      expect(documentBytes(value)).to.be.above(bytes - 120),
    )
  })
})
