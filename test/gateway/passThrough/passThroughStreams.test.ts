import { expect } from 'chai'
import { EndpointEvent, EventPosition } from '../../../src/gateway/passThrough/eventStream.ts'
import { rewriteChallenge, rewriteMetadata } from '../../../src/gateway/passThrough/metadata.ts'
import { Places } from '../../../src/gateway/passThrough/places.ts'
import { RequestIds } from '../../../src/gateway/passThrough/requestIds.ts'

/** Cut at every place, and byte by byte: where a chunk ends says nothing. */
const pieces = (text: string): Uint8Array[][] => {
  const bytes = Buffer.from(text)
  const cuts = Array.from({ length: bytes.length }, (_, at) => [bytes.subarray(0, at), bytes.subarray(at)])
  return [...cuts, Array.from(bytes, (byte) => Uint8Array.of(byte))]
}

describe('the ids of requests that stream by', () => {
  const idsOf = (chunks: readonly Uint8Array[]): string[] => {
    const ids = new RequestIds()
    for (const chunk of chunks) ids.read(chunk)
    return ids.found
  }

  const CASES: [what: string, body: string, ids: string[]][] = [
    ['a number', '{"jsonrpc":"2.0","id":7,"method":"ping"}', ['7']],
    ['a string, and white space', '{ "method" : "ping" ,\r\n "id" : "a\\"b," }', ['"a\\"b,"']],
    ['one that JavaScript cannot hold', '{"id":12345678901234567890,"method":"x"}', ['12345678901234567890']],
    ['behind its parameters', '{"method":"x","params":{"id":1,"a":[{"id":2}],"s":"}{\\\\"},"id":3}', ['3']],
    ['a batch', '[{"id":1,"method":"a"},{"method":"b"},{"id":"2","method":"c"}]', ['1', '"2"']],
    ['a notification', '{"method":"notifications/initialized"}', []],
    ['a response', '{"id":1,"result":{"method":"x"}}', []],
    ['an id that is none', '{"id":{"id":1},"method":"x"}', []],
    ['null', '{"id":null,"method":"x"}', []],
    ['a body that breaks off', '{"id":1,"method":"x","params":{"a', ['1']],
    ['a body that breaks off before', '{"method":"x","params":{"a', []],
    ['no JSON', '"id":1,"method" }}}]]]{{{', []],
  ]
  for (const [what, body, ids] of CASES) {
    it(`finds ${JSON.stringify(ids)}: ${what}`, () => {
      for (const chunks of pieces(body)) expect(idsOf(chunks)).to.deep.equal(ids)
    })
  }

  it('holds neither a long id nor many', () => {
    expect(idsOf([Buffer.from(`{"id":"${'x'.repeat(300)}","method":"x"}`)])).to.deep.equal([])
    expect(idsOf([Buffer.from(`[${'{"id":1,"method":"x"},'.repeat(200)}]`)])).to.have.lengthOf(100)
  })
})

describe('the place that HTTP+SSE names', () => {
  const read = (chunks: readonly Uint8Array[]): string => {
    const event = new EndpointEvent((place) => `/gateway${place}`)
    return Buffer.concat(chunks.map((chunk) => event.read(chunk))).toString()
  }

  const CASES: [what: string, stream: string, expected: string][] = [
    [
      'at the beginning',
      'event: endpoint\ndata: /message?id=1\n\nevent: message\ndata: {}\n\n',
      'event: endpoint\ndata: /gateway/message?id=1\n\nevent: message\ndata: {}\n\n',
    ],
    [
      'with other line ends, and no space',
      'event:endpoint\r\ndata:/m\r\n\r\ndata: x\r\n\r\n',
      'event: endpoint\ndata: /gateway/m\n\ndata: x\r\n\r\n',
    ],
    [
      'behind a comment',
      ': hello\n\nevent: endpoint\ndata: /m\n\n',
      ': hello\n\nevent: endpoint\ndata: /gateway/m\n\n',
    ],
    [
      'behind a byte order mark and what is no event',
      '\ufeffretry: 100\n\nid: 1\n\nevent: endpoint\ndata: /m\n\n',
      '\ufeffretry: 100\n\nid: 1\n\nevent: endpoint\ndata: /gateway/m\n\n',
    ],
    [
      'right behind a byte order mark',
      '\ufeffevent: endpoint\ndata: /m\n\n',
      'event: endpoint\ndata: /gateway/m\n\n',
    ],
    [
      'never',
      'event: message\ndata: {}\n\nevent: endpoint\ndata: /m\n\n',
      'event: message\ndata: {}\n\nevent: endpoint\ndata: /m\n\n',
    ],
  ]
  for (const [what, stream, expected] of CASES) {
    it(`is rewritten where it comes ${what}`, () => {
      for (const chunks of pieces(stream)) expect(read(chunks)).to.equal(expected)
    })
  }

  it('is waited for in no more than the beginning of a stream, and no comment is held back for it', () => {
    const event = new EndpointEvent((place) => place)
    expect(Buffer.from(event.read(Buffer.from(': ping\n\n'))).toString()).to.equal(': ping\n\n')
    expect(event.read(Buffer.from(`data: ${'x'.repeat(5_000)}`))).to.have.lengthOf(0)
    expect(event.read(Buffer.from('y'.repeat(5_000)))).to.have.lengthOf(10_006)
    expect(event.read(Buffer.from('z'))).to.have.lengthOf(1)
  })
})

describe('how far a stream of events has come', () => {
  const lastId = (stream: string): (string | undefined)[] => [
    ...new Set(
      pieces(stream).map((chunks) => {
        const position = new EventPosition()
        for (const chunk of chunks) position.read(chunk)
        return position.lastId
      }),
    ),
  ]

  it('is the id of the last whole event', () => {
    expect(lastId('id: 1\ndata: x\n\nid: 2\ndata: y\n\nid: 3\ndata: z\n')).to.deep.equal(['2'])
    expect(lastId('id:a-b\r\ndata: x\r\n\r\ndata: y\r\n\r\n')).to.deep.equal(['a-b'])
    expect(lastId('data: x\n\nidx: 1\n\n')).to.deep.equal([undefined])
  })

  it('does not take a long line for an id', () => {
    expect(lastId(`id: ${'x'.repeat(2_000)}\n\n`)).to.deep.equal([undefined])
  })

  it('leaves no half of an event to be read as a message', () => {
    for (const half of ['data: {"a":', 'event: message\ndata: {"a', 'event: mess', 'id: 1\ndata: {}\n', '']) {
      const position = new EventPosition()
      position.read(Buffer.from(half))
      const [type, data] = firstEventOf(half + position.cutOff())
      expect(data === '' || type === 'cut-off', half).to.equal(true)
    }
  })
})

/** As a client reads it (WHATWG HTML §9.2.6). */
const firstEventOf = (stream: string): [type: string, data: string] => {
  let type = 'message'
  const data: string[] = []
  for (const line of stream.split('\n')) {
    if (line === '' && data.length > 0) break
    if (line === '') type = 'message'
    if (line.startsWith('event: ')) type = line.slice(7)
    if (line.startsWith('data: ')) data.push(line.slice(6))
  }
  return [type, data.join('\n')]
}

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
