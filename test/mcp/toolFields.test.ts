import { expect } from 'chai'
import { parseExactly } from '../../src/mcp/json.ts'
import { ToolFields } from '../../src/mcp/toolFields.ts'

describe('arguments that a tool wants in header fields', () => {
  const properties = {
    region: { type: 'string', 'x-mcp-header': 'Region' },
    deep: { type: 'object', properties: { n: { type: 'integer', 'x-mcp-header': 'N' } } },
    bad: { type: 'string', 'x-mcp-header': 'not a token' },
    plain: { type: 'string' },
  }
  const tools = new ToolFields()
  const learn = (inputSchema: unknown) => tools.learn({ tools: [{ name: 'query', inputSchema }, 7, {}] })
  const fieldsFor = (text: string) => tools.fieldsFor(parseExactly(text) as Record<string, unknown>)

  it('are the ones that its list names, with exact numbers', () => {
    learn({ type: 'object', properties })
    const call = '{"name":"query","arguments":{"region":"é","deep":{"n":12345678901234567890},"bad":"x"}}'
    expect(fieldsFor(call)).to.deep.equal({
      'mcp-param-region': '=?base64?w6k=?=',
      'mcp-param-n': '12345678901234567890',
    })
    expect(fieldsFor('{"name":"query","arguments":{"region":null,"deep":1}}')).to.deep.equal({})
    expect(fieldsFor('{"name":"other","arguments":{"region":"x"}}')).to.deep.equal({})
    expect(fieldsFor('{}')).to.deep.equal({})
  })

  it('are forgotten when a later list does not name them', () => {
    learn({ type: 'object' })
    expect(fieldsFor('{"name":"query","arguments":{"region":"x"}}')).to.deep.equal({})
  })
})
