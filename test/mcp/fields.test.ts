import { expect } from 'chai'
import { decodeFieldValue, encodeFieldValue, headerMismatch, standardFields } from '../../src/mcp/fields.ts'
import { modernParams } from '../../src/mcp/requests.ts'

describe('header fields that repeat the body (2026-07-28)', () => {
  // SEP-2243, "Value Encoding"; a tab within is allowed (RFC 9110 §5.5), as in the official SDK.
  const VALUES: [text: string, field: string][] = [
    ['get_weather', 'get_weather'],
    ['a b\tc', 'a b\tc'],
    ['', '=?base64??='],
    [' padded ', '=?base64?IHBhZGRlZCA=?='],
    ['é', '=?base64?w6k=?='],
    ['a\r\nhost: b', '=?base64?YQ0KaG9zdDogYg==?='],
    ['=?base64?literal?=', '=?base64?PT9iYXNlNjQ/bGl0ZXJhbD89?='],
  ]
  for (const [text, field] of VALUES) {
    it(`write ${JSON.stringify(text)} as ${JSON.stringify(field)}`, () => {
      expect(encodeFieldValue(text)).to.equal(field)
      expect(decodeFieldValue(field)).to.equal(text)
    })
  }

  const fieldsOf = (method: string, params = {}) =>
    standardFields({ method, params: modernParams('2026-07-28', params) })
  const VERSION = { 'mcp-protocol-version': '2026-07-28' }

  it('are version, method and name', () => {
    expect(fieldsOf('server/discover')).to.deep.equal({ ...VERSION, 'mcp-method': 'server/discover' })
    const named: [method: string, parameter: string][] = [
      ['tools/call', 'name'],
      ['prompts/get', 'name'],
      ['resources/read', 'uri'],
      ['tasks/get', 'taskId'],
    ]
    for (const [method, parameter] of named) {
      const expected = { ...VERSION, 'mcp-method': method, 'mcp-name': 'x' }
      expect(fieldsOf(method, { [parameter]: 'x' })).to.deep.equal(expected)
    }
    expect(fieldsOf('tools/list', { name: 'x' })).to.deep.equal({ ...VERSION, 'mcp-method': 'tools/list' })
    expect(fieldsOf('tools/call', { name: 7 })).to.deep.equal({ ...VERSION, 'mcp-method': 'tools/call' })
  })

  it('are none where the message names no revision of that era', () => {
    expect(standardFields({ method: 'tools/list', params: {} })).to.deep.equal({})
    expect(standardFields({ method: 'x', params: modernParams('2025-11-25') })).to.deep.equal({})
  })

  it('have to be there and to agree with the body', () => {
    const call = { method: 'tools/call', params: { name: 'é' } }
    const fields = { ...VERSION, 'mcp-method': 'tools/call' }
    const rows: [headers: Record<string, string>, problem: string | undefined][] = [
      [{}, 'The header MCP-Protocol-Version is missing.'],
      [VERSION, 'The header Mcp-Method is missing.'],
      [fields, 'The header Mcp-Name is missing.'],
      [{ ...fields, 'mcp-name': 'e' }, 'The header Mcp-Name does not match params.name.'],
      [{ ...fields, 'mcp-name': ' =?base64?w6k=?= ' }, undefined],
    ]
    for (const [headers, problem] of rows) expect(headerMismatch(call, headers)).to.equal(problem)
    for (const method of ['tools/list', 'constructor'])
      expect(headerMismatch({ method, params: {} }, fields)).to.equal(undefined)
  })
})
