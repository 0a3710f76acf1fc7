import { expect } from 'chai'
import { RequestIds } from '../../src/mcp/requestIds.ts'
import { pieces } from './pieces.ts'

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
