import { expect } from 'chai'
import { assess } from '../../src/assess/assess.ts'
import type { AddressFacts } from '../../src/model/endpoint.ts'
import type { TlsFacts } from '../../src/model/tls.ts'
import { groupFact } from '../../src/probe/tls/groups.ts'
import { deadAddress, ENDPOINT, groups, httpAddress, NOW, tlsAddress, tlsFacts, versions } from '../facts.ts'

const assessKeyExchange = (addresses: AddressFacts[]) =>
  assess({ endpoint: ENDPOINT, addresses }, NOW).keyExchange
const judge = (changes: Partial<TlsFacts>) => assessKeyExchange([tlsAddress(tlsFacts(changes))])

const HYBRID = tlsFacts({ groups: groups(['X25519MLKEM768']) })
const HYBRID_AND_CLASSICAL = tlsFacts({ groups: groups(['X25519MLKEM768', 'x25519']) })

describe('what a key exchange is judged to be', () => {
  describe('category, preferred, classicalAccepted', () => {
    const CASES: [string, Partial<TlsFacts>, string, string | undefined, boolean | null][] = [
      ['classical', {}, 'classical', 'x25519', true],
      ['hybrid alone', { groups: groups(['X25519MLKEM768']) }, 'hybrid', 'X25519MLKEM768', false],
      ['hybrid first', { groups: groups(['X25519MLKEM768', 'x25519']) }, 'hybrid', 'X25519MLKEM768', true],
      ['hybrid second', { groups: groups(['x25519', 'X25519MLKEM768']) }, 'hybrid', 'x25519', true],
      ['ML-KEM alone', { groups: groups(['MLKEM1024']) }, 'pqc', 'MLKEM1024', false],
      ['ML-KEM before hybrid', { groups: groups(['MLKEM768', 'X25519MLKEM768']) }, 'pqc', 'MLKEM768', false],
      [
        'a draft',
        { groups: groups(['X25519Kyber768Draft00', 'x25519']) },
        'legacy-draft',
        'X25519Kyber768Draft00',
        true,
      ],
      [
        'a group of unknown kind',
        { groups: [{ ...groupFact(0x2f4c), state: 'accepted' }, ...groups(['x25519'])] },
        'unknown',
        undefined,
        true,
      ],
      [
        'a draft beside a hybrid group',
        { groups: groups(['X25519Kyber768Draft00', 'X25519MLKEM768']) },
        'hybrid',
        'X25519Kyber768Draft00',
        false,
      ],
      ['SSL 2.0 alone', { versions: versions('SSL 2.0'), groups: groups([]) }, 'classical', undefined, true],
      [
        'TLS 1.2 alone',
        { versions: versions('TLS 1.2'), groups: groups([]), keyExchange12: ['ECDHE'] },
        'classical',
        undefined,
        true,
      ],
      [
        'TLS 1.2 beside a hybrid group',
        { versions: versions(['TLS 1.3', 'TLS 1.2']), groups: groups(['X25519MLKEM768']) },
        'hybrid',
        'X25519MLKEM768',
        true,
      ],
      ['no version at all', { versions: versions([]), groups: groups([]) }, 'unknown', undefined, null],
      [
        'connections cut off where only classical is offered',
        { groups: groups(['X25519MLKEM768'], 'cut-off') },
        'hybrid',
        'X25519MLKEM768',
        null,
      ],
    ]
    for (const [name, changes, category, preferred, classicalAccepted] of CASES) {
      it(name, () => {
        const judged = judge(changes)
        expect(judged).to.include({ category, classicalAccepted })
        expect(judged.preferred).to.equal(preferred)
      })
    }
  })

  describe('what was not found out stays unknown', () => {
    it('post-quantum groups that nobody asked for, or that got no answer, make no "classical"', () => {
      for (const state of ['not-tested', 'timed-out', 'cut-off'] as const) {
        const judged = judge({ groups: groups(['x25519'], state) })
        expect(judged.category).to.equal('unknown')
        expect(judged.classicalAccepted).to.equal(true)
        expect(judged.reasons.join())
          .to.match(/unknown whether it accepts a post-quantum group; it accepts x25519/)
          .and.not.match(/no post-quantum group/)
      }
    })

    it('classical groups that nobody asked for, or that got no answer, are not refused', () => {
      for (const state of ['not-tested', 'timed-out'] as const)
        expect(judge({ groups: groups(['X25519MLKEM768'], state) }).classicalAccepted).to.equal(null)
    })

    it('older versions that nobody asked for are not refused: the quick profile', () => {
      const quick = { groups: groups(['X25519MLKEM768']), versions: versions('TLS 1.3', 'not-tested') }
      expect(judge(quick)).to.include({ category: 'hybrid', classicalAccepted: null })
    })

    it('TLS 1.3 that got no answer, beside TLS 1.2', () => {
      const found = { ...versions('TLS 1.2'), 'TLS 1.3': { state: 'timed-out' as const } }
      const judged = judge({ versions: found, groups: groups([], 'not-tested') })
      expect(judged).to.include({ category: 'unknown', classicalAccepted: true })
    })

    it('an endpoint without an address, a name that does not resolve', () =>
      expect(assessKeyExchange([])).to.deep.equal({
        category: 'unknown',
        clientsGet: 'unknown',
        classicalAccepted: null,
        reasons: [],
      }))

    it('addresses that cannot be reached, with the reason of each', () => {
      const judged = assessKeyExchange([deadAddress('closed'), deadAddress('timed-out', '2001:db8::1')])
      expect(judged).to.deep.equal({
        category: 'unknown',
        clientsGet: 'unknown',
        classicalAccepted: null,
        reasons: [
          '192.0.2.3 port 443 closed: as the test has it',
          '2001:db8::1 port 443 timed out: as the test has it',
        ],
      })
    })
  })

  describe('several addresses', () => {
    it('take the weakest, and name each', () => {
      const judged = assessKeyExchange([
        tlsAddress(HYBRID, '192.0.2.1'),
        tlsAddress(tlsFacts(), '2001:db8::1'),
        tlsAddress(tlsFacts({ groups: groups(['MLKEM768']) }), '192.0.2.9'),
      ])
      expect(judged).to.include({ category: 'classical', preferred: 'x25519', classicalAccepted: true })
      expect(judged.reasons[0]).to.equal(
        'its addresses differ: 192.0.2.1 hybrid, 2001:db8::1 classical, 192.0.2.9 pqc; the weakest counts',
      )
    })

    it('that are alike are not said to differ', () =>
      expect(
        assessKeyExchange([tlsAddress(HYBRID, 'a'), tlsAddress(HYBRID, 'b')]).reasons.join(),
      ).to.not.match(/differ/))

    it('plain HTTP at one is plaintext for all', () =>
      expect(assessKeyExchange([tlsAddress(HYBRID), httpAddress()]).category).to.equal('plaintext'))

    it('of one category, the one that prefers a classical group', () => {
      const reluctant = tlsFacts({ groups: groups(['x25519', 'X25519MLKEM768']) })
      for (const order of [
        [HYBRID_AND_CLASSICAL, reluctant],
        [reluctant, HYBRID_AND_CLASSICAL],
      ]) {
        const judged = assessKeyExchange(order.map((tls, i) => tlsAddress(tls, `192.0.2.${i}`)))
        expect(judged.preferred).to.equal('x25519')
      }
    })

    it('of which the first is classical, whichever of the classical ones the client likes', () => {
      const inNoOrder = groups(['x25519', 'secp256r1', 'X25519MLKEM768']).map(({ rank: _, ...fact }) => fact)
      const judged = assessKeyExchange([tlsAddress(tlsFacts({ groups: inNoOrder, groupChoice: 'unknown' }))])
      expect(judged).to.include({ category: 'hybrid', preferred: 'x25519' })
    })

    it('one of which lets classical clients in, lets them in', () =>
      expect(
        assessKeyExchange([tlsAddress(HYBRID, 'a'), tlsAddress(HYBRID_AND_CLASSICAL, 'b')]).classicalAccepted,
      ).to.equal(true))

    it('one of which did not answer, is not known to refuse them; a closed one is', () => {
      const withDead = (state: 'timed-out' | 'closed') =>
        assessKeyExchange([tlsAddress(HYBRID), deadAddress(state)])
      expect(withDead('timed-out')).to.include({ category: 'hybrid', classicalAccepted: null })
      expect(withDead('timed-out').reasons.join()).to.match(/192\.0\.2\.3 port 443 timed out/)
      expect(withDead('closed')).to.include({ category: 'hybrid', classicalAccepted: false })
    })
  })

  describe('reasons', () => {
    const REASONS: [Partial<TlsFacts>, RegExp][] = [
      [{}, /accepts no post-quantum group, only x25519/],
      [{ groups: groups(['x25519', 'X25519MLKEM768']) }, /accepts X25519MLKEM768 but prefers x25519/],
      [{ groups: groups(['X25519Kyber768Draft00']) }, /the obsolete draft X25519Kyber768Draft00/],
      [{ versions: versions(['TLS 1.3', 'TLS 1.2']) }, /accepts TLS 1\.2, which has no post-quantum/],
      [{ versions: versions(['TLS 1.3', 'TLS 1.0']) }, /accepts TLS 1\.0, which is obsolete/],
      [{ keyExchange12Details: [{ family: 'RSA' }] }, /static RSA/],
      [
        { keyExchange12Details: [{ family: 'DHE', bits: 1024 }] },
        /finite-field Diffie-Hellman with 1024 bits/,
      ],
      [{ resumption: { tickets: 'accepted', psk_ke: 'accepted', psk_dhe_ke: 'accepted' } }, /psk_ke/],
    ]
    for (const [changes, reason] of REASONS)
      it(String(reason), () => expect(judge(changes).reasons.join('\n')).to.match(reason))

    it('DHE with 2,048 bits is none', () =>
      expect(judge({ keyExchange12Details: [{ family: 'DHE', bits: 2048 }] }).reasons.join()).to.not.match(
        /Diffie-Hellman/,
      ))

    it('leaves client runtimes that were not answered out of the count', () => {
      const answered = { state: 'accepted', kind: 'hybrid' } as const
      const states = ['cut-off', 'timed-out', 'not-tested'] as const
      const open = states.map((state) => ({ client: state, state }))
      expect(judge({ clients: [{ client: 'Bun 1', ...answered }, ...open] }).reasons).to.include(
        '1 of 1 MCP client runtimes negotiate post-quantum key exchange here; 3 more were not answered',
      )
      expect(judge({ clients: open }).reasons).to.include('none of 3 MCP client runtimes was answered')
    })

    it('states that the host limits connections', () => {
      expect(judge({ rateLimit: { answered: 1 } }).reasons).to.include(
        'the host cut connections off after 1 answer, whatever was asked, and did not answer again',
      )
      expect(judge({ rateLimit: { answered: 12, pauseMs: 250 } }).reasons).to.include(
        'the host cut connections off after 12 answers, whatever was asked; asked again, one every 250 ms',
      )
    })

    it('counts the client runtimes that are safe, and those that cannot connect', () => {
      const client = { version: 'TLS 1.3', cipherSuite: 'TLS_AES_128_GCM_SHA256' }
      const { reasons } = judge({
        clients: [
          { client: 'a', state: 'accepted', group: 'X25519MLKEM768', kind: 'hybrid', ...client },
          { client: 'b', state: 'accepted', group: 'x25519', kind: 'classical', ...client },
          { client: 'c', state: 'refused' },
        ],
      })
      expect(reasons).to.include.members([
        '1 of 3 MCP client runtimes negotiate post-quantum key exchange here',
        '1 of 3 MCP client runtimes cannot connect',
      ])
    })
  })
})
