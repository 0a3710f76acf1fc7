import { generateKeyPairSync } from 'node:crypto'
import { expect } from 'chai'
import { OauthFacts } from '../../src/model/oauth.ts'
import { EVERYTHING_NAMED, Gatekeeper, type Scope } from '../../src/net/gatekeeper.ts'
import { probeOauth } from '../../src/probe/oauth/oauth.ts'
import { at } from './at.ts'
import { type Answer, type FakeServer, json, serve } from './mcp/mcpServer.ts'

const gatekeeperOf = (scope: Partial<Scope>, ...answers: string[][]): Gatekeeper =>
  new Gatekeeper({
    scope: { ...EVERYTHING_NAMED, ...scope },
    timeoutMs: 2_000,
    lookup: async () =>
      (answers.length > 1 ? answers.shift() : answers[0])?.map((address) => ({ address })) ?? [],
  })
const isLocal = (host: string): boolean => host === '127.0.0.1'
const gatekeeper = gatekeeperOf({ isNamed: isLocal })

describe('probeOauth', () => {
  const servers: FakeServer[] = []
  afterEach(async () => {
    for (const server of servers.splice(0)) await server.close()
  })
  const start = async (answer: Answer): Promise<FakeServer> => {
    const server = await serve(answer)
    servers.push(server)
    return server
  }
  /** Documents by path; everything else is not found. */
  const site = (documents: () => Record<string, unknown>): Promise<FakeServer> =>
    start(({ url }, response) => {
      const document = documents()[url]
      if (document === undefined) response.writeHead(404).end()
      else json(response, document)
    })

  type Options = Partial<Parameters<typeof probeOauth>[1]>
  const probe = async (server: FakeServer, wwwAuthenticate: string[] = [], options: Options = {}) => {
    const target = {
      url: server.url,
      to: at(Number(new URL(server.url).port)),
      challenge: { status: 401, wwwAuthenticate },
    }
    const facts = await probeOauth(target, { timeoutMs: 2_000, gatekeeper, ...options })
    return OauthFacts.parse(facts)
  }
  const originOf = (server: FakeServer): string => new URL(server.url).origin

  it('goes from the challenge to the keys, and names the issuer as an endpoint', async () => {
    const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey.export({ format: 'jwk' })
    const ec = generateKeyPairSync('ec', { namedCurve: 'P-384' }).publicKey.export({ format: 'jwk' })
    const issuerSite: FakeServer = await site(() => {
      const issuer = `${originOf(issuerSite)}/realms/main`
      return {
        '/.well-known/oauth-authorization-server/realms/main': {
          issuer,
          token_endpoint: `${issuer}/token?tenant=secret`,
          jwks_uri: `${issuer}/keys`,
          id_token_signing_alg_values_supported: ['RS256', 'ML-DSA-65'],
          dpop_signing_alg_values_supported: ['ES256'],
          tls_client_certificate_bound_access_tokens: true,
          code_challenge_methods_supported: ['S256'],
        },
        '/realms/main/keys': {
          keys: [
            { ...rsa, alg: 'RS256', use: 'sig', kid: '1' },
            { ...ec, alg: 'ES384' },
            { kty: 'AKP', alg: 'ML-DSA-65', pub: Buffer.alloc(1952).toString('base64url') },
            { kty: 'NEW', alg: 'X' },
          ],
        },
      }
    })
    const resource: FakeServer = await site(() => ({
      '/hidden/metadata': {
        resource: resource.url,
        authorization_servers: [`${originOf(issuerSite)}/realms/main`],
        resource_signing_alg_values_supported: ['ES256'],
      },
    }))
    const facts = await probe(resource, [
      'Basic realm="a"',
      `Bearer realm="b", resource_metadata="${originOf(resource)}/hidden/metadata", scope="x"`,
    ])
    const issuer = `${originOf(issuerSite)}/realms/main`
    expect(facts.problems).to.deep.equal([])
    expect(facts.state).to.equal('found')
    expect(facts.protectedResource?.resourceMatches).to.equal(true)
    expect(facts.protectedResource?.resourceSigningAlgorithms).to.deep.equal(['ES256'])
    expect(facts.authorizationServers).to.deep.equal([
      {
        issuer,
        url: `${originOf(issuerSite)}/.well-known/oauth-authorization-server/realms/main`,
        issuerMatches: true,
        endpoints: { token_endpoint: `${issuer}/token` },
        signingAlgorithms: { id_token_signing_alg_values_supported: ['RS256', 'ML-DSA-65'] },
        dpopSigningAlgorithms: ['ES256'],
        certificateBoundTokens: true,
        codeChallengeMethods: ['S256'],
        jwksUri: `${issuer}/keys`,
        keys: [
          { kty: 'RSA', alg: 'RS256', use: 'sig', bits: 2048, quantum: 'vulnerable' },
          { kty: 'EC', alg: 'ES384', crv: 'P-384', bits: 384, quantum: 'vulnerable' },
          { kty: 'AKP', alg: 'ML-DSA-65', quantum: 'resistant' },
          { kty: 'NEW', alg: 'X', quantum: 'unknown' },
        ],
      },
    ])
    expect(facts.endpoints).to.deep.equal([issuer])
    expect(facts.requests).to.equal(3)
  })

  it('finds the metadata with the path inserted, then at the root; the issuer appended', async () => {
    const server: FakeServer = await site(() => ({
      '/.well-known/oauth-protected-resource': {
        resource: originOf(server),
        authorization_servers: [`${originOf(server)}/a`],
      },
      '/a/.well-known/openid-configuration': { issuer: `${originOf(server)}/a` },
    }))
    const facts = await probe(server)
    expect(facts.state).to.equal('found')
    expect(facts.protectedResource?.resourceMatches).to.equal(true)
    expect(server.asked.map(({ url }) => url)).to.deep.equal([
      '/.well-known/oauth-protected-resource/mcp',
      '/.well-known/oauth-protected-resource',
      '/.well-known/oauth-authorization-server/a',
      '/.well-known/openid-configuration/a',
      '/a/.well-known/openid-configuration',
    ])
  })

  it('asks the origin where there is no RFC 9728, as 2025-03-26 had it', async () => {
    const server: FakeServer = await site(() => ({
      '/.well-known/oauth-authorization-server': { issuer: originOf(server) },
    }))
    const facts = await probe(server)
    expect(facts.protectedResource).to.equal(undefined)
    expect(facts.authorizationServers[0]?.issuerMatches).to.equal(true)
  })

  it('finds nothing where there is nothing, nor in a page for people', async () => {
    expect((await probe(await site(() => ({})))).state).to.equal('none')
    const page = await start((_, response) =>
      response.writeHead(200, { 'content-type': 'text/html' }).end('<html>'),
    )
    expect((await probe(page)).state).to.equal('none')
  })

  it('does not take an issuer for another one', async () => {
    const server: FakeServer = await site(() => ({
      '/.well-known/oauth-protected-resource/mcp': {
        resource: 'https://elsewhere.test/mcp',
        authorization_servers: [originOf(server)],
      },
      '/.well-known/oauth-authorization-server': { issuer: `${originOf(server)}/` },
    }))
    const facts = await probe(server)
    expect(facts.authorizationServers[0]?.issuerMatches).to.equal(false)
    expect(facts.protectedResource?.resourceMatches).to.equal(false)
    expect(facts.problems).to.have.length(2)
  })

  it('says that secrets are published, and keeps none', async () => {
    const secret = 'c2VjcmV0LXZhbHVl'
    const server: FakeServer = await site(() => ({
      '/.well-known/oauth-authorization-server': {
        issuer: originOf(server),
        jwks_uri: `${originOf(server)}/keys`,
      },
      '/keys': {
        keys: [
          { kty: 'oct', k: secret, alg: 'HS256' },
          { kty: 'EC', crv: 'P-256', d: secret },
          { kty: 'AKP', alg: 'ML-DSA-44', pub: 'AAAA' },
          'no key',
        ],
      },
    }))
    const facts = await probe(server)
    expect(facts.problems).to.have.length(4)
    expect(facts.authorizationServers[0]?.keys?.map(({ quantum }) => quantum)).to.deep.equal([
      'resistant',
      'vulnerable',
      'resistant',
    ])
    expect(JSON.stringify(facts)).to.not.contain(secret)
  })

  describe('does not let metadata lead it into networks that were not in scope', () => {
    const naming = async (named: string, options: Options): Promise<OauthFacts> => {
      const server: FakeServer = await site(() => ({
        '/.well-known/oauth-protected-resource/mcp': {
          resource: server.url,
          authorization_servers: [named],
        },
      }))
      return probe(server, [], { gatekeeper: gatekeeperOf({ isNamed: () => false }), ...options })
    }

    for (const [host, why] of [
      ['http://169.254.169.254/latest', 'link-local'],
      ['http://127.0.0.1:1', 'loopback'],
      ['http://2130706433:1', 'loopback'],
      ['http://0x7f.1:1', 'loopback'],
      ['http://[::ffff:10.0.0.1]', 'private'],
      ['http://[fd00::1]', 'unique-local'],
      ['http://[::1]:1', 'loopback'],
    ] as const) {
      it(host, async () => {
        const facts = await naming(host, {})
        expect(facts.state).to.equal('incomplete')
        expect(facts.notFetched[0]?.why).to.contain(why)
        expect(facts.endpoints).to.deep.equal([])
        expect(facts.requests).to.equal(1)
      })
    }

    it('a server that listens is not asked, though its name has a public address too', async () => {
      const inner = await site(() => ({}))
      const { port } = new URL(inner.url)
      const facts = await naming(`http://rebinding.test:${port}`, {
        gatekeeper: gatekeeperOf({ isNamed: () => false }, ['8.8.8.8', '127.0.0.1']),
      })
      expect(facts.notFetched).to.deep.equal([
        { url: `http://rebinding.test:${port}/`, why: 'a loopback address that was not in scope' },
      ])
      expect(inner.asked).to.deep.equal([])
    })

    it('a server that is excluded is not asked, though its address is in scope', async () => {
      const inner = await site(() => ({}))
      const { port } = new URL(inner.url)
      const facts = await naming(`http://excluded.test:${port}`, {
        gatekeeper: gatekeeperOf({ isExcluded: (host) => host === 'excluded.test' }, ['127.0.0.1']),
      })
      expect(facts.notFetched).to.deep.equal([
        { url: `http://excluded.test:${port}/`, why: 'an address that is excluded' },
      ])
      expect(inner.asked).to.deep.equal([])
    })

    it('a name is looked up once, and dialled where it was looked up', async () => {
      const inner: FakeServer = await site(() => ({
        '/.well-known/oauth-authorization-server': { issuer: `http://idp.test:${new URL(inner.url).port}` },
      }))
      const looked: string[] = []
      const facts = await naming(`http://idp.test:${new URL(inner.url).port}`, {
        gatekeeper: new Gatekeeper({
          scope: { ...EVERYTHING_NAMED, isNamed: (host) => host === 'idp.test' },
          timeoutMs: 2_000,
          lookup: async (host) => {
            looked.push(host)
            return [{ address: looked.length === 1 ? '127.0.0.1' : '203.0.113.1' }]
          },
        }),
      })
      expect(facts.authorizationServers[0]?.issuerMatches).to.equal(true)
      expect(looked).to.deep.equal(['idp.test'])
      expect(inner.asked[0]?.headers.host).to.equal(`idp.test:${new URL(inner.url).port}`)
    })

    it('a redirect leads nowhere else', async () => {
      const inner = await site(() => ({}))
      const server = await start((_, response) => response.writeHead(302, { location: inner.url }).end())
      const facts = await probe(server)
      expect(facts.redirects[0]).to.deep.include({ to: inner.url, followed: false })
      expect(inner.asked).to.deep.equal([])
    })

    for (const url of [
      'file:///etc/passwd',
      'gopher://127.0.0.1:70',
      'http://user:pass@8.8.8.8/',
      'no address',
    ]) {
      it(`${url} is not an address to ask`, async () => {
        const facts = await naming(url, {})
        expect(facts.state).to.equal('incomplete')
        expect(facts.requests).to.equal(1)
      })
    }
  })

  it('metadata without end costs a bounded number of requests', async () => {
    const server: FakeServer = await site(() => ({
      '/.well-known/oauth-protected-resource/mcp': {
        resource: server.url,
        authorization_servers: Array.from({ length: 1_000 }, (_, index) => `${originOf(server)}/${index}`),
      },
    }))
    const facts = await probe(server)
    expect(facts.requests).to.be.at.most(24)
    expect(facts.state).to.equal('incomplete')
  })
})
