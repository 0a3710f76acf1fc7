import { expect } from 'chai'
import { cut, listed } from '../../src/assess/findings/answer.ts'
import { findingsOf } from '../../src/assess/findings/findings.ts'
import type { DiscoveryFinding } from '../../src/model/endpoint.ts'
import { ENDPOINT, NOW } from '../facts.ts'

describe('the evidence of a finding', () => {
  it('has a text up to its length, whole characters counted', () => {
    for (const [text, length, expected] of [
      ['abcde', 5, 'abcde'],
      ['abcdef', 5, 'abcd…'],
      ['😀😀😀', 3, '😀😀😀'],
      ['😀😀😀😀', 3, '😀😀…'],
      ['e\u0301'.repeat(9), 2, 'e…'],
      ['', 1, ''],
    ] as const)
      expect(cut(text, length), text).to.equal(expected)
  })

  it('names so many, and how many more', () => {
    const names = (count: number) => Array.from({ length: count }, (_, i) => `n${i}`)
    expect(listed(names(1))).to.equal('n0')
    expect(listed(names(3))).to.equal('n0, n1, n2')
    const long = listed(names(50))
    expect(long).to.match(/^n0, n1, .* and \d+ more$/)
    const more = Number(/(\d+) more$/.exec(long)?.[1])
    expect(long.split(', ').length + more).to.equal(50)
  })

  it('of a client configuration has its place, and tells equal ones apart', () => {
    const found = (code: DiscoveryFinding['code'], message: string, line?: number): DiscoveryFinding => ({
      code,
      level: 'warning',
      message,
      path: '/c.json',
      ...(line === undefined ? {} : { line }),
    })
    const endpoint = {
      ...ENDPOINT,
      findings: [
        found('TLS_VERIFICATION_OFF', 'it is off', 3),
        found('TLS_VERIFICATION_OFF', 'it is off', 4),
        found('EXTRA_CA', 'a CA'),
      ],
    }
    const { findings } = findingsOf({ endpoint, addresses: [] }, 'low', NOW)
    expect(findings.filter(({ id }) => id === 'verification-off')).to.deep.equal([
      {
        id: 'verification-off',
        level: 'warning',
        evidence: 'The client configuration weakens the connection: it is off.',
        key: 'TLS_VERIFICATION_OFF /c.json it is off 1',
        place: { path: '/c.json', line: 3 },
      },
      {
        id: 'verification-off',
        level: 'warning',
        evidence: 'The client configuration weakens the connection: it is off.',
        key: 'TLS_VERIFICATION_OFF /c.json it is off 2',
        place: { path: '/c.json', line: 4 },
      },
    ])
    expect(findings.find(({ id }) => id === 'extra-authority')?.place).to.deep.equal({ path: '/c.json' })
  })
})
