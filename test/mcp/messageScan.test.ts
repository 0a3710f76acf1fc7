import { expect } from 'chai'
import { ambiguityOf, MessageScan } from '../../src/mcp/messageScan.ts'
import { pieces } from './pieces.ts'

describe('the ids of requests that stream by', () => {
  const idsOf = (chunks: readonly Uint8Array[]): string[] => {
    const scan = new MessageScan()
    for (const chunk of chunks) scan.read(chunk)
    return scan.ids
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

describe('a message that peers could read differently', () => {
  const problems = (body: string): (string | undefined)[] => [
    ...new Set(
      pieces(body).map((chunks) => {
        const scan = new MessageScan()
        for (const chunk of chunks) scan.read(chunk)
        return scan.problem
      }),
    ),
  ]
  const twice = (name: string): string => `the message has the member "${name}" twice`
  const cased = (name: string): string =>
    `the message has a member whose name differs from "${name}" in case only`

  const META = '"io.modelcontextprotocol/protocolVersion"'
  for (const [what, body, problem] of [
    ['two ids', '{"id":1,"id":2,"method":"x"}', twice('id')],
    ['two methods', '{"method":"a","method":"b"}', twice('method')],
    ['two params', '{"method":"a","params":{},"params":{"x":1}}', twice('params')],
    ['an escaped name', '{"id":1,"\\u0069\\u0064":2,"method":"x"}', twice('id')],
    ['two request ids', '{"method":"x","params":{"requestId":1,"a":{},"requestId":2}}', twice('requestId')],
    ['two of _meta', '{"method":"x","params":{"_meta":{},"_\\u006deta":{}}}', twice('_meta')],
    [
      'two tokens',
      '{"method":"x","params":{"_meta":{"progressToken":1,"progressToken":2}}}',
      twice('progressToken'),
    ],
    ['two versions', `{"params":{"_meta":{${META}:"a",${META}:"b"}},"method":"x"}`, twice(META.slice(1, -1))],
    [
      'two of a key to come',
      `{"params":{"_meta":{"io.modelcontextprotocol/x":1,"io.modelcontextprotocol/x":2}}}`,
      twice('io.modelcontextprotocol/x'),
    ],
    ['the second of a batch', '[{"id":1,"method":"x"},{"id":2,"id":3,"method":"x"}]', twice('id')],
    ['two results', '{"id":1,"result":{},"result":{}}', twice('result')],
    ['Method', '{"Method":"notifications/cancelled","method":"x"}', cased('method')],
    ['ID alone', '{"ID":1,"method":"x"}', cased('id')],
    ['Kelvin', '{"params":{"_meta":{"progressTo\u212aen":1}}}', cased('progressToken')],
    ['long s', '{"paramſ":{"requestId":1}}', cased('params')],
    ['requestid', '{"method":"x","params":{"requestid":1}}', cased('requestId')],
    ['_Meta', '{"method":"x","params":{"_Meta":{}}}', cased('_meta')],
    ['Name', '{"method":"x","params":{"name":"a","Name":"b"}}', cased('name')],
    ['a version in capitals', `{"params":{"_meta":{${META.toUpperCase()}:1}}}`, cased(META.slice(1, -1))],
    [
      'a key to come in capitals',
      '{"params":{"_meta":{"IO.modelcontextprotocol/x":1}}}',
      cased('io.modelcontextprotocol/x'),
    ],
  ] as const) {
    it(`is one with ${what}`, () => {
      expect(problems(body)).to.deep.equal([problem])
      expect(ambiguityOf(body)).to.equal(problem)
    })
  }

  it('is none whose other members are equal, or named like those of the protocol elsewhere', () => {
    for (const body of [
      '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"x","arguments":{"ID":1,"id":1,"Name":2}}}',
      '{"method":"x","params":{"a":1,"a":2,"A":3,"Message":1,"_meta":{"x":1,"X":1,"id":1,"ID":2}}}',
      '{"method":"x","params":[{"requestid":1,"requestid":2}]}',
      '{"method":"x","params":{"toString":{"id":1,"ID":1},"constructor":{},"__proto__":{}}}',
      '{"id":1,"result":{"id":1,"ID":2,"id":3}}',
      '[{"id":1,"method":"x"},{"id":2,"method":"y"}]',
      '{"method":"x","params":{"name":"\\"id\\":1,\\"id\\":2","uri":"{\\"ID\\":1}"}}',
      '"id":1,"id":2}}]]{',
    ]) {
      expect(problems(body), body).to.deep.equal([undefined])
    }
  })

  it('holds neither the members of the protocol’s own in _meta nor long names', () => {
    const keys = Array.from({ length: 200 }, (_, at) => `"io.modelcontextprotocol/${at}":1`)
    expect(ambiguityOf(`{"params":{"_meta":{${keys.join(',')}}}}`)).to.include('too many members')
    expect(ambiguityOf(`{"${'\\u0069'.repeat(100)}":1,"id":1}`)).to.equal(undefined)
  })
})
