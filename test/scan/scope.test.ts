import { expect } from 'chai'
import { type Discovery, discover, type Sources } from '../../src/discover/discover.ts'
import type { Observation } from '../../src/model/endpoint.ts'
import { ScanScope } from '../../src/scan/scope.ts'

const observation = (url: string, issuers: string[]): Observation =>
  ({
    endpoint: { id: url, url, transport: 'streamable-http', sources: [{ kind: 'argument' }] },
    addresses: [],
    oauth: { endpoints: issuers },
  }) as unknown as Observation

const named = (targets: string[], more: Partial<Sources> = {}): Promise<Discovery> =>
  discover(
    {
      ...{ targets, files: [], configs: undefined, registries: [], lab: [], ports: [443] },
      ...{ portsNamed: false, exclude: [], authorized: false, ...more },
    },
    { note: () => {}, timeoutMs: 1000, ca: [] },
  )

describe('the scope of a scan', () => {
  it('has the hosts of the endpoints that the user named, with their ports, without brackets and the root’s dot', async () => {
    const scope = new ScanScope(await named(['https://MCP.example./mcp', 'https://[::1]:8443/mcp']))
    const isNamed = (host: string, port: number, path = '/mcp') => scope.isNamed(host, port, path)
    expect([isNamed('mcp.example', 443), isNamed('::1', 8443)]).to.deep.equal([true, true])
    expect([isNamed('mcp.example', 8443), isNamed('::1', 443), isNamed('other.example', 443)]).to.deep.equal([
      false,
      false,
      false,
    ])
  })

  it('has paths below those that the user named, and well-known ones', async () => {
    const scope = new ScanScope(await named(['https://mcp.example/realms/a', 'https://all.example']))
    const has = (path: string) => scope.isNamed('mcp.example', 443, path)
    expect(['/realms/a', '/realms/a/keys', '/.well-known/openid-configuration'].map(has)).to.deep.equal([
      true,
      true,
      true,
    ])
    expect(['/', '/realms/ab', '/admin/delete'].map(has)).to.deep.equal([false, false, false])
    expect(scope.isNamed('all.example', 443, '/anything')).to.equal(true)
  })

  it('has ranges on their ports, and what --allow names on every port', async () => {
    const scope = new ScanScope(await named(['10.1.0.0/30'], { allow: ['10.2.0.0/16,localhost'] }))
    expect(['10.1.0.1', '10.1.0.9'].map((host) => scope.isNamed(host, 443, '/'))).to.deep.equal([true, false])
    expect(scope.isNamed('10.1.0.1', 22, '/')).to.equal(false)
    expect(['10.2.3.4', 'localhost'].map((host) => scope.isNamed(host, 1, '/x'))).to.deep.equal([true, true])
  })

  it('does not have what only a manifest names, until the user names it too', async () => {
    const text = 'services:\n  mcp:\n    image: mcp\n    ports: ["8080:8080"]\n'
    const files = [{ path: 'compose.yaml', text }]
    const foreign = await named([], { files })
    const [endpoint] = foreign.endpoints()
    expect(endpoint?.untrusted).to.equal(true)
    const url = new URL(endpoint?.url ?? '')
    expect(foreign.isNamed(url.hostname, 8080, '/')).to.equal(false)
    const both = await named([endpoint?.url ?? ''], { files })
    expect(both.isNamed(url.hostname, 8080, '/')).to.equal(true)
    expect([...both.endpoints()][0]).to.not.have.property('untrusted')
  })

  it('does not have an authorization server that only metadata names, even when it is probed', async () => {
    const scope = new ScanScope(await named(['https://mcp.example/mcp']))
    const seen = observation('https://mcp.example/mcp', ['https://idp.example/', 'https://mcp.example/token'])
    scope.add(seen.endpoint)
    scope.addIssuers(seen)
    for (const issuer of scope.newIssuers()) scope.add(issuer)
    expect(scope.isNamed('idp.example', 443, '/')).to.equal(false)
    // Its own origin, which the user named.
    expect(scope.isNamed('mcp.example', 443, '/token')).to.equal(true)
    expect(scope.newIssuers()).to.deep.equal([])
  })
})
