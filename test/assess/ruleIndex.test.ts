import { expect } from 'chai'
import fc from 'fast-check'
import { parseOwnerFile } from '../../src/assess/owners/ownerFile.ts'
import { RuleIndex } from '../../src/assess/owners/ruleIndex.ts'
import type { Source } from '../../src/model/endpoint.ts'

const endpoint = (url: string, name: string) => ({
  url,
  sources: [{ kind: 'file', name } satisfies Source],
})

const rulesOf = (matches: readonly object[]) =>
  parseOwnerFile('own.yaml', JSON.stringify({ rules: matches.map((match) => ({ match, owner: 'a' })) })).rules

describe('many rules of an owner’s file', () => {
  for (const [kind, match] of Object.entries({
    'a URL': (i: number) => ({ url: `https://team-${i}.example/mcp` }),
    'the beginning of a URL': (i: number) => ({ url: `https://team-${i}.*` }),
    'the middle of a URL': (i: number) => ({ url: `*://team-${i}.example/*` }),
    'a name': (i: number) => ({ name: `server-${i}` }),
  }))
    it(`are compared only with endpoints that may have what they name: ${kind}`, () => {
      let compared = 0
      const counted = rulesOf(Array.from({ length: 10_000 }, (_, i) => match(i))).map((rule) => ({
        ...rule,
        matches: (one: Parameters<typeof rule.matches>[0]) => ++compared > 0 && rule.matches(one),
      }))
      const index = new RuleIndex(counted)
      for (let i = 0; i < 3000; i++) {
        const found = index.matching(endpoint(`https://team-${i}.example/mcp`, `server-${i}`))
        expect(found).to.deep.equal([counted[i]])
      }
      expect(compared).to.be.below(3000 * 100)
    })

  it('are those that match, in their order', () => {
    const part = fc.constantFrom('a.example', 'A', 'team-', 'b', '*', '/', 'https://', '1')
    const pattern = fc.array(part, { minLength: 1, maxLength: 5 }).map((parts) => parts.join(''))
    const match = fc
      .record({ url: pattern, name: pattern, tag: fc.constantFrom('file', 'f*') }, { requiredKeys: [] })
      .filter((one) => Object.keys(one).length > 0)
    fc.assert(
      fc.property(fc.array(match), pattern, pattern, (matches, url, name) => {
        const rules = rulesOf(matches)
        const one = endpoint(url, name)
        expect(new RuleIndex(rules).matching(one)).to.deep.equal(rules.filter((rule) => rule.matches(one)))
      }),
    )
  })
})
