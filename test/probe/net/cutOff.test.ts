import { expect } from 'chai'
import { judgeAddresses } from '../../../src/assess/category.ts'
import type { Answer } from '../../../src/model/state.ts'
import { EXTENSION } from '../../../src/registry/tls/messages/extensions.ts'
import { TLS12 } from '../../../src/registry/tls/versions.ts'
import { tlsAddress } from '../../facts.ts'
import { frontOf, realServer, type Server } from '../front.ts'
import { listen } from '../listener.ts'
import { accepted, others, PATIENT, probeOnce, tlsOf } from '../probing.ts'
import { type Cut, tls13Server } from '../tls/tls13Server.ts'

const HOW = { close: 'the connection was closed', reset: 'the connection was reset' } as const

const X25519 = 0x001d
const X25519MLKEM768 = 0x11ec

/** Bytes of the flight: EncryptedExtensions, and a part of the Certificate message. */
const MID_FLIGHT = 100

describe('A connection that ends', () => {
  it('is not a problem where it ends when everything is said', async () => {
    const tls = tlsOf(await probeOnce(tls13Server(), PATIENT))
    expect(accepted(tls.groups)).to.deep.equal(['x25519'])
    expect(tls.signatureSchemes.find(({ name }) => name === 'ed25519')).to.include({
      state: 'accepted',
      verified: true,
    })
    expect(others(tls.groups)).to.deep.equal([{ state: 'refused', alert: 'handshake_failure' }])
    expect(tls.chains).to.have.length(1)
  })

  for (const [how, words] of Object.entries(HOW) as [keyof typeof HOW, string][]) {
    it(`is cut off by a ${how} right after the accept`, async () => {
      const end = how === 'close' ? 'end' : 'resetAndDestroy'
      const facts = await probeOnce(listen((socket) => void socket[end]()))
      const detail = 'every connection was cut off, also after pauses: the host may limit connections'
      expect(facts).to.include({ state: 'open', service: 'silent', detail })
    })

    it(`is cut off by a ${how} after ClientHello`, async () => {
      const cut: Cut = { at: 'hello', after: 0, how }
      const facts = await probeOnce(tls13Server({ cut }), PATIENT)
      expect(facts).to.include({ state: 'open', service: 'silent', detail: `ClientHello cut off: ${words}` })
    })

    for (const after of [1, 6, 40]) {
      it(`is cut off by a ${how} after ${after} bytes of the answer`, async () => {
        const facts = await probeOnce(tls13Server({ cut: { at: 'hello', after, how } }), PATIENT)
        expect(facts.detail).to.equal(`ClientHello cut off: ${words} in the middle of the answer`)
        expect(facts.service).to.equal(after > 1 ? 'tls' : 'other')
      })
    }

    for (const [where, after] of [
      ['after ServerHello', 0],
      ['in the middle of the encrypted flight', MID_FLIGHT],
    ] as const) {
      it(`leaves the groups known and the schemes cut off by a ${how} ${where}`, async () => {
        const tls = tlsOf(await probeOnce(tls13Server({ cut: { at: 'flight', after, how } }), PATIENT))
        expect(accepted(tls.groups)).to.deep.equal(['x25519'])
        const finding: Answer = { state: 'cut-off', detail: `${words} in the middle of the answer` }
        expect(others(tls.signatureSchemes)).to.deep.equal([finding])
        expect(tls.chains).to.deep.equal([])
        expect(tls.clientCertificate).to.equal('not-tested')
      })
    }

    it(`leaves everything known but tickets by a ${how} after Finished`, async () => {
      const tls = tlsOf(
        await probeOnce(tls13Server({ cut: { at: 'client-finished', after: 0, how } }), PATIENT),
      )
      expect(accepted(tls.signatureSchemes)).to.deep.equal(['ed25519'])
      expect(tls.clientCertificate).to.equal('none')
    })
  }

  describe('where a real server refuses', () => {
    let server: Server
    before(async () => {
      server = await realServer({ ecdhCurve: 'x25519' })
    })
    after(() => server.close())

    const CLOSED = {
      state: 'refused',
      detail: 'the connection is closed each time, other hellos are answered',
    }

    it('is a refusal of old versions, and of suites and schemes of TLS 1.2', async () => {
      let answered = false
      const front = frontOf(server, ({ hello }) => {
        const isOld = !hello.extensions?.some(({ type }) => type === EXTENSION.supported_versions)
        const isRest = answered && isOld && !hello.cipherSuites.includes(0xc02b)
        answered = true
        return hello.legacyVersion < TLS12 || isRest ? 'reset' : 'pass'
      })
      const tls = tlsOf(await probeOnce(front, PATIENT))
      for (const version of ['TLS 1.1', 'TLS 1.0', 'SSL 3.0'] as const)
        expect(tls.versions[version]).to.deep.equal(CLOSED)
      expect(tls.versions['TLS 1.2'].state).to.equal('accepted')
      expect(tls.cipherSuites['TLS 1.2']).to.deep.equal(['TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256'])
      expect(tls.cipherSuiteChoice['TLS 1.2']).to.equal('single')
      expect(judgeAddresses([tlsAddress(tls)])[0]?.category).to.equal('classical')
    })

    it('is not a refusal of groups of TLS 1.3 where they are cut with an accepted one too', async () => {
      const front = frontOf(server, ({ groups, hello }) =>
        groups.includes(X25519MLKEM768) && !hello.cipherSuites.includes(0xc02b) ? 'reset' : 'pass',
      )
      const tls = tlsOf(await probeOnce(front, PATIENT))
      expect(accepted(tls.groups)).to.deep.equal(['x25519'])
      expect(tls.groups.find(({ name }) => name === 'X25519MLKEM768')).to.include({
        state: 'cut-off',
        detail: HOW.reset,
        confirmed: true,
      })
      expect(judgeAddresses([tlsAddress(tls)])[0]).to.include({
        category: 'unknown',
        classicalAccepted: true,
      })
    })

    it('is a refusal of groups of TLS 1.3 where they are answered with an accepted one', async () => {
      const front = frontOf(server, ({ groups }) =>
        groups.length > 0 && !groups.includes(X25519) ? 'reset' : 'pass',
      )
      const tls = tlsOf(await probeOnce(front, PATIENT))
      expect(accepted(tls.groups)).to.deep.equal(['x25519'])
      const detail = `${HOW.reset}; answered where x25519 is offered too`
      expect(others(tls.groups)).to.deep.equal([{ state: 'refused', detail }])
      expect(judgeAddresses([tlsAddress(tls)])[0]).to.include({ category: 'classical' })
    })

    it('is a form of hello that is not tolerated, where it is confirmed', async () => {
      const front = frontOf(server, ({ bytes }) => (bytes > 1500 ? 'reset' : 'pass'))
      const { tolerance } = tlsOf(await probeOnce(front, PATIENT))
      expect(tolerance.largeHello).to.deep.equal({ state: 'cut-off', detail: HOW.reset, confirmed: true })
    })
  })

  it('that never ends after Finished leaves everything known', async () => {
    const tls = tlsOf(
      await probeOnce(tls13Server({ cut: { at: 'client-finished', after: 0, how: 'silence' } })),
    )
    expect(accepted(tls.signatureSchemes)).to.deep.equal(['ed25519'])
  })

  it('that falls silent in the flight leaves the groups known and the schemes timed out', async () => {
    const cut: Cut = { at: 'flight', after: MID_FLIGHT, how: 'silence' }
    const tls = tlsOf(await probeOnce(tls13Server({ cut })))
    expect(accepted(tls.groups)).to.deep.equal(['x25519'])
    expect(others(tls.signatureSchemes)).to.deep.equal([
      { state: 'timed-out', detail: 'the answer did not end' },
    ])
  })
})
