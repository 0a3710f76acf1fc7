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

  const named = (name: string, key = 'region', header = 'Region') => ({
    name,
    inputSchema: { properties: { [key]: { 'x-mcp-header': header } } },
  })
  const isKnown = (name: string, key = 'region') =>
    Object.keys(tools.fieldsFor({ name, arguments: { [key]: 'x' } })).length > 0

  it('are 10,000 at most of all tools, so that a list without end does not fill the memory', () => {
    const all = Array.from({ length: 10_050 }, (_, at) => named(`t${at}`))
    // One that comes again counts once.
    tools.learn({ tools: [...all.slice(0, 5_000), ...all] })
    expect([isKnown('t0'), isKnown('t9999'), isKnown('t10000')]).to.deep.equal([true, true, false])
    tools.learn({ tools: [{ name: 't0' }, named('other')] })
    expect([isKnown('t0'), isKnown('other')]).to.deep.equal([false, true])
    tools.learn({ tools: all.map(({ name }) => ({ name })) })
  })

  it('have names of a bounded length', () => {
    const long = 'x'.repeat(1_025)
    tools.learn({ tools: [named(long), named('a', long), named('b', 'region', long), named('c')] })
    expect([isKnown(long), isKnown('a', long), isKnown('b'), isKnown('c')]).to.deep.equal([
      false,
      false,
      false,
      true,
    ])
  })
})
