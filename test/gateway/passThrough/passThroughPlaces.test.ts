import { expect } from 'chai'
import { rewriteChallenge, rewriteMetadata } from '../../../src/gateway/passThrough/metadata.ts'
import { Places } from '../../../src/gateway/passThrough/places.ts'

describe('what a login behind the gateway is told', () => {
  const FROM = 'http://127.0.0.1:3001'
  const TO = 'https://gateway.example'

  it('is the metadata at the gateway, where it was at the upstream', () => {
    const header = `Bearer error="invalid_token", resource_metadata="${FROM}/.well-known/oauth-protected-resource/mcp"`
    expect(rewriteChallenge(header, FROM, TO)).to.equal(header.replace(FROM, TO))
    expect(rewriteChallenge(header.replace(FROM, TO), FROM, TO)).to.equal(header.replace(FROM, TO))
  })

  it('is not metadata of another origin', () => {
    const [evil, place] = ['resource_metadata="https://evil.example/x"', `resource_metadata="${TO}/x"`]
    for (const [header, expected] of [
      [`Bearer ${evil}`, 'Bearer'],
      [`Bearer ${evil}, error="e"`, 'Bearer error="e"'],
      [`Bearer error="e", ${evil}`, 'Bearer error="e"'],
      [`Bearer error="e", ${evil}, scope="s"`, 'Bearer error="e", scope="s"'],
      ['Bearer RESOURCE_metadata = https://evil.example/x , error="e"', 'Bearer error="e"'],
      ['Bearer resource_metadata="/x"', 'Bearer'],
      [`Bearer ${place}, ${evil}`, `Bearer ${place}`],
      [`Bearer error="e", resource_metadata=${FROM}/x`, `Bearer error="e", ${place}`],
    ] as const)
      expect(rewriteChallenge(header, FROM, TO)).to.equal(expected)
    expect(rewriteChallenge(`Bearer ${place}`, FROM, undefined)).to.equal('Bearer')
  })

  it('is a resource of the gateway, and the authorization server as it is', () => {
    const document = { resource: `${FROM}/mcp`, authorization_servers: [`${FROM}`, 'https://login.example'] }
    expect(JSON.parse(rewriteMetadata(JSON.stringify(document), FROM, TO))).to.deep.equal({
      ...document,
      resource: `${TO}/mcp`,
    })
    expect(JSON.parse(rewriteMetadata(JSON.stringify({ resource: FROM }), FROM, TO)).resource).to.equal(TO)
  })

  it('is left alone where it names another place, is signed or is no metadata', () => {
    for (const text of [
      '{"resource": "https://gateway.example/mcp"}',
      `{"resource": "${FROM}/mcp", "signed_metadata": "e30.e30.x"}`,
      `{"resource": 7}`,
      'null',
      'not found',
    ]) {
      expect(rewriteMetadata(text, FROM, TO)).to.equal(text)
    }
  })
})

describe('what of the upstream is reached through the gateway', () => {
  const FIRST = { peer: 'AA' }
  const SECOND = { peer: 'BB' }
  const NOBODY = { peer: undefined }
  const places = new Places(new URL('http://upstream:1/v1/mcp?key=k'))

  it('is its endpoint, with the query of its URL', () => {
    expect(places.find('/v1/mcp', NOBODY)).to.include({ kind: 'endpoint', target: '/v1/mcp?key=k' })
    expect(places.find('/v1/mcp?a=b', NOBODY)).to.include({ target: '/v1/mcp?key=k&a=b' })
    expect(places.find('/v1/mcp?a=b?c&key=k', NOBODY)).to.include({ target: '/v1/mcp?key=k&a=b?c' })
  })

  it('is not its endpoint with a query that could replace the one of its URL', () => {
    const restricted = new Places(new URL('http://upstream:1/mcp?read_only=true&project=p'))
    for (const query of [
      'read_only=false',
      'project=p&read_only=false',
      'READ_ONLY=false',
      'readOnly=false',
      'read%5Fonly=false',
      'read_only[]=false',
      'read_only%5B0%5D=false',
      'a;read_only=false',
      '%20read_only=false',
      'read.only=false',
      'read_only',
      'read_only%00=false',
    ])
      expect(restricted.find(`/mcp?${query}`, NOBODY), query).to.equal(undefined)
    for (const query of ['', '?project=p', '?read_only=true&project=p'])
      expect(restricted.find(`/mcp${query}`, NOBODY), query).to.include({
        target: '/mcp?read_only=true&project=p',
      })
    expect(new Places(new URL('http://upstream:1/mcp')).find('/mcp?a[]=1', NOBODY)).to.include({
      target: '/mcp?a[]=1',
    })
  })

  it('is what RFC 9728, RFC 8414 and OpenID Connect Discovery publish of its endpoint and origin, without a query', () => {
    for (const [resource, ofPath] of [
      [places, '/v1/mcp'],
      [new Places(new URL('http://upstream:1/')), ''],
    ] as const)
      for (const path of [
        `/.well-known/oauth-protected-resource${ofPath}`,
        '/.well-known/oauth-protected-resource',
        `/.well-known/oauth-authorization-server${ofPath}`,
        `/.well-known/openid-configuration${ofPath}`,
        `${ofPath}/.well-known/openid-configuration`,
        `${ofPath}/.well-known/oauth-authorization-server`,
        '/.well-known/oauth-authorization-server',
        '/.well-known/openid-configuration',
      ])
        for (const query of ['', '?id=7', '?key=k'])
          expect(resource.find(path + query, NOBODY)).to.deep.equal({
            kind: 'metadata',
            target: path,
            methods: ['GET', 'HEAD', 'OPTIONS'],
          })
  })

  it('is nothing else', () => {
    for (const path of [
      '/',
      '/v1',
      '/v1/mcp/',
      '/v1/mcp/../admin',
      '/admin',
      '//evil.example/v1/mcp',
      'http://%',
      '/.well-known/oauth-protected-resource/..%2f..%2fadmin',
      '/.well-known/oauth-protected-resource/..;/..;/admin',
      '/.well-known/oauth-authorization-server/%252e%252e/admin',
      '/.well-known/oauth-authorization-server/..%5cadmin',
      '/admin%2f.well-known/.well-known/openid-configuration',
      '/admin/delete-user/.well-known/openid-configuration?id=7',
      '/admin/.well-known/oauth-authorization-server',
      '/v1/.well-known/openid-configuration',
      '/v1/mcp/admin/.well-known/openid-configuration',
      '/v1/mcp/.well-known/oauth-protected-resource',
      '/v1/mcp/.well-known/openid-configuration/',
      '/.well-known/oauth-protected-resource-x',
      '/.well-known/oauth-protected-resource/admin',
      '/.well-known/oauth-authorization-server/v1/mcp/admin',
      '/.well-known/openid-configuration/admin',
    ]) {
      expect(places.find(path, NOBODY), path).to.equal(undefined)
    }
  })

  it('is the place that an open stream named, by a URL of its client alone, as long as it is open', () => {
    const announced = (endpoint: string, base: string) => String(places.announce(endpoint, base, FIRST))
    for (const [endpoint, base, target] of [
      ['/message?s=1', '/sse', '/message?s=1'],
      ['message?s=2', '/v1/sse', '/v1/message?s=2'],
      ['http://upstream:1/message?s=1', '/sse', '/message?s=1'],
    ] as const) {
      const told = announced(endpoint, base)
      expect(told).to.match(/^[^?]*\?mcp-pqc-session=[\w-]{32}$/)
      expect(told).to.not.equal(announced(endpoint, base))
      expect(places.find(told, FIRST)).to.include({ kind: 'message', target })
      expect(places.find(target, FIRST)).to.equal(undefined)
      for (const asker of [SECOND, NOBODY]) expect(places.find(told, asker)).to.equal(undefined)
      places.forget(told)
      expect(places.find(told, FIRST)).to.equal(undefined)
    }
    expect(places.announce('https://upstream:1/message', '/sse', FIRST)).to.equal(undefined)
    expect(places.announce('//evil.example/message', '/sse', FIRST)).to.equal(undefined)
    expect(places.announce('http://upstream:1//evil.example/message', '/sse', FIRST)).to.equal(undefined)
  })

  it('is not the place of another’s stream by the upstream’s own URL, where that is the endpoint', () => {
    const VARIANTS = [
      'SESSIONID=1',
      'a;sessionId=1',
      'sessionId[]=1',
      'sessionId%5B0%5D=1',
      '%20sessionId=1',
      '[sessionId]=1',
      '%5BsessionId%5D=1',
      '[sessionId][0]=1',
      'session.id=1',
      'session%20id=1',
      'session_id=1',
      'sessionId%00=1',
      'session%C5%BFId=1',
    ].map((query) => `/sse?${query}`)
    const same = new Places(new URL('http://upstream:1/sse?key=k'))
    expect(same.find('/sse?sessionId=1&key=k', FIRST)).to.include({ kind: 'endpoint' })
    const told = String(same.announce('/sse?sessionId=1&key=k', '/sse?key=k', FIRST))
    for (const path of ['/sse?sessionId=1', '/sse?a=b&session%49d=1', '/sse?sessionId=2', ...VARIANTS])
      expect(same.find(path, FIRST), path).to.equal(undefined)
    expect(same.find('/sse?key=k&a=b', FIRST)).to.include({ kind: 'endpoint' })
    expect(same.find(told, FIRST)).to.include({ kind: 'message', target: '/sse?sessionId=1&key=k' })
    same.forget(told)
    expect(same.find('/sse?sessionId=1', FIRST)).to.include({ kind: 'endpoint' })
  })

  it('is found fast in a long query, however many streams are open', () => {
    const same = new Places(new URL('http://upstream:1/sse'))
    const told = Array.from({ length: 2_000 }, (_, at) =>
      String(same.announce(`/sse?sessionId=${at}`, '/sse', FIRST)),
    )
    const query = Array.from({ length: 3_000 }, (_, at) => `q${at}`).join('&')
    const begun = performance.now()
    expect(same.find(`/sse?${query}`, FIRST)).to.include({ kind: 'endpoint' })
    // Compared with each stream, as it was, several seconds.
    expect(performance.now() - begun).to.be.below(500)
    for (const one of told.slice(1)) same.forget(one)
    expect(same.find('/sse?sessionId=1', FIRST)).to.equal(undefined)
    same.forget(told[0] as string)
    same.forget(told[0] as string)
    expect(same.find('/sse?sessionId=1', FIRST)).to.include({ kind: 'endpoint' })
  })

  it('is not a place with a hundred names in its query', () => {
    const query = Array.from({ length: 101 }, (_, at) => `q${at}`).join('&')
    expect(places.announce(`/message?${query}`, '/sse', FIRST)).to.equal(undefined)
  })

  const ENDPOINT = { kind: 'endpoint', target: '/v1/mcp', methods: ['POST'] } as const

  it('is where a redirect within it leads, for the client and session that were redirected', () => {
    const told = String(places.redirect('http://upstream:1/v1/mcp/?key=k&a=b', ENDPOINT, FIRST))
    expect(told).to.match(/^\/v1\/mcp\/\?mcp-pqc-redirect=[\w-]+$/)
    expect(places.find(told, FIRST)).to.include({ kind: 'endpoint', target: '/v1/mcp/?key=k&a=b' })
    for (const asker of [SECOND, NOBODY, { ...FIRST, session: 's' }])
      expect(places.find(told, asker)).to.equal(undefined)
    for (const path of ['/v1/mcp/', '/v1/mcp/?key=k&a=b', '/v1/mcp/?mcp-pqc-redirect=', told.slice(0, -1)])
      expect(places.find(path, FIRST), path).to.equal(undefined)
    expect(places.redirect('https://evil.example/v1/mcp', ENDPOINT, FIRST)).to.equal(undefined)
    expect(places.redirect('http://upstream:1//evil.example/v1/mcp', ENDPOINT, FIRST)).to.equal(undefined)
    expect(places.redirect(`/${'x'.repeat(5_000)}`, ENDPOINT, FIRST)).to.equal(undefined)
  })

  it('is there for a minute after the redirect, however many there were', () => {
    const now = Date.now()
    const told = String(places.redirect('/other', ENDPOINT, NOBODY))
    for (let at = 0; at < 1_000; at++) places.redirect(`/${at}`, ENDPOINT, NOBODY)
    expect(places.find(told, NOBODY, now + 59_000)).to.include({ target: '/other' })
    expect(places.find(told, NOBODY, now + 62_000)).to.equal(undefined)
  })

  it('keeps the kind of the place that redirected', () => {
    const metadata = { kind: 'metadata', target: '/.well-known/openid-configuration', methods: [] } as const
    const told = String(places.redirect('/as', metadata, NOBODY))
    expect(places.find(told, NOBODY)?.methods).to.deep.equal(['GET', 'HEAD', 'OPTIONS'])
  })

  it('is told in other header fields without the operator’s query', () => {
    expect(places.relative('/v1/mcp/?key=k&a=b', '/v1/mcp')).to.equal('/v1/mcp/?a=b')
    expect(places.relative('http://upstream:1/v1/mcp/?a=b&key=k', '/v1/mcp')).to.equal('/v1/mcp/?a=b')
    expect(places.relative('https://evil.example/', '/v1/mcp')).to.equal(undefined)
  })
})
