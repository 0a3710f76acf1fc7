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

  it('are hidden in parts, if a credential has several, and as numbers', () => {
    const sent = [
      'sid=S3CRETsid99887766; theme=dark; pref="S3CRETpref123"; enc=S3CRET%2Fenc',
      'Digest username="S3CRETuser", realm="public realm", nonce="S3CRETnonce1", uri="/mcp/path", ' +
        'response=S3CRETresponse1, opaque="S3CRETopaque", cnonce=S3CRETcnonce',
      ...['991122334455', '12345678901234567890'],
    ]
    const facts = {
      instructions: 'S3CRETsid99887766 S3CRETpref123 S3CRET/enc S3CRETuser S3CRETnonce1 S3CRETresponse1',
      path: '/mcp/path',
      server: { name: 'public realm, dark', version: 'S3CRETopaque s3cretcnonce' },
      requests: 991122334455,
      tools: [{ inputSchema: { default: 991122334455, other: [Number('12345678901234567890'), 7] } }],
    } as unknown as McpFacts
    expect(redactCredentials(facts, sent)).to.deep.equal({
      instructions: '*** *** *** *** *** ***',
      path: '/mcp/path',
      server: { name: 'public realm, dark', version: '*** ***' },
      requests: 991122334455,
      tools: [{ inputSchema: { default: '***', other: ['***', 7] } }],
    })
  })

  it('leave what is too short to be one', () => {
    const facts = { instructions: 'abc' } as unknown as McpFacts
    expect(redactCredentials(facts, ['abc'])).to.deep.equal({ instructions: 'abc' })
  })
})
