import { expect } from 'chai'
import { assessedAgain } from '../../src/assess/assess.ts'
import { findingsOf, uncovered } from '../../src/assess/findings/findings.ts'
import type { Finding } from '../../src/model/assessment.ts'
import type { AddressFacts } from '../../src/model/endpoint.ts'
import { FINDINGS } from '../../src/registry/findings.ts'
import { deadAddress, ENDPOINT, groups, NOW, tlsAddress, tlsFacts, versions } from '../facts.ts'
import { endpoint as inventoryEndpoint } from '../report/inventory.ts'
import { CASES, type Case, judged, tls } from './findingCases.ts'

/** Findings that do not depend on TLS. */
const NOT_TLS: readonly string[] = FINDINGS.filter(
  ({ id, side }) => side === 'configuration' || /ssh|host-key|tokens|not-probed/.test(id),
).map(({ id }) => id)
/** Decided by whether it is TLS at all, or by the endpoint as a whole. */
const OF_KIND = ['plaintext', 'half-upgraded', 'key-exchange-unknown']

const answers = (id: string, cases: Case[]) =>
  cases.map((one) => {
    const { findings, undetermined } = judged(one)
    if (findings.some((finding) => finding.id === id)) return 'yes'
    return undetermined.some((finding) => finding.id === id) ? 'open' : 'no'
  })

describe('findings', () => {
  it('are tested for each row', () =>
    expect(Object.keys(CASES)).to.have.members(FINDINGS.map(({ id }) => id)))

  for (const [id, { yes, no, open }] of Object.entries(CASES))
    it(id, () => {
      expect(answers(id, yes), 'yes').to.deep.equal(yes.map(() => 'yes'))
      expect(answers(id, no), 'no').to.deep.equal(no.map(() => 'no'))
      expect(answers(id, open), 'undetermined').to.deep.equal(open.map(() => 'open'))
    })

  it('leave nothing undetermined of what was not probed', () => {
    for (const one of [[], [deadAddress('timed-out')], { addresses: [], unresolved: ['HOST'] }])
      expect(judged(one).undetermined).to.deep.equal([])
  })

  it('of TLS are undetermined where an address did not answer, or accepted no version', () => {
    const ofTls = FINDINGS.map(({ id }) => id).filter((id) => !NOT_TLS.includes(id))
    const open = (one: Case): string[] =>
      judged(one).undetermined.flatMap(({ id, address }) => (address === undefined ? [] : [id]))
    const noVersion = tlsAddress(tlsFacts({ versions: versions([]), cipherSuites: {}, chains: [] }))
    const silent: AddressFacts = { ...deadAddress('timed-out'), state: 'open', service: 'silent' }
    expect(open([...tls(), deadAddress('timed-out')])).to.include.members(ofTls)
    expect(open([...tls(), silent])).to.include.members(ofTls)
    expect(open([noVersion])).to.include.members(ofTls.filter((id) => !OF_KIND.includes(id)))
    expect(open([...tls(), deadAddress('closed')])).to.deep.equal(open(tls()))
  })

  it('name the address where only some addresses show them', () => {
    const second = tlsAddress(tlsFacts({ groups: groups(['X25519MLKEM768']) }), '192.0.2.9')
    const of = (id: string, one: Case) => judged(one).findings.filter((finding) => finding.id === id)
    expect(of('classical-key-exchange', [...tls(), second])).to.deep.equal([
      {
        id: 'classical-key-exchange',
        level: 'warning',
        evidence:
          'It accepts no post-quantum key exchange, only x25519: traffic recorded today can be decrypted once a quantum computer exists.',
        address: '192.0.2.1',
      },
    ])
    const [both, ...others] = of('classical-certificate', [...tls(), second])
    expect(both).not.to.have.property('address')
    expect(others).to.deep.equal([])
  })

  it('are errors where the data are sensitive, and the row says so', () => {
    const levels = (tier: 'critical' | 'low'): Finding['level'][] =>
      findingsOf({ endpoint: ENDPOINT, addresses: tls() }, tier, NOW)
        .findings.filter(({ id }) => id === 'classical-key-exchange')
        .map(({ level }) => level)
    expect([levels('critical'), levels('low')]).to.deep.equal([['error'], ['warning']])
  })

  it('that say less of the same cause are marked, and not shown', () => {
    const { findings } = judged(tls())
    expect(findings.find(({ id }) => id === 'classical-accepted')?.coveredBy).to.equal(
      'classical-key-exchange',
    )
    expect(uncovered(findings).map(({ id }) => id)).to.deep.equal([
      'classical-key-exchange',
      'classical-certificate',
    ])
  })

  it('say what a client configuration does', () => {
    const evidence = (code: 'EXTRA_CA' | 'SECRET_READABLE'): string[] => {
      const found = { code, level: 'note' as const, message: 'as it says', path: '/c.json' }
      const endpoint = { ...ENDPOINT, findings: [found] }
      return findingsOf({ endpoint, addresses: [] }, 'low', NOW).findings.map(({ evidence }) => evidence)
    }
    expect(evidence('EXTRA_CA')).to.include('The client configuration weakens the connection: as it says.')
    expect(evidence('SECRET_READABLE')).to.include('The client configuration exposes a secret: as it says.')
  })

  it('of an earlier scan are those of the day', () => {
    const scanned = inventoryEndpoint(tls())
    const later = assessedAgain(scanned, new Date('2027-04-02T00:00:00Z'))
    const ids = ({ assessment }: typeof scanned) => assessment.findings.map(({ id }) => id)
    expect(ids(scanned)).not.to.include('expired')
    expect(ids(later)).to.include('expired')
    expect(assessedAgain(later, NOW)).to.deep.equal(scanned)
  })
})
