import { expect } from 'chai'
import { readJson } from '../../src/mcp/json.ts'
import {
  asLine,
  messageOf,
  metaOf,
  type RpcBatch,
  readBatch,
  readReceived,
  replyTo,
  rpcError,
} from '../../src/mcp/message.ts'

describe('JSON-RPC messages', () => {
  const CASES: [text: string, kind: string, id: string | undefined][] = [
    ['{"jsonrpc":"2.0","id":1,"method":"x"}', 'request', '1'],
    ['{"jsonrpc":"2.0","id":"1","method":"x","params":[]}', 'request', '"1"'],
    ['{"jsonrpc":"2.0","id":12345678901234567890,"method":"x"}', 'request', '12345678901234567890'],
    ['{"jsonrpc":"2.0","method":"x"}', 'notification', undefined],
    ['{"jsonrpc":"2.0","id":1,"result":null}', 'response', '1'],
    ['{"jsonrpc":"2.0","id":null,"error":{"code":1,"message":""}}', 'response', 'null'],
    ['{"jsonrpc":"2.0","error":{"code":1,"message":""}}', 'response', 'null'],
  ]
  for (const [text, kind, id] of CASES) {
    it(`are a ${kind}: ${text}`, () => {
      const batch = readBatch(text)
      expect(batch).to.be.an('array').with.lengthOf(1)
      expect((batch as RpcBatch)[0]).to.include({ kind, ...(id !== undefined && { id }) })
    })
  }

  // JSON-RPC 2.0 §4: "jsonrpc" is exactly "2.0". MCP, basic, "Requests": the id must not be null.
  const INVALID: [text: string, id: string][] = [
    ['{"id":1,"method":"x"}', '1'],
    ['{"jsonrpc":"1.0","id":"a","result":{}}', '"a"'],
    ['{"jsonrpc":"2.0","id":null,"method":"x"}', 'null'],
    ['{"jsonrpc":"2.0","id":{},"method":"x"}', 'null'],
    ['{"jsonrpc":"2.0","id":9}', '9'],
    ['[]', 'null'],
    ['[{"jsonrpc":"2.0","method":"x"},{"id":7}]', '7'],
    ['null', 'null'],
  ]
  for (const [text, id] of INVALID) {
    it(`are not ${text}`, () => {
      expect(readBatch(text)).to.deep.equal({
        code: -32_600,
        id,
        message: 'the message is not JSON-RPC 2.0',
      })
    })
  }

  it('are not what is not JSON', () => {
    const unreadable = { code: -32_700, id: 'null', message: 'the message is not JSON' }
    expect(readBatch('nonsense')).to.deep.equal(unreadable)
    expect(readBatch('\u00a0{"jsonrpc":"2.0","method":"x"}')).to.deep.equal(unreadable)
  })

  it('come in batches of at most 1,000', () => {
    const batch = (length: number): string =>
      `[${Array(length).fill('{"jsonrpc":"2.0","id":1,"method":"a"}')}]`
    expect(readBatch(batch(1_000))).to.have.lengthOf(1_000)
    const message = 'the batch has more than 1000 messages'
    expect(readBatch(batch(1_001))).to.deep.equal({ code: -32_600, id: 'null', message })
    const deep = { code: -32_700, id: 'null', message: 'the message is JSON nested deeper than 128' }
    expect(readBatch('['.repeat(200))).to.deep.equal(deep)
  })

  it('come in batches', () => {
    const batch = readBatch('[{"jsonrpc":"2.0","id":1,"method":"a"},{"jsonrpc":"2.0","method":"b"}]')
    expect((batch as RpcBatch).map(({ kind }) => kind)).to.deep.equal(['request', 'notification'])
  })

  it('have parameters and `_meta`, or empty ones', () => {
    const of = (params: unknown) => {
      const message = messageOf({ jsonrpc: '2.0', method: 'x', params })
      return message?.kind === 'notification' ? [message.params, metaOf(message)] : undefined
    }
    expect(of({ _meta: { a: 1 } })).to.deep.equal([{ _meta: { a: 1 } }, { a: 1 }])
    for (const params of [undefined, [1], 'x']) expect(of(params)).to.deep.equal([{}, {}])
    expect(of({ _meta: 7 })).to.deep.equal([{ _meta: 7 }, {}])
  })

  it('are written as errors under the id as it came', () => {
    expect(rpcError('12345678901234567890', { code: -32_000, message: 'a"b' })).to.equal(
      '{"jsonrpc":"2.0","id":12345678901234567890,"error":{"code":-32000,"message":"a\\"b"}}',
    )
  })

  it('fit into one line', () => {
    expect(asLine('{"a":1,\r\n"b":2}')).to.equal('{"a":1, "b":2}')
  })
})

describe('the reply to a request', () => {
  const reply = (text: string) => replyTo(5, readJson(text))

  it('is the response with its id, in a batch too', () => {
    const result = { kind: 'result', result: { a: 1 } }
    const text = '{"jsonrpc":"2.0","id":5,"result":{"a":1}}'
    expect(reply(text)).to.deep.equal(result)
    expect(
      reply(`[{"jsonrpc":"2.0","method":"x"},{"jsonrpc":"2.0","id":6,"result":{}},${text}]`),
    ).to.deep.equal(result)
  })

  it('is an error with its id, or without one', () => {
    for (const id of ['"id":5,', '"id":null,', '']) {
      expect(reply(`{"jsonrpc":"2.0",${id}"error":{"code":-32000,"message":"no","data":[1]}}`)).to.deep.equal(
        {
          kind: 'error',
          code: -32_000,
          message: 'no',
          data: [1],
        },
      )
    }
    expect(reply('{"jsonrpc":"2.0","id":5,"error":{"code":1}}')).to.deep.equal({
      kind: 'error',
      code: 1,
      message: '',
    })
  })

  for (const [text, problem] of [
    ['<html>', 'not valid JSON'],
    ['{"a":1}', 'JSON that is not JSON-RPC'],
    ['{"id":5,"result":{}}', 'JSON that is not JSON-RPC'],
    ['{"jsonrpc":"2.0","method":"x"}', 'JSON that is not JSON-RPC'],
    ['{"jsonrpc":"2.0","id":"5","result":{}}', 'a JSON-RPC response to another id'],
    ['{"jsonrpc":"2.0","id":6,"error":{"code":1}}', 'a JSON-RPC response to another id'],
    ['{"jsonrpc":"2.0","id":5,"result":[]}', 'a JSON-RPC result that is not an object'],
  ] as const) {
    it(`is none: ${text}`, () => {
      expect(reply(text)).to.deep.equal({ kind: 'none', problem })
    })
  }
})

describe('what a server sends', () => {
  it('is not parsed where it is too short to be a message', () => {
    const { parse } = JSON
    let parsed = 0
    JSON.parse = (...of: Parameters<typeof parse>) => {
      parsed++
      return parse(...of)
    }
    try {
      for (const text of ['', 'a', '{}', '[]', '{"jsonrpc":"2.0","id":1}'])
        expect(readReceived(text)).to.deep.include({ message: 'the message is not JSON-RPC 2.0' })
      expect(parsed).to.equal(0)
      expect(readReceived('{"jsonrpc":"2.0","method":"a"}')).to.have.lengthOf(1)
    } finally {
      JSON.parse = parse
    }
  })
})
