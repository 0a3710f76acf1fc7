import { expect } from 'chai'
import type { McpFacts } from '../../../src/model/mcp.ts'
import { redactCredentials } from '../../../src/probe/mcp/redactCredentials.ts'

describe('credentials that a server sends back', () => {
  it('are hidden wherever they stand, with and without their scheme', () => {
    const facts = {
      server: { name: 'echo', version: 'Bearer s3cret/99' },
      instructions: 'you sent s3cret/99',
      tools: [{ name: 't', description: 'https://h/?k=s3cret%2F99', inputSchema: { 's3cret/99': 1 } }],
    } as unknown as McpFacts
    const cleaned = JSON.stringify(redactCredentials(facts, ['Bearer s3cret/99']))
    expect(cleaned).not.to.match(/s3cret/)
    expect(cleaned).to.include('"name":"echo"')
  })

  it('leave what is too short to be one', () => {
    const facts = { instructions: 'abc' } as unknown as McpFacts
    expect(redactCredentials(facts, ['abc'])).to.deep.equal({ instructions: 'abc' })
  })
})
