import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { Owners } from '../../src/assess/owners/owners.ts'
import { discover, rediscover, type Sources } from '../../src/discover/discover.ts'
import { serverEndpoints } from '../../src/discover/registry/server.ts'
import { Inventory, type InventoryEndpoint } from '../../src/model/inventory.ts'
import { nothingEarlier, type ScanOptions } from '../../src/scan/options.ts'
import { probeAndAssess } from '../../src/scan.ts'
import { type DnsServer, dnsServer, type Zone } from '../probe/dnsServer.ts'
import { type Answer, type FakeServer, json, serve } from '../probe/mcp/mcpServer.ts'

/** What a stranger's file, name or server makes a scan contact. `inner` is a service that nobody named. */
describe('a scan reaches only what the user named', () => {
  const zone: Zone = new Map()
  let dns: DnsServer
  let inner: FakeServer
  let folder: string
  const servers: FakeServer[] = []
  before(async () => {
    dns = await dnsServer(zone)
    inner = await serve((_, response) => json(response, {}))
    folder = mkdtempSync(join(tmpdir(), 'mcp-pqc-reach-'))
  })
  beforeEach(() => {
    dns.forget()
    inner.asked.length = 0
  })
  afterEach(async () => {
    for (const server of servers.splice(0)) await server.close()
  })
  after(async () => {
    rmSync(folder, { recursive: true })
    await inner.close()
    await dns.close()
  })

  const scan = async (
    sources: Partial<Sources>,
    given?: ReturnType<typeof rediscover>,
    timeoutMs = 2_000,
    credentials: ScanOptions['credentials'] = [],
  ): Promise<InventoryEndpoint[]> => {
    const none = { targets: [], files: [], configs: undefined, registries: [], lab: [], ports: [443] }
    const all = { ...none, portsNamed: false, exclude: [], authorized: false, ...sources }
    const options: ScanOptions = {
      ...{ profile: 'full', timeoutMs, concurrency: 4, perHost: 4, rate: undefined, ca: [] },
      ...{ sni: undefined, mcp: true, credentials, owners: [], lookup: dns.lookup },
    }
    const discovery = given ?? (await discover(all, { note: () => {}, timeoutMs: 2_000, ca: [] }))
    const found: InventoryEndpoint[] = []
    const earlier = nothingEarlier()
    const { signal } = new AbortController()
    const task = { discovery, options, earlier, signal, note: () => {}, authorization: undefined }
    const begun = { ...task, owners: new Owners([]), startedAt: new Date() }
    for await (const one of probeAndAssess(begun, () => {})) found.push(one)
    return found
  }
  const portOf = ({ url }: FakeServer): number => Number(new URL(url).port)
  const start = async (answer: Answer): Promise<FakeServer> => {
    const server = await serve(answer)
    servers.push(server)
    return server
  }

  describe('from a file or a list of strangers', () => {
    const text = (value: unknown): string => JSON.stringify(value)
    const sources: Record<string, (url: string) => Promise<InventoryEndpoint[]>> = {
      'a compose file': (url) => {
        const { port } = new URL(url)
        const compose = `services:\n  mcp:\n    image: mcp\n    environment:\n      MCP_URL: ${url}\n    ports: ["${port}:${port}"]\n`
        return scan({ files: [{ path: 'compose.yaml', text: compose }] })
      },
      'the .mcp.json of a project': (url) => {
        const project = mkdtempSync(join(folder, 'project-'))
        writeFileSync(join(project, '.mcp.json'), text({ mcpServers: { a: { url } } }))
        const home = mkdtempSync(join(folder, 'home-'))
        const configs = { home, platform: 'any' as const, env: {}, projects: [project], allUsers: false }
        return scan({ configs })
      },
      'a plugin of a client': (url) => {
        const home = mkdtempSync(join(folder, 'home-'))
        const plugin = join(home, '.claude/plugins/cache/a')
        mkdirSync(plugin, { recursive: true })
        writeFileSync(join(plugin, '.mcp.json'), text({ mcpServers: { a: { url } } }))
        return scan({ configs: { home, platform: 'any', env: {}, projects: [], allUsers: false } })
      },
      'a dump of a registry': (url) => {
        const dump = join(folder, 'dump.json')
        writeFileSync(dump, text({ servers: [{ server: { name: 'a', version: '1', remotes: [{ url }] } }] }))
        return scan({ registries: [dump] })
      },
      'a public registry': (url) => {
        const entry = { name: 'a', remotes: [{ type: 'streamable-http', url }] }
        const source = { kind: 'registry', path: 'https://registry.example/' } as const
        const endpoints = serverEndpoints(entry, undefined, { source, isPublic: true, note: () => {} })
        return scan({}, rediscover(endpoints, { ranges: [], hosts: [], ports: [], exclude: [] }))
      },
    }
    for (const [name, scanned] of Object.entries(sources)) {
      it(`${name}: neither a local address, nor a name that leads to one, is contacted`, async () => {
        zone.set('evil.test', ['127.0.0.1'])
        zone.set('alias.test', 'evil.test')
        zone.set('localhost', ['127.0.0.1'])
        zone.set('carried.test', ['::ffff:127.0.0.1'])
        for (const host of [
          'evil.test',
          'alias.test',
          'carried.test',
          '127.0.0.1',
          'localhost',
          '2130706433',
          '[::ffff:7f00:1]',
        ]) {
          const found = await scanned(`http://${host}:${portOf(inner)}/mcp`)
          for (const { problem, addresses, transport } of found) {
            if (transport === 'stdio') continue
            expect(problem?.code, host).to.equal('EXCLUDED')
            expect(addresses).to.deep.equal([])
          }
        }
        expect(inner.asked).to.deep.equal([])
      })
    }

    it('is contacted where the user allows it, or names it too', async () => {
      const url = `http://127.0.0.1:${portOf(inner)}/mcp`
      const compose = `services:\n  mcp:\n    image: mcp\n    ports: ["127.0.0.1:${portOf(inner)}:80"]\n`
      const files = [{ path: 'compose.yaml', text: compose }]
      for (const more of [{ allow: ['127.0.0.0/8'] }, { targets: [url] }]) {
        inner.asked.length = 0
        await scan({ files, ...more })
        expect(inner.asked).to.not.deep.equal([])
      }
    })
  })

  describe('from a server that the user named', () => {
    /** An MCP server behind a wall, at evil.test, whose metadata and fields name `elsewhere`. */
    const walled = async (
      elsewhere: string,
      naming: 'issuer' | 'challenge' | 'jwks' | 'token',
    ): Promise<FakeServer> => {
      const server: FakeServer = await start(({ url }, response) => {
        const own = `http://evil.test:${portOf(server)}`
        if (url.startsWith('/.well-known/oauth-protected-resource')) {
          const issuer = naming === 'issuer' ? elsewhere : own
          return json(response, { resource: `${own}/mcp`, authorization_servers: [issuer] })
        }
        if (url.startsWith('/.well-known/oauth-authorization-server')) {
          return json(response, {
            issuer: own,
            ...(naming === 'jwks' ? { jwks_uri: `${elsewhere}/keys` } : {}),
            ...(naming === 'token' ? { token_endpoint: `${elsewhere}/token` } : {}),
          })
        }
        if (url.startsWith('/.well-known')) return response.writeHead(404).end()
        const challenge = naming === 'challenge' ? `, resource_metadata="${elsewhere}/metadata"` : ''
        return response.writeHead(401, { 'www-authenticate': `Bearer realm="a"${challenge}` }).end()
      })
      return server
    }
    it('its own name with the dot of the root, which leads to another address (DNS rebinding)', async () => {
      const server: FakeServer = await start(({ url }, response) => {
        const rooted = `http://evil.test.:${portOf(server)}`
        if (url.startsWith('/.well-known/oauth-protected-resource'))
          return json(response, { resource: `${rooted}/mcp`, authorization_servers: [rooted] })
        if (url.startsWith('/.well-known')) return response.writeHead(404).end()
        const challenge = `Bearer resource_metadata="${rooted.replace('.:', ':')}/.well-known/oauth-protected-resource"`
        return response.writeHead(401, { 'www-authenticate': challenge }).end()
      })
      const hidden: FakeServer = await serve(
        (_, response) => {
          const rooted = `http://evil.test.:${portOf(server)}`
          return json(response, {
            issuer: rooted,
            token_endpoint: `${rooted}/mcp`,
            jwks_uri: `${rooted}/mcp`,
          })
        },
        '/mcp',
        { host: '127.0.0.2', port: portOf(server) },
      )
      servers.push(hidden)
      zone.set('evil.test', [['127.0.0.1'], ['127.0.0.2']])
      const found = await scan({ targets: [`http://evil.test:${portOf(server)}/mcp`] })
      expect(server.asked).to.not.deep.equal([])
      expect(hidden.asked).to.deep.equal([])
      const refused = found.flatMap(({ oauth }) => oauth?.notFetched ?? [])
      expect(refused.map(({ why }) => why)).to.include('a loopback address that was not in scope')
    })

    it('its own name, which leads to another address later (DNS rebinding): no POST arrives there', async () => {
      const server = await walled('', 'token')
      const hidden = await serve((_, response) => json(response, {}), '/mcp', {
        host: '127.0.0.2',
        port: portOf(server),
      })
      servers.push(hidden)
      zone.set('evil.test', [['127.0.0.1'], ['127.0.0.2']])
      const found = await scan({ targets: [`http://evil.test:${portOf(server)}/mcp`] })
      expect(found.map(({ addresses }) => addresses.map(({ address }) => address))).to.deep.equal([
        ['127.0.0.1'],
        ['127.0.0.1'],
      ])
      expect(hidden.asked).to.deep.equal([])
    })

    for (const naming of ['issuer', 'challenge', 'jwks', 'token'] as const) {
      it(`its own name with another port, as ${naming}`, async () => {
        const server = await walled(`http://evil.test:${portOf(inner)}`, naming)
        zone.set('evil.test', ['127.0.0.1'])
        const found = await scan({ targets: [`http://evil.test:${portOf(server)}/mcp`] })
        expect(server.asked).to.not.deep.equal([])
        expect(inner.asked).to.deep.equal([])
        const refused = found.flatMap(({ oauth }) => oauth?.notFetched ?? [])
        expect(refused.map(({ why }) => why)).to.include('a loopback address that was not in scope')
      })

      it(`another host of the scan, as ${naming}, by a path that the user did not name`, async () => {
        const server = await walled(`http://inner.test:${portOf(inner)}`, naming)
        zone.set('evil.test', ['127.0.0.1'])
        zone.set('inner.test', ['127.0.0.1'])
        await scan({
          targets: [`http://evil.test:${portOf(server)}/mcp`, `http://inner.test:${portOf(inner)}/mcp`],
        })
        const paths = inner.asked.map(({ url }) => url).filter((url) => !url.startsWith('/.well-known/'))
        expect(new Set(paths)).to.deep.equal(new Set(['/mcp']))
      })
    }

    const leads = ['/admin', '/mcp/..;/admin', '/mcp?action=delete', '/.well-known/..%2fadmin']
    const asTargets = ({ url }: FakeServer): Record<string, Partial<Sources>> => ({
      'a URL': { targets: [url] },
      'a host with its port': { targets: [new URL(url).host] },
      'a range': { targets: ['127.0.0.0/31'], ports: [Number(new URL(url).port)] },
    })
    for (const kind of ['a URL', 'a host with its port', 'a range']) {
      it(`an address that ${kind} names, by GET or POST to a path that the scan does not try for it`, async () => {
        const place = new URL(inner.url).origin
        for (const lead of leads) {
          const server: FakeServer = await start(({ url }, response) => {
            const own = new URL(server.url).origin
            if (url === '/metadata')
              return json(response, { resource: server.url, authorization_servers: [`${place}${lead}`, own] })
            if (url === '/.well-known/oauth-authorization-server')
              return json(response, {
                ...{ issuer: own, jwks_uri: `${own}/keys` },
                token_endpoint: `${place}/.well-known/oauth-authorization-server`,
              })
            if (url === '/keys') return response.writeHead(302, { location: `${place}${lead}` }).end()
            const named = lead.includes('?') ? `${place}${lead}` : `${own}/metadata`
            const challenge = `Bearer resource_metadata="${named}"`
            return response.writeHead(401, { 'www-authenticate': challenge }).end()
          })
          const sources = asTargets(inner)[kind] as Partial<Sources>
          await scan({ ...sources, targets: [...(sources.targets ?? []), server.url] })
          expect(server.asked).to.not.deep.equal([])
        }
        const asked = new Set(inner.asked.map(({ method, url }) => `${method} ${url}`))
        const isOwn = (one: string): boolean => /^(GET|POST|DELETE) (\/mcp|\/|\/sse|\/api\/mcp)$/.test(one)
        expect([...asked].filter((one) => !isOwn(one))).to.deep.equal([])
        expect(asked).to.include('POST /mcp')
      })
    }

    it('a name whose resolver never answers, as issuer: it costs one time limit', async () => {
      const server = await walled('https://silent.test', 'issuer')
      zone.set('evil.test', ['127.0.0.1'])
      zone.set('silent.test', undefined)
      const [found] = await scan({ targets: [`http://evil.test:${portOf(server)}/mcp`] }, undefined, 300)
      expect(found?.oauth?.notFetched).to.deep.equal([
        {
          url: 'https://silent.test/',
          why: 'the name silent.test does not resolve (no answer in 600 ms)',
        },
      ])
    })

    it('a redirect to another origin, and an event that names one', async () => {
      const away = `http://evil.test:${portOf(inner)}/mcp`
      zone.set('evil.test', ['127.0.0.1'])
      const redirecting = await start((_, response) => response.writeHead(307, { location: away }).end())
      const naming = await start(({ method }, response) => {
        if (method !== 'GET') return response.writeHead(405).end()
        return response
          .writeHead(200, { 'content-type': 'text/event-stream' })
          .end(`event: endpoint\ndata: ${away}\n\n`)
      })
      await scan({ targets: [redirecting, naming].map((one) => `http://evil.test:${portOf(one)}/mcp`) })
      expect(redirecting.asked).to.not.deep.equal([])
      expect(naming.asked).to.not.deep.equal([])
      expect(inner.asked).to.deep.equal([])
    })
  })

  it('hides a credential of another endpoint that a server repeats, also in metadata of OAuth', async () => {
    const token = 'Xy7s3cretTokenOf40Characters-0123456789'
    const server: FakeServer = await start(({ url }, response) => {
      const own = new URL(server.url).origin
      if (url.startsWith('/.well-known/oauth-protected-resource'))
        return json(response, {
          ...{ resource: server.url, authorization_servers: [`${own}/as/x-${token}`] },
          scopes_supported: [`${'s'.repeat(50)}${token}`],
        })
      if (url.startsWith('/.well-known'))
        return json(response, { issuer: own, token_endpoint: `${own}/${token}`, jwks_uri: `${own}/jwks` })
      if (url === '/jwks') return json(response, { keys: [{ kty: token, alg: token }] })
      const fields = { 'www-authenticate': `Bearer realm="${token}"`, via: `1.1 ${token.toUpperCase()}` }
      return response.writeHead(401, fields).end()
    })
    const sent = [{ origin: 'https://other.test', headers: { authorization: `Bearer ${token}` } }]
    const found = await scan({ targets: [server.url] }, undefined, undefined, sent)
    expect(found[0]?.oauth?.protectedResource?.scopesSupported).to.deep.equal([`${'s'.repeat(50)}***`])
    expect(JSON.stringify(found)).to.not.match(/xy7s3cret/i)
    Inventory.shape.endpoints.parse(found)
  })

  it('not a registry that is excluded', async () => {
    await scan({ registries: [inner.url], exclude: ['127.0.0.0/8'] })
    expect(inner.asked).to.deep.equal([])
    await scan({ registries: [inner.url] })
    expect(inner.asked).to.not.deep.equal([])
  })

  it('at sixteen addresses of a name at most, and the others are "not tested"', async () => {
    zone.set(
      'many.test',
      Array.from({ length: 500 }, (_, i) => `127.9.${i >> 8}.${i & 255}`),
    )
    const server = await start((_, response) => response.writeHead(404).end())
    zone.set('some.test', ['127.0.0.1', ...(zone.get('many.test') as string[])])
    const found = await scan({
      targets: [`http://many.test:${portOf(server)}/`, `http://some.test:${portOf(server)}/`],
    })
    expect(found).to.have.length(2)
    for (const { addresses, url } of found) {
      expect(addresses.length, url).to.equal(17)
      const [rest] = addresses.filter(({ address }) => address === null)
      expect(rest).to.deep.include({ state: 'not-tested' })
      expect(rest?.detail).to.match(/^48[45] addresses of the name not contacted: more than 16 addresses/)
    }
    const some = found.find(({ url }) => url.includes('some'))
    const open = some?.assessment.undetermined.map(({ id }) => id)
    expect(open).to.include.members(['half-upgraded', 'classical-accepted', 'no-tls13'])
    Inventory.shape.endpoints.parse(found)
  })

  it('counts the public addresses of a name for --authorized', async () => {
    zone.set(
      'many.test',
      Array.from({ length: 500 }, (_, i) => `8.8.${i >> 8}.${i & 255}`),
    )
    const [found] = await scan({ targets: ['https://many.test/'] })
    expect(found?.problem?.code).to.equal('TOO_MANY_ADDRESSES')
    expect(found?.addresses).to.deep.equal([])
  })

  it('has complete results next to a name whose resolver never answers', async () => {
    zone.set('silent.test', undefined)
    zone.set('fine.test', ['127.0.0.1'])
    const server = await start((_, response) => response.writeHead(404).end())
    const targets = ['https://silent.test/', `http://fine.test:${portOf(server)}/`]
    const found = await scan({ targets }, undefined, 300)
    const by = (name: string) => found.find(({ url }) => url.includes(name))
    expect(by('silent')?.problem?.code).to.equal('UNRESOLVED')
    expect(by('fine')?.addresses[0]).to.include({ state: 'open', service: 'http' })
  })
})
