import { expect } from 'chai'
import type { InventoryEndpoint } from '../../../src/model/inventory.ts'
import type { TlsFacts } from '../../../src/model/tls.ts'
import {
  type ComparedEndpoint,
  compareScans,
  DIFF_GATES,
  emptyDiffSummary,
} from '../../../src/store/compareScans.ts'
import { posture } from '../../../src/verify/checks/baseline/posture.ts'
import type { Subject } from '../../../src/verify/subject.ts'
import { certificate, chain, deadAddress, groups, NOW, tlsAddress, tlsFacts, versions } from '../../facts.ts'
import { endpoint } from '../../report/inventory.ts'

/** `undecided`: the gate `worse` cannot be decided. */
type Case = {
  before: Partial<TlsFacts>
  after: Partial<TlsFacts>
  verdict: string
  /** All its changes. */
  kinds?: string[]
  finding?: string
  undecided?: RegExp
}

const TLS12_SUITE = 'TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256'
const HYBRID = groups(['X25519MLKEM768', 'x25519'])

/** TLS 1.2 with these suites, all of them asked for. */
const tls12 = (...suites: string[]): Partial<TlsFacts> => ({
  versions: versions(['TLS 1.3', 'TLS 1.2']),
  cipherSuites: { 'TLS 1.2': [TLS12_SUITE, ...suites] },
  cipherSuiteChoice: { 'TLS 1.3': 'server', 'TLS 1.2': 'server' },
  keyExchange12: suites.some((name) => name.startsWith('TLS_RSA_')) ? ['ECDHE', 'RSA'] : ['ECDHE'],
  keyExchange12Details: [{ family: 'ECDHE', group: 'x25519' }],
})

const rsa = (bits: number): Partial<TlsFacts> => ({
  chains: [
    chain({
      certificates: [
        certificate({
          sha256: String(bits),
          notAfter: '2099-01-01T00:00:00Z',
          publicKey: { algorithm: 'RSA', oid: '1.2.840.113549.1.1.1', bits, quantum: 'vulnerable' },
        }),
      ],
    }),
  ],
})

const withVersion = (name: 'TLS 1.2' | 'SSL 3.0'): Partial<TlsFacts> => ({
  versions: versions(['TLS 1.3', name]),
  cipherSuiteChoice: { 'TLS 1.3': 'server', [name]: 'server' },
})

/** What `diff` and `verify --baseline` once judged differently, or only one of them saw. */
const CASES: Record<string, Case> = {
  'SSL 3.0 swapped for TLS 1.2': {
    before: withVersion('SSL 3.0'),
    after: withVersion('TLS 1.2'),
    verdict: 'better',
  },
  'TLS 1.2 swapped for SSL 3.0': {
    before: withVersion('TLS 1.2'),
    after: withVersion('SSL 3.0'),
    verdict: 'worse',
  },
  'static RSA added': {
    before: tls12(),
    after: tls12('TLS_RSA_WITH_AES_128_GCM_SHA256'),
    verdict: 'worse',
    finding: 'static-rsa',
  },
  'a NULL suite added': {
    before: tls12(),
    after: tls12('TLS_ECDHE_ECDSA_WITH_NULL_SHA'),
    verdict: 'worse',
    finding: 'null-cipher',
  },
  'an anonymous suite removed': {
    before: tls12('TLS_DH_anon_WITH_AES_128_GCM_SHA256'),
    after: tls12(),
    verdict: 'better',
    finding: 'anonymous-suite',
  },
  'a shorter key': { before: rsa(4096), after: rsa(2048), verdict: 'worse', finding: 'rsa-112-bit' },
  'a key too short even without a quantum computer': {
    before: rsa(2048),
    after: rsa(1024),
    verdict: 'worse',
    finding: 'short-rsa',
  },
  'a longer key': { before: rsa(1024), after: rsa(4096), verdict: 'better', finding: 'short-rsa' },
  'a certificate that was not verified': {
    before: { chains: [chain()] },
    after: { chains: [chain({ trusted: null })] },
    verdict: 'unchanged',
    undecided: /^untrusted is undetermined/,
  },
  'a note that is not ruled out any more': {
    before: {},
    after: { resumption: { tickets: 'not-tested', psk_ke: 'not-tested', psk_dhe_ke: 'not-tested' } },
    verdict: 'unchanged',
    undecided: /^psk-ke is undetermined/,
  },
  'a Kyber draft in addition to classical groups': {
    before: { groups: groups(['x25519']) },
    after: { groups: groups(['X25519Kyber768Draft00', 'x25519']) },
    verdict: 'better',
  },
  'pure ML-KEM in place of a hybrid group': {
    before: { groups: groups(['X25519MLKEM768']) },
    after: { groups: groups(['MLKEM768']) },
    verdict: 'changed',
  },
  'suites of TLS 1.2 that the earlier scan did not ask for': {
    before: { ...tls12(), cipherSuiteChoice: {} },
    after: tls12('TLS_RSA_WITH_AES_128_GCM_SHA256'),
    // What is known now raises the risk; it makes the endpoint neither better nor worse.
    verdict: 'changed',
    kinds: ['risk'],
  },
  'a group that is preferred no longer': {
    before: { groups: HYBRID },
    after: { groups: groups(['x25519', 'X25519MLKEM768']) },
    verdict: 'worse',
  },
}

describe('diff and verify --baseline agree', () => {
  const at = (tls: Partial<TlsFacts>): InventoryEndpoint => endpoint([tlsAddress(tlsFacts(tls))])
  const diffOf = async (before: InventoryEndpoint, after: InventoryEndpoint) => {
    const side = (one: InventoryEndpoint) => ({
      endpoints: (async function* () {
        yield one
      })(),
      interrupted: false,
      day: NOW,
    })
    const seen: ComparedEndpoint[] = []
    for await (const _ of compareScans(side(before), side(after), emptyDiffSummary(), (one) =>
      seen.push(one),
    ));
    return seen[0] as ComparedEndpoint
  }
  const postureOf = (old: InventoryEndpoint, now: InventoryEndpoint) =>
    posture.run({
      endpoint: now,
      addresses: now.addresses,
      options: { baseline: [old] },
    } as unknown as Subject)

  for (const [name, { before, after, verdict, kinds, finding, undecided = /^$/ }] of Object.entries(CASES)) {
    it(`${name}: ${verdict}`, async () => {
      const [old, now] = [at(before), at(after)]
      const diff = await diffOf(old, now)
      expect(diff.verdict ?? 'unchanged').to.equal(verdict)
      if (kinds) expect(diff.changes.map(({ kind }) => kind)).to.deep.equal(kinds)
      expect(DIFF_GATES.worse.undecided(diff) ?? '').to.match(undecided)
      if (finding) {
        const change = diff.changes.find((one) => one.finding === finding)
        expect(change).to.include({ kind: 'finding', direction: verdict })
      }
      const isOpen = DIFF_GATES.worse.undecided(diff) !== undefined
      expect(await postureOf(old, now)).to.include(
        isOpen
          ? { result: 'skipped', inconclusive: true }
          : { result: verdict === 'worse' ? 'fail' : 'pass' },
      )
    })
  }

  it('of what one of the two did not reach, or neither: nothing is decided', async () => {
    const [alive, dead] = [at({}), endpoint([deadAddress('timed-out')])]
    for (const [old, now] of [
      [alive, dead],
      [dead, alive],
      [dead, dead],
    ] as const) {
      const diff = await diffOf(old, now)
      for (const name of ['worse', 'tools', 'risk'] as const) {
        expect(DIFF_GATES[name].fails(diff), name).to.equal(false)
        expect(DIFF_GATES[name].undecided(diff), name).to.match(/^the (first|second) scan did not reach it$/)
      }
      expect(await postureOf(old, now)).to.include({ result: 'skipped', inconclusive: true })
    }
  })
})
