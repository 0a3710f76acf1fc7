import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { type Lab, startLab } from '../../src/lab/fleet.ts'
import { Inventory, type InventoryEndpoint } from '../../src/model/inventory.ts'
import { type Outcome, runHere } from '../cli/program.ts'

const SECRET = 'sk-live-0123456789abcdefABCDEF'

/** Endpoints that are really there, in the configuration of a client, as a person would have it. */
describe('scan --home', () => {
  let lab: Lab
  let guarded: Server
  let home: string
  let outcome: Outcome
  let endpoints: InventoryEndpoint[]
  const named = (name: string): InventoryEndpoint => {
    const found = endpoints.find(({ sources }) => sources.some((source) => source.name === name))
    if (!found) throw new Error(`no endpoint ${name}`)
    return found
  }

  before(async function () {
    this.timeout(60_000)
    lab = await startLab()
    guarded = await startGuarded()
    home = mkdtempSync(join(tmpdir(), 'mcp-pqc-home-'))
    const weather = lab.endpoints.find(({ name }) => name === 'weather')?.url
    const wall = `http://127.0.0.1:${(guarded.address() as AddressInfo).port}/mcp`
    mkdirSync(join(home, '.cursor'))
    const servers = {
      weather: { url: weather, headers: { Authorization: `Bearer ${SECRET}` } },
      wall: { url: wall },
      local: { command: 'touch', args: [join(home, 'started')], env: { API_KEY: SECRET } },
    }
    writeFileSync(join(home, '.cursor/mcp.json'), JSON.stringify({ mcpServers: servers }, undefined, 2))
    mkdirSync(join(home, '.codeium/windsurf'), { recursive: true })
    const again = { mcpServers: { 'the weather': { serverUrl: weather } } }
    writeFileSync(join(home, '.codeium/windsurf/mcp_config.json'), JSON.stringify(again))
    const ca = join(home, 'ca.pem')
    writeFileSync(ca, lab.ca)
    outcome = await runHere(['scan', '--home', home, '--ca', ca, '--json'])
    endpoints = Inventory.parse(JSON.parse(outcome.stdout)).endpoints
  })
  after(async () => {
    rmSync(home, { recursive: true, force: true })
    guarded.close()
    await lab.close()
  })

  it('joins TLS and MCP facts of an endpoint, and the places where it was found', () => {
    const { sources, addresses, mcp, assessment, transport } = named('weather')
    expect(sources.map(({ client, path }) => [client, path])).to.deep.equal([
      ['Cursor', join(home, '.cursor/mcp.json')],
      ['Windsurf', join(home, '.codeium/windsurf/mcp_config.json')],
    ])
    expect(sources[0]?.line).to.equal(3)
    expect(addresses[0]?.tls?.groups[0]?.name).to.equal('X25519MLKEM768')
    expect(mcp?.tools.length).to.be.greaterThan(0)
    expect(transport).to.equal('streamable-http')
    expect(assessment.sensitivity.classes[0]?.class).to.equal('public')
  })

  it('adds the authorization server behind a wall as an endpoint of its own', () => {
    const { mcp, oauth, trusts } = named('wall')
    expect(mcp?.state).to.equal('authorization')
    expect(oauth?.authorizationServers[0]?.keys?.[0]).to.include({ kty: 'RSA', bits: 2048 })
    const issuer = named('authorization server of wall')
    expect(trusts).to.deep.equal([issuer.id])
    expect(issuer.addresses[0]).to.include({ state: 'open', service: 'http' })
  })

  it('lists what a client starts by itself, and does not start it', () => {
    const { transport, addresses, problem } = named('local')
    expect(transport).to.equal('stdio')
    expect(addresses).to.deep.equal([])
    expect(problem?.code).to.equal('LOCAL')
    expect(() => rmSync(join(home, 'started'))).to.throw('ENOENT')
  })

  it('shows no secret', () => {
    expect(outcome.stdout + outcome.stderr).not.to.include(SECRET)
    expect(named('weather').secrets?.[0]).to.include({ name: 'Authorization', place: 'header' })
  })
})

/** An MCP server that wants a token (RFC 9728), and the authorization server behind it (RFC 8414). */
const startGuarded = async (): Promise<Server> => {
  const modulus = Buffer.alloc(256, 0xc3).toString('base64url')
  const server = createServer((request, response) => {
    const origin = `http://${request.headers.host}`
    const documents: Record<string, unknown> = {
      '/.well-known/oauth-protected-resource/mcp': {
        resource: `${origin}/mcp`,
        authorization_servers: [origin],
      },
      '/.well-known/oauth-authorization-server': { issuer: origin, jwks_uri: `${origin}/jwks` },
      '/jwks': { keys: [{ kty: 'RSA', n: modulus, e: 'AQAB' }] },
    }
    const found = documents[request.url ?? '']
    if (found) return response.setHeader('Content-Type', 'application/json').end(JSON.stringify(found))
    const metadata = `${origin}/.well-known/oauth-protected-resource/mcp`
    response.writeHead(401, { 'WWW-Authenticate': `Bearer resource_metadata="${metadata}"` }).end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return server
}
