import { expect } from 'chai'
import {
  DEFAULT_MANDATE,
  MANDATE_IDS,
  MANDATES,
  ML_KEM_STANDARD,
  mandate,
  policyOf,
} from '../../src/registry/mandates/mandates.ts'
import { sshKex } from '../../src/registry/ssh.ts'
import { groupNamed } from '../../src/registry/tls/groups/namedGroups.ts'
import { MADE_UP, withMandates } from './madeUpMandate.ts'
import { duplicates } from './rows.ts'

/** Track, strengths, priority, date, effect: what each document says, by hand. */
const CLAUSES: Record<string, string[]> = {
  'nist-ir-8547': [
    'key-exchange below-112 all 2013-12-31 disallowed',
    'authentication below-112 all 2013-12-31 disallowed',
    'key-exchange 112 all 2030-12-31 deprecated',
    'key-exchange 112,128 all 2035-12-31 disallowed',
    'authentication 112 all 2030-12-31 deprecated',
    'authentication 112,128 all 2035-12-31 disallowed',
  ],
  'cnsa-2.0': [
    'key-exchange below-112,112,128 all 2033-12-31 exclusive',
    'authentication below-112,112,128 all 2033-12-31 exclusive',
  ],
  'eo-14412': [
    'key-exchange below-112,112,128 high 2030-12-31 complete',
    'authentication below-112,112,128 high 2031-12-31 complete',
  ],
  'omb-m-26-15': [],
  'uk-ncsc': [
    'key-exchange below-112,112,128 high 2031-12-31 complete',
    'key-exchange below-112,112,128 all 2035-12-31 complete',
    'authentication below-112,112,128 all 2035-12-31 complete',
  ],
  'eu-roadmap': [
    'key-exchange below-112,112,128 high 2030-12-31 complete',
    'key-exchange below-112,112,128 all 2035-12-31 complete',
    'authentication below-112,112,128 all 2035-12-31 complete',
  ],
  'au-asd': [
    'key-exchange below-112,112,128 all 2030-12-31 disallowed',
    'authentication below-112,112,128 all 2030-12-31 disallowed',
  ],
  canada: [
    'key-exchange below-112,112,128 high 2031-12-31 complete',
    'key-exchange below-112,112,128 all 2035-12-31 complete',
    'authentication below-112,112,128 all 2035-12-31 complete',
  ],
  dora: [],
  'pci-dss': [],
}

describe('mandates', () => {
  it('are those of the table, and no others', () => {
    expect(MANDATE_IDS).to.have.members(Object.keys(CLAUSES))
    expect(duplicates(MANDATE_IDS)).to.deep.equal([])
  })

  for (const [id, expected] of Object.entries(CLAUSES)) {
    it(`${id}: clause by clause`, () => {
      const found = mandate(id)?.clauses.map(({ track, strengths, priority, date, effect }) =>
        [track, strengths.join(), priority, date, effect].join(' '),
      )
      expect(found).to.deep.equal(expected)
    })
  }

  it('have a source, how it was read, and when', () => {
    for (const { source, read, asOf, scope, status } of MANDATES) {
      expect(source).to.not.equal('')
      expect(read).to.be.oneOf(['primary', 'secondary'])
      expect(asOf).to.match(/^\d{4}-\d{2}-\d{2}$/)
      expect(scope && status).to.be.ok
    }
  })

  it('require something: an algorithm by a date, or an obligation', () => {
    for (const { clauses, obligations } of MANDATES)
      expect(clauses.length + obligations.length).to.be.greaterThan(0)
  })

  it('CNSA 2.0 allows ML-KEM-1024 and ML-DSA-87 only, so not X25519MLKEM768', () => {
    expect(mandate('cnsa-2.0')).to.deep.include({
      groups: ['SecP384r1MLKEM1024', 'MLKEM1024'],
      sshMethods: ['mlkem1024nistp384-sha384'],
      signature: 'ML-DSA-87',
    })
  })

  it('name groups and SSH methods that have a row', () => {
    for (const { id, groups = [], sshMethods = [] } of MANDATES) {
      expect(
        groups.filter((name) => !groupNamed(name)),
        id,
      ).to.deep.equal([])
      expect(
        sshMethods.filter((name) => !sshKex(name)),
        id,
      ).to.deep.equal([])
    }
  })

  it('together allow what each of them allows', () => {
    const [first, second] = [
      { ...MADE_UP, id: 'first', groups: ['X25519MLKEM768', 'MLKEM1024'] },
      {
        ...MADE_UP,
        id: 'second',
        groups: ['MLKEM1024', 'X25519MLKEM768', 'MLKEM512'],
        signature: 'ML-DSA-87',
      },
    ] as const
    withMandates([first, second], () => {
      const policy = policyOf(['first', 'second', 'nist-ir-8547', 'none such'])
      expect(policy.mandates).to.deep.equal(['first', 'second'])
      expect(policy.groups).to.deep.equal(['X25519MLKEM768', 'MLKEM1024'])
      expect(policy.signature).to.equal('ML-DSA-87')
      expect(new Set(policy.clauses.map((clause) => clause.mandate))).to.have.all.keys(
        'first',
        'second',
        'nist-ir-8547',
      )
    })
    expect(policyOf(['first'])).to.deep.equal({ mandates: [], clauses: [] })
    expect(policyOf(['nist-ir-8547'])).to.have.all.keys('mandates', 'clauses')
  })

  it('a clause about what was disallowed earlier cites SP 800-131A, not the draft', () => {
    const early = mandate(DEFAULT_MANDATE)?.clauses.filter(({ date }) => date < ML_KEM_STANDARD.date)
    expect(early?.map(({ source }) => source?.startsWith('NIST SP 800-131A'))).to.deep.equal([true, true])
  })
})
