import { expect } from 'chai'
import { assess } from '../../src/assess/assess.ts'
import { Assessment } from '../../src/model/assessment.ts'
import type { AddressFacts } from '../../src/model/endpoint.ts'
import type { TlsFacts } from '../../src/model/tls.ts'
import {
  chain,
  ENDPOINT,
  groups,
  httpAddress,
  ML_DSA_65,
  NOW,
  RSA_1024,
  tlsAddress,
  tlsFacts,
  versions,
} from '../facts.ts'

const scoreOf = (...addresses: AddressFacts[]): number =>
  assess({ endpoint: ENDPOINT, addresses }, NOW).risk.score

/** Each makes a server worse in one way, whatever it is like otherwise. */
const WORSE: Record<string, (tls: TlsFacts) => TlsFacts> = {
  'has no post-quantum group': (tls) => ({ ...tls, groups: groups(['x25519']) }),
  'has a draft in place of a hybrid group': (tls) => ({
    ...tls,
    groups: isModern(tls) ? groups(['X25519Kyber768Draft00', 'x25519']) : tls.groups,
  }),
  'prefers a classical group': (tls) => ({
    ...tls,
    groups: isModern(tls) ? groups(['x25519', 'X25519MLKEM768']) : tls.groups,
  }),
  'accepts TLS 1.2': (tls) => ({ ...tls, versions: { ...tls.versions, 'TLS 1.2': { state: 'accepted' } } }),
  'accepts TLS 1.0': (tls) => ({ ...tls, versions: { ...tls.versions, 'TLS 1.0': { state: 'accepted' } } }),
  'accepts static RSA': (tls) => ({
    ...tls,
    versions: { ...tls.versions, 'TLS 1.2': { state: 'accepted' } },
    keyExchange12: ['RSA'],
    keyExchange12Details: [{ family: 'RSA' }],
  }),
  'shows a short RSA key': (tls) => ({ ...tls, chains: [chain({ certificates: [RSA_1024] })] }),
  'shows a certificate that does not validate': (tls) => ({
    ...tls,
    chains: tls.chains.map((one) => ({ ...one, trusted: false })),
  }),
  'shows a certificate for another name': (tls) => ({
    ...tls,
    chains: tls.chains.map((one) => ({ ...one, nameMatches: false })),
  }),
}

const isModern = (tls: TlsFacts): boolean =>
  tls.groups.some(({ state, kind }) => state === 'accepted' && (kind === 'hybrid' || kind === 'pqc'))

/** Servers from best to middling, to be made worse. */
const SERVERS: TlsFacts[] = [
  ['X25519MLKEM768'],
  ['MLKEM1024'],
  ['X25519MLKEM768', 'x25519'],
  ['x25519', 'X25519MLKEM768'],
  ['X25519Kyber768Draft00'],
  ['x25519'],
].flatMap((accepted) => [
  tlsFacts({ groups: groups(accepted) }),
  tlsFacts({ groups: groups(accepted), chains: [chain({ certificates: [ML_DSA_65] })] }),
  tlsFacts({
    groups: groups(accepted),
    versions: versions(['TLS 1.3', 'TLS 1.2']),
    keyExchange12: ['ECDHE'],
  }),
])

describe('assess', () => {
  it('gives what the model has', () => {
    for (const tls of SERVERS)
      Assessment.parse(assess({ endpoint: ENDPOINT, addresses: [tlsAddress(tls)] }, NOW))
    Assessment.parse(assess({ endpoint: ENDPOINT, addresses: [] }, NOW))
  })

  it('depends on its arguments alone', () => {
    const known = { endpoint: ENDPOINT, addresses: [tlsAddress(tlsFacts())] }
    const before = structuredClone(known)
    expect(assess(known, NOW)).to.deep.equal(assess(known, new Date(NOW)))
    expect(known).to.deep.equal(before)
    const later = assess(known, new Date('2027-12-31'))
    expect(later.authentication.reasons.join()).to.match(/expired/)
  })

  describe('a server that is worse has no lower risk', () => {
    for (const [what, worsen] of Object.entries(WORSE)) {
      it(`when it ${what}`, () => {
        for (const tls of SERVERS)
          expect(scoreOf(tlsAddress(worsen(tls)))).to.be.at.least(scoreOf(tlsAddress(tls)))
      })
    }

    it('when it is worse in any two ways', () => {
      for (const tls of SERVERS) {
        for (const first of Object.values(WORSE)) {
          for (const second of Object.values(WORSE)) {
            const once = first(tls)
            expect(scoreOf(tlsAddress(second(once)))).to.be.at.least(scoreOf(tlsAddress(once)))
          }
        }
      }
    })

    it('when it speaks plain HTTP', () => {
      for (const tls of SERVERS)
        for (const worsen of Object.values(WORSE))
          expect(scoreOf(httpAddress())).to.be.at.least(scoreOf(tlsAddress(worsen(tls))))
    })

    it('when it has one more address, of any kind', () => {
      for (const tls of SERVERS) {
        for (const other of [...SERVERS.map((one) => tlsAddress(one, '192.0.2.9')), httpAddress()]) {
          const both = scoreOf(tlsAddress(tls), other)
          expect(both).to.be.at.least(Math.max(scoreOf(tlsAddress(tls)), scoreOf(other)))
        }
      }
    })
  })

  it('does not say that classical clients are let in where nobody asked', () => {
    const quick = tlsFacts({
      groups: groups(['X25519MLKEM768'], 'not-tested'),
      versions: versions('TLS 1.3', 'not-tested'),
    })
    const { risk } = assess({ endpoint: ENDPOINT, addresses: [tlsAddress(quick)] }, NOW)
    expect(risk.drivers).to.include('unknown whether clients without post-quantum key exchange are accepted')
  })

  it('ranks what is unknown above what is known to be in order, and below what is known to be bad', () => {
    const unknown = scoreOf(tlsAddress(tlsFacts({ groups: groups([], 'timed-out') })))
    expect(unknown).to.be.above(scoreOf(tlsAddress(tlsFacts({ groups: groups(['X25519MLKEM768']) }))))
    expect(unknown).to.be.below(scoreOf(httpAddress()))
  })
})
