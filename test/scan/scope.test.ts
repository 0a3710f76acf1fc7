import { expect } from 'chai'
import { type Discovery, discover, type Sources } from '../../src/discover/discover.ts'
import type { Observation } from '../../src/model/endpoint.ts'
import { issuerMetadataUrls, resourceMetadataUrls } from '../../src/probe/oauth/metadata.ts'
import { CANDIDATE_PATHS } from '../../src/registry/mcp/servers/places.ts'
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
  it('has the hosts of the endpoints that the user named, with their ports, without brackets', async () => {
    const scope = new ScanScope(await named(['https://MCP.example/mcp', 'https://[::1]:8443/mcp']))
    const isNamed = (host: string, port: number, path = '/mcp') => scope.isNamed(host, port, path)
    expect([isNamed('mcp.example', 443), isNamed('::1', 8443)]).to.deep.equal([true, true])
    expect([isNamed('mcp.example', 8443), isNamed('::1', 443), isNamed('other.example', 443)]).to.deep.equal([
      false,
      false,
      false,
    ])
  })

  it('has a name with the root’s dot, or without it, as the user wrote it: the two are looked up apart', async () => {
    const targets = ['https://mcp.example/mcp', 'https://root.example./mcp', 'host.example']
    const scope = new ScanScope(await named(targets, { portsNamed: true }))
    const isNamed = (host: string, path = '/mcp') => scope.isNamed(host, 443, path)
    expect(['mcp.example', 'root.example.', 'host.example'].map((host) => isNamed(host))).to.deep.equal([
      true,
      true,
      true,
    ])
    expect(['mcp.example.', 'root.example', 'host.example.'].map((host) => isNamed(host))).to.deep.equal([
      false,
      false,
      false,
    ])
  })

  it('has the paths that the user named, for hosts and ranges those that are tried, and their metadata only to read', async () => {
    const targets = ['https://mcp.example/realms/a', 'https://host.example', '10.1.0.0/30']
    const scope = new ScanScope(await named(targets))
    const kept = (host: string, paths: readonly string[], isMetadata?: boolean) =>
      paths.filter((path) => scope.isNamed(host, 443, path, isMetadata))
    const [realm, host] = [new URL('https://mcp.example/realms/a'), new URL('https://host.example/')]
    const metadataOf = (url: URL): string[] =>
      [...resourceMetadataUrls(url), ...issuerMetadataUrls(url)].map((one) => new URL(one).pathname)
    expect(kept('mcp.example', ['/realms/a'])).to.deep.equal(['/realms/a'])
    expect(kept('mcp.example', metadataOf(realm), true)).to.deep.equal(metadataOf(realm))
    expect(kept('mcp.example', metadataOf(realm))).to.deep.equal([])
    for (const one of ['host.example', '10.1.0.1']) {
      expect(kept(one, CANDIDATE_PATHS)).to.deep.equal(CANDIDATE_PATHS)
      expect(kept(one, metadataOf(host), true)).to.deep.equal(metadataOf(host))
      expect(kept(one, metadataOf(host))).to.deep.equal([])
    }
    const others = [
      ...[
        '/realms/ab',
        '/realms/a/keys',
        '/realms/a/..;/admin',
        '/realms/a/..%2fadmin',
        '/realms/a?delete=1',
      ],
      ...['/.well-known/..%2fadmin', '/.well-known/..;/admin', '/.well-known/openid-configuration/../x'],
      ...['/.well-known/openid-configuration?delete=1', '/.well-known/openid-configuration/other', '/admin'],
      ...['/.well-known/openid-configuration/realms/a;x', '/realms/a/.well-known/oauth-protected-resource'],
      ...[
        '/.well-known/openid-configuration/',
        '/mcp/..;/admin',
        '/mcp?action=delete',
        '/.well-known/jwks.json',
      ],
    ]
    for (const one of ['mcp.example', 'host.example', '10.1.0.1'])
      for (const isMetadata of [true, false]) expect(kept(one, others, isMetadata), one).to.deep.equal([])
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
