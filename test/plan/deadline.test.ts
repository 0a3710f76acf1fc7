import { expect } from 'chai'
import { type DeadlineQuestion, deadlineFor } from '../../src/plan/deadline.ts'
import { MANDATES, policyOf, type Strength } from '../../src/registry/mandates/mandates.ts'

const question = (changes: Partial<DeadlineQuestion> = {}): DeadlineQuestion => ({
  track: 'key-exchange',
  plaintext: false,
  strength: '128',
  tier: 'high',
  shelfLifeYears: null,
  policy: policyOf(['nist-ir-8547']),
  asOf: '2026-11-22',
  since: '2026-11-01',
  ...changes,
})

describe('deadlines', () => {
  const NIST: [DeadlineQuestion['track'], Strength, string, boolean][] = [
    ['key-exchange', 'below-112', '2013-12-31', true],
    ['key-exchange', '112', '2030-12-31', false],
    ['key-exchange', '128', '2035-12-31', false],
    ['authentication', 'below-112', '2013-12-31', true],
    ['authentication', '112', '2030-12-31', false],
    ['authentication', '128', '2035-12-31', false],
  ]
  for (const [track, strength, date, overdue] of NIST) {
    it(`nist-ir-8547, ${track} of ${strength} bits: ${date}`, () => {
      const found = deadlineFor(question({ track, strength }))
      expect(found).to.include({ date, overdue, mandate: 'nist-ir-8547' })
      expect(found.source).to.match(strength === 'below-112' ? /^NIST SP 800-131A r2/ : /^NIST IR 8547 ipd/)
    })
  }

  it('clauses for high priority apply to critical, high and unknown data', () => {
    const dateOf = (tier: DeadlineQuestion['tier'], mandates: string[]): string =>
      deadlineFor(question({ tier, policy: policyOf(mandates) })).date
    for (const [id, high, all] of [
      ['uk-ncsc', '2031-12-31', '2035-12-31'],
      ['eu-roadmap', '2030-12-31', '2035-12-31'],
      ['canada', '2031-12-31', '2035-12-31'],
    ] as const) {
      for (const tier of ['critical', 'high', 'unknown'] as const) expect(dateOf(tier, [id])).to.equal(high)
      for (const tier of ['moderate', 'low'] as const) expect(dateOf(tier, [id])).to.equal(all)
    }
  })

  it('the earliest date of several mandates counts', () => {
    const mandates = MANDATES.map(({ id }) => id)
    expect(deadlineFor(question({ policy: policyOf(mandates) })).date).to.equal('2030-12-31')
  })

  it('without an applicable clause the deadline has no mandate', () => {
    for (const mandates of [['pci-dss'], ['dora'], ['omb-m-26-15'], []])
      expect(deadlineFor(question({ policy: policyOf(mandates) }))).to.include({
        mandate: 'none',
        overdue: false,
      })
    expect(deadlineFor(question({ policy: policyOf(['eo-14412']), tier: 'low' })).mandate).to.equal('none')
  })

  it('Mosca’s date counts where it is earlier, and not for signatures', () => {
    const ten = question({ shelfLifeYears: [10, 10] })
    expect(deadlineFor(ten)).to.include({ mandate: 'mosca', date: '2030-10-13', overdue: false })
    expect(deadlineFor(question({ shelfLifeYears: [1, 1] })).mandate).to.equal('nist-ir-8547')
    expect(deadlineFor({ ...ten, track: 'authentication' }).mandate).to.equal('nist-ir-8547')
  })

  it('no date lies before ML-KEM was a standard', () => {
    for (const years of [17, 50, 1000]) {
      const found = deadlineFor(question({ shelfLifeYears: [years, years] }))
      expect(found).to.include({ mandate: 'mosca', date: '2024-08-13', overdue: true })
      expect(found.clause)
        .to.include(`secret for ${years} years`)
        .and.include('traffic recorded until the migration is exposed')
      expect(found.source).to.include('FIPS 203')
    }
  })

  it('Mosca’s date says for how long the data must stay secret, and of whom its estimate is', () => {
    for (const [shelfLifeYears, date, secret] of [
      [[1, 1], '2039-10-13', '1 year'],
      [[10, 10], '2030-10-13', '10 years'],
      [[5, 50], '2035-10-13', '5 to 50 years'],
    ] as const)
      expect(deadlineFor(question({ shelfLifeYears, policy: policyOf([]) }))).to.deep.equal({
        date,
        mandate: 'mosca',
        clause: `its data must stay secret for ${secret} and a quantum computer is as likely as not by 2036–2040: traffic recorded after this day is exposed`,
        source:
          'Global Risk Institute, Quantum Threat Timeline Report 2025 (26 experts), read in secondary sources; as of 2026-11-22',
        overdue: false,
      })
  })

  it('a deadline is not overdue on its day, and clauses of the other track do not count', () => {
    expect(deadlineFor(question({ asOf: '2035-12-31' })).overdue).to.equal(false)
    expect(deadlineFor(question({ asOf: '2036-01-01' })).overdue).to.equal(true)
    const nist = policyOf(['nist-ir-8547'])
    const policy = { ...nist, clauses: nist.clauses.filter(({ track }) => track === 'authentication') }
    expect(deadlineFor(question({ policy }))).to.include({ mandate: 'none', date: '2056-01-01' })
  })

  it('the shortest shelf life of a range counts', () => {
    expect(deadlineFor(question({ shelfLifeYears: [1, 50] })).mandate).to.equal('nist-ir-8547')
  })

  it('plaintext is due immediately, from the first plan that had it', () => {
    const found = deadlineFor(question({ plaintext: true, strength: 'below-112' }))
    expect(found).to.include({ mandate: 'at-once', date: '2026-11-01', overdue: true })
    expect(found.clause).to.equal('unencrypted: due immediately')
    expect(found.source).to.equal('every mandate assumes an encrypted connection')
  })

  it('every deadline has a clause and a source', () => {
    for (const { id } of MANDATES)
      for (const track of ['key-exchange', 'authentication'] as const)
        for (const strength of ['below-112', '112', '128'] as const) {
          const { clause, source, date } = deadlineFor(question({ track, strength, policy: policyOf([id]) }))
          expect(clause && source).to.be.ok
          expect(date).to.match(/^\d{4}-\d{2}-\d{2}$/)
        }
  })
})
