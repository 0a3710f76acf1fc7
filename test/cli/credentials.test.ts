import { expect } from 'chai'
import { readCredentials } from '../../src/cli/input/credentials.ts'
import { McpPqcError } from '../../src/model/error.ts'

const TARGETS = ['https://mcp.example/mcp', 'https://mcp.example/sse']

const codeOf = (read: () => unknown): string => {
  try {
    read()
  } catch (error) {
    if (error instanceof McpPqcError) return error.code
    throw error
  }
  return 'none'
}

describe('credentials of the command line', () => {
  it('belong to the one origin of the targets', () => {
    const words = { header: ['X-Key: abc'], 'token-env': 'TOKEN', targets: TARGETS }
    expect(readCredentials(words, { TOKEN: 't0k3n' })).to.deep.equal([
      { origin: 'https://mcp.example', headers: { 'X-Key': 'abc', Authorization: 'Bearer t0k3n' } },
    ])
  })

  it('are none where none are named', () => {
    expect(readCredentials({ targets: ['10.0.0.0/24'] }, {})).to.deep.equal([])
  })

  const wrong: [string, string, Parameters<typeof readCredentials>[0]][] = [
    [
      'two origins',
      'CREDENTIAL_ORIGIN',
      { header: ['A: b'], targets: [...TARGETS, 'https://other.example/'] },
    ],
    ['a range', 'CREDENTIAL_ORIGIN', { header: ['A: b'], targets: ['10.0.0.0/24'] }],
    ['no target', 'CREDENTIAL_ORIGIN', { header: ['A: b'], targets: [] }],
    ['a header without a value', 'HEADER_INVALID', { header: ['A:'], targets: TARGETS }],
    ['a header with a line end', 'HEADER_INVALID', { header: ['A: b\r\nC: d'], targets: TARGETS }],
    ['a variable that is not set', 'TOKEN_MISSING', { 'token-env': 'TOKEN', targets: TARGETS }],
  ]
  for (const [what, code, words] of wrong) {
    it(`are refused with ${what}`, () => {
      expect(codeOf(() => readCredentials(words, {}))).to.equal(code)
    })
  }

  it('are not shown by the refusal', () => {
    expect(() => readCredentials({ header: ['s3cret'], targets: TARGETS }, {})).to.throw(/^(?!.*s3cret)/)
  })
})
