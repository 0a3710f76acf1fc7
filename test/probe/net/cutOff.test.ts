import { expect } from 'chai'
import type { Answer } from '../../../src/model/state.ts'
import { listen } from '../listener.ts'
import { accepted, others, PATIENT, probeOnce, tlsOf } from '../probing.ts'
import { type Cut, tls13Server } from '../tls/tls13Server.ts'

const HOW = { close: 'the connection was closed', reset: 'the connection was reset' } as const

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
      expect(facts).to.include({ state: 'open', service: 'silent', detail: `ClientHello cut-off: ${words}` })
    })

    it(`is cut off by a ${how} after ClientHello`, async () => {
      const cut: Cut = { at: 'hello', after: 0, how }
      const facts = await probeOnce(tls13Server({ cut }), PATIENT)
      expect(facts).to.include({ state: 'open', service: 'silent', detail: `ClientHello cut-off: ${words}` })
    })

    for (const after of [1, 6, 40]) {
      it(`is cut off by a ${how} after ${after} bytes of the answer`, async () => {
        const facts = await probeOnce(tls13Server({ cut: { at: 'hello', after, how } }), PATIENT)
        expect(facts.detail).to.equal(`ClientHello cut-off: ${words} in the middle of the answer`)
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
