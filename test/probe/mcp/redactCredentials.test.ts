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

  it('are hidden in either case, in base64, and where a bound cut them off', () => {
    const token = 'Xy7s3cretTokenOf40Characters/0123456789'
    const basic = `Basic ${Buffer.from(`me:${token}`).toString('base64')}`
    for (const value of [`Bearer ${token}`, basic]) {
      const texts = [
        ...[token.toUpperCase(), Buffer.from(token).toString('base64'), `a${token.slice(0, 20)}`],
        ...[`https://127.0.0.1/as/x-${token}/y`, `${'d'.repeat(60)}${token.slice(0, 8)}`],
      ]
      expect(redactCredentials(texts, [value]), value).to.deep.equal([
        ...['***', Buffer.from(token).length % 3 === 0 ? '***' : '***=', 'a***'],
        ...['https://127.0.0.1/as/x-***/y', `${'d'.repeat(60)}***`],
      ])
    }
  })

  it('leave what is too short to be one', () => {
    const facts = { instructions: 'abc' } as unknown as McpFacts
    expect(redactCredentials(facts, ['abc'])).to.deep.equal({ instructions: 'abc' })
  })
})
