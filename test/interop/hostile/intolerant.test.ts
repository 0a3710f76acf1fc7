import { expect } from 'chai'
import type { AddressFacts } from '../../../src/model/endpoint.ts'
import { cipherSuiteNamed } from '../../../src/registry/tls/suites/cipherSuites.ts'
import { frontOf, realServer, type Seen, type Server, type Verdict } from '../../probe/front.ts'
import { accepted, PATIENT, probeOnce, TIMEOUT_MS, tlsOf } from '../../probe/probing.ts'

/** Where the server does not answer some of it. */
const IMPATIENT = { timeoutMs: TIMEOUT_MS }

const HANDSHAKE_FAILURE = 40
const KNOWN_GROUPS: readonly number[] = [0x001d, 0x0017, 0x0018]
const GROUPS = 'X25519MLKEM768:x25519:secp256r1'
const TLS12_ONLY = {
  minVersion: 'TLSv1.2',
  maxVersion: 'TLSv1.2',
  ciphers: 'ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384',
} as const
const TLS12_SUITES = ['TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384', 'TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256']

describe('A server that stumbles', () => {
  let modern: Server
  let older: Server
  before(async () => {
    modern = await realServer({ ecdhCurve: GROUPS })
    older = await realServer({ ...TLS12_ONLY, ecdhCurve: 'prime256v1' })
  })
  after(() => Promise.all([modern.close(), older.close()]))

  const probeBehind = (
    server: Server,
    judge: (seen: Seen) => Verdict,
    options = PATIENT,
  ): Promise<AddressFacts> => probeOnce(frontOf(server, judge), options)

  describe('over how a hello comes, says which way, and the other facts still come', () => {
    const STUMBLES: Record<string, { over: (seen: Seen) => boolean; tolerance: Record<string, string> }> = {
      'two segments': {
        over: ({ segments }) => segments > 1,
        tolerance: { largeHello: 'accepted', splitHello: 'cut-off', fragmentedRecord: 'accepted' },
      },
      'two records': {
        over: ({ records }) => records > 1,
        tolerance: { largeHello: 'accepted', splitHello: 'accepted', fragmentedRecord: 'cut-off' },
      },
      'more than 1,500 bytes': {
        over: ({ bytes }) => bytes > 1500,
        tolerance: { largeHello: 'cut-off', splitHello: 'accepted', fragmentedRecord: 'accepted' },
      },
      nothing: {
        over: () => false,
        tolerance: { largeHello: 'accepted', splitHello: 'accepted', fragmentedRecord: 'accepted' },
      },
    }
    for (const [name, { over, tolerance }] of Object.entries(STUMBLES)) {
      const judge = (seen: Seen): Verdict => (over(seen) ? 'reset' : 'pass')
      it(`TLS 1.3: ${name}`, async () => {
        const tls = tlsOf(await probeBehind(modern, judge))
        for (const [way, state] of Object.entries(tolerance)) {
          expect(tls.tolerance[way as keyof typeof tls.tolerance].state, way).to.equal(state)
        }
        expect(accepted(tls.groups)).to.have.members(['X25519MLKEM768', 'x25519', 'secp256r1'])
        expect(accepted(tls.signatureSchemes)).to.include('ecdsa_secp256r1_sha256')
      })
      it(`TLS 1.2 only: ${name}`, async () => {
        const tls = tlsOf(await probeBehind(older, judge))
        for (const [way, state] of Object.entries(tolerance)) {
          expect(tls.tolerance[way as keyof typeof tls.tolerance].state, way).to.equal(state)
        }
        expect(tls.cipherSuites['TLS 1.2']).to.have.members(TLS12_SUITES)
      })
    }
  })

  describe('over long hellos, which it leaves without an answer', () => {
    const isLong = ({ bytes }: Seen): boolean => bytes > 1500

    it('always: the time-out is confirmed', async () => {
      const judge = (seen: Seen): Verdict => (isLong(seen) ? 'silence' : 'pass')
      const { largeHello } = tlsOf(await probeBehind(older, judge, IMPATIENT)).tolerance
      expect(largeHello).to.deep.equal({ state: 'timed-out', detail: 'no answer', confirmed: true })
    })

    it('twice: they are accepted', async () => {
      let silences = 0
      const judge = (seen: Seen): Verdict => (isLong(seen) && silences++ < 2 ? 'silence' : 'pass')
      const { largeHello } = tlsOf(await probeBehind(older, judge, IMPATIENT)).tolerance
      expect(largeHello).to.deep.equal({ state: 'accepted' })
      expect(silences).to.be.at.least(3)
    })

    it('and then nothing else either: the time-out says nothing', async () => {
      let long = 0
      const judge = (seen: Seen): Verdict => {
        if (isLong(seen)) long++
        return long > 2 || isLong(seen) ? 'silence' : 'pass'
      }
      const { largeHello } = tlsOf(await probeBehind(older, judge, IMPATIENT)).tolerance
      expect(largeHello).to.deep.equal({ state: 'timed-out', detail: 'no answer' })
    })
  })

  describe('over what a hello holds', () => {
    const unknownGroup = ({ groups }: Seen): boolean => groups.some((group) => !KNOWN_GROUPS.includes(group))
    const SAYS: Record<string, Verdict> = { 'a reset': 'reset', 'an alert': { alert: HANDSHAKE_FAILURE } }

    for (const [name, verdict] of Object.entries(SAYS)) {
      it(`is asked for each group by itself where it answers an unknown one with ${name}`, async () => {
        const tls = tlsOf(await probeBehind(modern, (seen) => (unknownGroup(seen) ? verdict : 'pass')))
        expect(tls.versions['TLS 1.3'].state).to.equal('accepted')
        expect(accepted(tls.groups)).to.have.members(['x25519', 'secp256r1'])
        const hybrid = tls.groups.find((group) => group.name === 'X25519MLKEM768')
        expect(hybrid?.state).to.equal(verdict === 'reset' ? 'cut-off' : 'refused')
        expect(accepted(tls.signatureSchemes)).to.include('ecdsa_secp256r1_sha256')
        expect(tls.cipherSuites['TLS 1.3']).to.include('TLS_AES_128_GCM_SHA256')
      })

      it(`is asked in parts where it answers more than 128 suites with ${name}`, async () => {
        const judge = ({ hello }: Seen): Verdict => (hello.cipherSuites.length > 128 ? verdict : 'pass')
        const tls = tlsOf(await probeBehind(older, judge))
        expect(tls.versions['TLS 1.2'].state).to.equal('accepted')
        expect(tls.cipherSuites['TLS 1.2']).to.have.members(TLS12_SUITES)
        expect(accepted(tls.signatureSchemes)).to.include('ecdsa_secp256r1_sha256')
      })
    }

    it('is still probed with the rest where it never answers a hello of an old version', async () => {
      const old = ({ hello }: Seen): boolean => hello.legacyVersion < 0x0303
      const tls = tlsOf(await probeBehind(modern, (seen) => (old(seen) ? 'silence' : 'pass'), IMPATIENT))
      expect(tls.versions['TLS 1.0']).to.deep.equal({ state: 'timed-out', detail: 'no answer' })
      expect(accepted(tls.groups)).to.have.members(['X25519MLKEM768', 'x25519', 'secp256r1'])
      expect(tls.clients.filter(({ state }) => state === 'accepted')).to.have.length(tls.clients.length)
    })

    it('may have more suites than were seen where it never answers a hello without those', async () => {
      const both = TLS12_SUITES.map((name) => cipherSuiteNamed(name)?.value ?? 0)
      const judge = ({ hello }: Seen): Verdict =>
        both.every((suite) => hello.cipherSuites.includes(suite)) ? 'pass' : 'silence'
      const tls = tlsOf(await probeBehind(older, judge, IMPATIENT))
      expect(tls.cipherSuites['TLS 1.2']).to.have.length(1)
      expect(tls.cipherSuiteChoice).to.deep.equal({})
    })

    it('is still probed with the rest where it never answers a hello without TLS 1.3', async () => {
      const old = ({ hello }: Seen): boolean => !hello.extensions?.some(({ type }) => type === 43)
      const tls = tlsOf(await probeBehind(modern, (seen) => (old(seen) ? 'silence' : 'pass'), IMPATIENT))
      expect(tls.versions['TLS 1.2'].state).to.equal('timed-out')
      expect(accepted(tls.groups)).to.have.members(['X25519MLKEM768', 'x25519', 'secp256r1'])
      expect(accepted(tls.signatureSchemes)).to.include('ecdsa_secp256r1_sha256')
    })
  })

  it('over a missing name refuses with unrecognized_name, and answers with one', async () => {
    const nameless = ({ hello }: Seen): Verdict =>
      hello.extensions?.some(({ type }) => type === 0) ? 'pass' : { alert: 112 }
    const without = await probeOnce(frontOf(modern, nameless), {}, { serverName: undefined })
    expect(without).to.include({ state: 'open', service: 'tls' })
    expect(without.tls).to.equal(undefined)
    expect(without.detail).to.match(/unrecognized_name.*--sni/)
    const withName = tlsOf(await probeOnce(frontOf(modern, nameless)))
    expect(withName.versions['TLS 1.3']).to.deep.equal({ state: 'accepted' })
  })
})

describe('A server that some connections do not reach', () => {
  let server: Server
  before(async () => {
    server = await realServer({ ecdhCurve: GROUPS })
  })
  after(() => server.close())

  const LOSSES: Record<string, (nth: number) => boolean> = {
    'every second one': (nth) => nth % 2 === 0,
    'every second one, beginning with the second': (nth) => nth % 2 === 1,
    'every third one': (nth) => nth % 3 !== 0,
  }
  for (const [name, takes] of Object.entries(LOSSES)) {
    it(`gives all the facts: ${name} is lost`, async () => {
      const whole = tlsOf(
        await probeOnce(
          frontOf(server, () => 'pass'),
          PATIENT,
        ),
      )
      const tls = tlsOf(
        await probeOnce(
          frontOf(server, () => 'pass', takes),
          PATIENT,
        ),
      )
      expect(tls.groups).to.deep.equal(whole.groups)
      expect(tls.versions).to.deep.equal(whole.versions)
      expect(tls.cipherSuites).to.deep.equal(whole.cipherSuites)
      expect(tls.signatureSchemes).to.deep.equal(whole.signatureSchemes)
      expect(tls.tolerance).to.deep.equal(whole.tolerance)
      expect(tls.clients).to.deep.equal(whole.clients)
    })
  }

  it('says what it knows where only the first is answered and then none', async () => {
    const tls = tlsOf(await probeOnce(frontOf(server, silentAfter(1))))
    expect(tls.versions['TLS 1.3'].state).to.equal('accepted')
    expect(accepted(tls.groups)).to.deep.equal(['X25519MLKEM768'])
    const findings = [...tls.groups, ...Object.values(tls.versions), ...tls.clients]
      .filter(({ state }) => state !== 'accepted')
      .map(({ state, detail }) => `${state}: ${detail}`)
    expect([...new Set(findings)].sort()).to.deep.equal([
      'not-tested: it is asked only where TLS 1.0, SSL 3.0 or no version is accepted',
      'not-tested: the host had stopped answering',
      'timed-out: no answer',
    ])
  })
})

const silentAfter = (answers: number): ((seen: Seen) => Verdict) => {
  let nth = 0
  return () => (nth++ < answers ? 'pass' : 'silence')
}
