import { expect } from 'chai'
import { assess } from '../../src/assess/assess.ts'
import type { Chain } from '../../src/model/certificate.ts'
import type { AddressFacts } from '../../src/model/endpoint.ts'
import type { TlsFacts } from '../../src/model/tls.ts'
import {
  certificate,
  chain,
  deadAddress,
  ENDPOINT,
  httpAddress,
  ML_DSA_65,
  NOW,
  RSA_1024,
  tlsAddress,
  tlsFacts,
  versions,
} from '../facts.ts'

const assessAuthentication = (addresses: AddressFacts[], now: Date) =>
  assess({ endpoint: ENDPOINT, addresses }, now).authentication
const judge = (changes: Partial<TlsFacts>) => assessAuthentication([tlsAddress(tlsFacts(changes))], NOW)
const reasonsFor = (changes: Partial<Chain>) => judge({ chains: [chain(changes)] }).reasons.join('\n')

/** TLS 1.2 with an anonymous suite and these. */
const anonymous = (...others: string[]): Partial<TlsFacts> => ({
  versions: versions('TLS 1.2'),
  chains: [],
  cipherSuites: { 'TLS 1.2': ['TLS_DH_anon_WITH_AES_128_CBC_SHA', ...others] },
  cipherSuiteChoice: { 'TLS 1.2': 'server' },
})
const ML_DSA = chain({ scheme: 'mldsa65', certificates: [ML_DSA_65] })
const unknownKey = certificate({
  publicKey: { algorithm: '1.2.3.4', oid: '1.2.3.4', quantum: 'unknown' },
  signatureAlgorithm: '1.2.3.5',
  signatureQuantum: 'unknown',
})

describe('what an authentication is judged to be', () => {
  const CASES: [string, Partial<TlsFacts>, string, string | undefined][] = [
    ['an EC certificate', {}, 'classical', 'EC secp256r1'],
    ['ML-DSA alone', { chains: [ML_DSA] }, 'pqc', 'ML-DSA-65'],
    ['both, of which the client chooses', { chains: [chain(), ML_DSA] }, 'pqc', 'EC secp256r1'],
    [
      'a short RSA key beside EC',
      { chains: [chain(), chain({ certificates: [RSA_1024] })] },
      'classical',
      'RSA 1024',
    ],
    [
      'an ML-DSA key that a classical authority signed',
      {
        chains: [
          chain({
            certificates: [
              { ...ML_DSA_65, signatureAlgorithm: 'ecdsa-with-SHA256', signatureQuantum: 'vulnerable' },
            ],
          }),
        ],
      },
      'classical',
      'ML-DSA-65',
    ],
    [
      'an algorithm that nobody knows',
      { chains: [chain({ certificates: [unknownKey] })] },
      'unknown',
      '1.2.3.4',
    ],
    ['no certificate seen', { chains: [] }, 'unknown', undefined],
    ['no certificate, and only anonymous suites', anonymous(), 'none', undefined],
    [
      'an anonymous suite, and TLS 1.3',
      { ...anonymous(), versions: versions(['TLS 1.3', 'TLS 1.2']) },
      'unknown',
      undefined,
    ],
    [
      'an anonymous suite, and TLS 1.0 not tested',
      { ...anonymous(), versions: versions('TLS 1.2', 'not-tested') },
      'unknown',
      undefined,
    ],
    [
      'an anonymous suite, and others not tested',
      { ...anonymous(), cipherSuiteChoice: {} },
      'unknown',
      undefined,
    ],
    [
      'an anonymous suite, and one that shows a certificate',
      anonymous('TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256'),
      'unknown',
      undefined,
    ],
  ]
  for (const [name, changes, category, weakest] of CASES) {
    it(name, () => {
      const judged = judge(changes)
      expect(judged.category).to.equal(category)
      expect(judged.weakest).to.equal(weakest)
    })
  }

  it('takes the weakest of several addresses, and names each', () => {
    const judged = assessAuthentication(
      [tlsAddress(tlsFacts({ chains: [ML_DSA] }), '192.0.2.1'), tlsAddress(tlsFacts(), '2001:db8::1')],
      NOW,
    )
    expect(judged).to.include({ category: 'classical', weakest: 'EC secp256r1' })
    expect(judged.reasons[0]).to.equal(
      'its addresses differ: 192.0.2.1 pqc, 2001:db8::1 classical; the weakest counts',
    )
  })

  it('is none where one address speaks plain HTTP', () =>
    expect(assessAuthentication([tlsAddress(tlsFacts()), httpAddress()], NOW).category).to.equal('none'))

  it('is unknown where nothing answered', () =>
    expect(assessAuthentication([deadAddress('timed-out')], NOW)).to.deep.equal({
      category: 'unknown',
      reasons: ['no certificate was seen'],
    }))

  describe('reasons', () => {
    it('name the key and what signed it', () =>
      expect(reasonsFor({})).to.equal('its certificate is EC secp256r1, signed with ecdsa-with-SHA256'))

    it('tell a certificate that has expired from one that soon will', () => {
      const until = (notAfter: string) => reasonsFor({ certificates: [certificate({ notAfter })] })
      expect(until('2026-12-31T00:00:00Z')).to.match(/has expired: .* on 2026-12-31/)
      expect(until('2027-01-01T12:00:00Z')).to.match(/about to expire: .* in 0 days/)
      expect(until('2027-01-31T00:00:00Z')).to.match(/about to expire: .* in 30 days/)
      expect(until('2027-02-01T00:00:00Z')).to.not.match(/expire/)
    })

    it('do not say twice that it expired', () => {
      const expired = [certificate({ notAfter: '2026-12-31T00:00:00Z' })]
      const said = reasonsFor({
        certificates: expired,
        trusted: false,
        trustError: 'certificate has expired',
      })
      expect(said).to.not.match(/not trusted/)
    })

    it('say why it is not trusted, and that it is for another name', () => {
      expect(reasonsFor({ trusted: false, trustError: 'self-signed certificate' })).to.match(
        /not trusted: self-signed certificate/,
      )
      expect(reasonsFor({ nameMatches: false })).to.match(/for another name/)
    })

    it('say nothing of trust or names that were not checked', () =>
      expect(reasonsFor({ trusted: null, nameMatches: null })).to.not.match(/trusted|name/))

    it('name RSA keys that are too short, wherever they stand in the chain', () =>
      expect(reasonsFor({ certificates: [certificate(), RSA_1024] })).to.match(
        /too short even without a quantum computer: RSA 1024/,
      ))

    it('say that a signature is wrong', () => {
      const wrong = {
        name: 'ed25519',
        value: '0x0807',
        version: 'TLS 1.3',
        state: 'accepted',
        verified: false,
      } as const
      expect(judge({ signatureSchemes: [wrong] }).reasons.join()).to.match(/does not match the certificate/)
    })

    it('survive a date that cannot be read', () =>
      expect(reasonsFor({ certificates: [certificate({ notAfter: '' })] })).to.not.match(/NaN|expire/))
  })
})
