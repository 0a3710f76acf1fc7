import { expect } from 'chai'
import { rewriteChallenge, rewriteMetadata } from '../../../src/gateway/passThrough/metadata.ts'
import { Places } from '../../../src/gateway/passThrough/places.ts'

describe('what a login behind the gateway is told', () => {
  const FROM = 'http://127.0.0.1:3001'
  const TO = 'https://gateway.example'

  it('is the metadata at the gateway, where it was at the upstream', () => {
    const header = `Bearer error="invalid_token", resource_metadata="${FROM}/.well-known/oauth-protected-resource/mcp"`
    expect(rewriteChallenge(header, FROM, TO)).to.equal(header.replace(FROM, TO))
    expect(rewriteChallenge(header, 'http://other', TO)).to.equal(header)
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
  const places = new Places(new URL('http://upstream:1/v1/mcp?key=k'))

  it('is its endpoint, with the query of its URL', () => {
    expect(places.find('/v1/mcp')).to.include({ kind: 'endpoint', target: '/v1/mcp?key=k' })
    expect(places.find('/v1/mcp?a=b')).to.include({ target: '/v1/mcp?key=k&a=b' })
  })

  it('is what RFC 9728 and RFC 8414 publish', () => {
    expect(places.find('/.well-known/oauth-protected-resource/v1/mcp')).to.include({ kind: 'metadata' })
    expect(places.find('/.well-known/oauth-authorization-server')).to.include({ kind: 'metadata' })
    expect(places.find('/.well-known/oauth-protected-resource-x')).to.equal(undefined)
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
    ]) {
      expect(places.find(path), path).to.equal(undefined)
    }
  })

  it('is the place that an open stream named, as long as it is open', () => {
    expect(places.announce('/message?s=1', '/sse')).to.equal('/message?s=1')
    expect(places.announce('message?s=2', '/v1/sse')).to.equal('/v1/message?s=2')
    expect(places.announce('http://upstream:1/message?s=1', '/sse')).to.equal('/message?s=1')
    expect(places.find('/message?s=1')).to.include({ kind: 'message', target: '/message?s=1' })
    expect(places.find('/message?s=3')).to.equal(undefined)
    places.forget('/message?s=1')
    expect(places.find('/message?s=1')).to.include({ kind: 'message' })
    places.forget('/message?s=1')
    expect(places.find('/message?s=1')).to.equal(undefined)
    expect(places.announce('https://upstream:1/message', '/sse')).to.equal(undefined)
    expect(places.announce('//evil.example/message', '/sse')).to.equal(undefined)
    expect(places.announce('http://upstream:1//evil.example/message', '/sse')).to.equal(undefined)
  })

  it('is where a redirect within it leads, without the operator’s query', () => {
    expect(places.redirect('http://upstream:1/v1/mcp/?key=k', '/v1/mcp')).to.equal('/v1/mcp/')
    expect(places.find('/v1/mcp/')).to.include({ kind: 'endpoint', target: '/v1/mcp/?key=k' })
    expect(places.redirect('/v1/mcp/?key=k&a=b', '/v1/mcp')).to.equal('/v1/mcp/?a=b')
    expect(places.redirect('/v1/mcp/?a=b&key=k', '/v1/mcp')).to.equal('/v1/mcp/?a=b')
    expect(places.redirect('https://evil.example/v1/mcp', '/v1/mcp')).to.equal(undefined)
    expect(places.redirect('http://upstream:1//evil.example/v1/mcp', '/v1/mcp')).to.equal(undefined)
  })
})
