import { expect } from 'chai'
import { HANDSHAKE_TYPE } from '../../../src/tls/handshake.ts'
import { CONTENT_TYPE } from '../../../src/tls/record.ts'
import { concat, vector24 } from '../../../src/tls/writer.ts'
import { alertRecord, announcing, answering, flight12, record, serverHello12 } from '../misbehaving.ts'
import { accepted, others, PATIENT, probeOnce, tlsOf } from '../probing.ts'
import { type Fault, tls13Server } from './tls13Server.ts'

const flipped = (bytes: Uint8Array): Uint8Array => bytes.map((byte, i) => (i === 3 ? byte ^ 1 : byte))

/** Faults of the full handshake: the groups, learnt without one, stand; the schemes say what was wrong. */
const UNREADABLE: Record<string, { fault: Fault; detail: RegExp }> = {
  'a HelloRetryRequest that comes twice': {
    fault: { retry: { group: 0x0017, again: true } },
    detail: /HelloRetryRequest: it (came a second time|asks for x25519)/,
  },
  'a HelloRetryRequest for a group that was not offered': {
    fault: { retry: { group: 0x0019 } },
    detail: /HelloRetryRequest: it asks for secp521r1, which was not offered/,
  },
  'a HelloRetryRequest for the group whose share it has': {
    fault: { retry: { group: 0x001d } },
    detail: /HelloRetryRequest: it asks for x25519, whose share it has/,
  },
  'a HelloRetryRequest for nothing': {
    fault: { retry: { group: 'none' } },
    detail: /HelloRetryRequest: it asks for nothing/,
  },
  'a HelloRetryRequest with a cookie that no hello has room for': {
    fault: { retry: { group: 'none', cookie: 0xff00 } },
    detail: /HelloRetryRequest: a cookie of 65282 bytes/,
  },
  'a share of a group that was not sent': {
    fault: { shareGroup: 0x0017 },
    detail: /ServerHello: a key_share of a group for which the client sent none/,
  },
  'a Finished that does not match': {
    fault: { verifyData: flipped },
    detail: /Finished: verify_data does not match/,
  },
  'a Certificate message in the clear': {
    fault: { inTheClear: record(CONTENT_TYPE.handshake, announcing(HANDSHAKE_TYPE.certificate, 0)) },
    detail: /a handshake record in the clear after ServerHello/,
  },
  'EncryptedExtensions again and again': {
    fault: { flight: ({ encryptedExtensions }) => Array.from({ length: 100 }, () => encryptedExtensions) },
    detail: /message type 8 after type 8/,
  },
  'no CertificateVerify': {
    fault: {
      flight: ({ encryptedExtensions, certificate, finished }) => [
        encryptedExtensions,
        certificate,
        finished,
      ],
    },
    detail: /message type 20 after type 11/,
  },
  'a Certificate message whose length is a lie': {
    fault: {
      flight: ({ encryptedExtensions, certificate }) => [
        encryptedExtensions,
        certificate.map((byte, i) => (i === 7 ? byte ^ 0x10 : byte)),
      ],
    },
    detail: /Certificate: \d+ bytes expected/,
  },
  'a message of 16 MB': {
    fault: { flight: ({ encryptedExtensions }) => [encryptedExtensions, announcing(11, 0xff_ffff)] },
    detail: /Handshake: a message of 16777215 bytes/,
  },
}

describe('A TLS 1.3 server that breaks the handshake', () => {
  for (const [name, { fault, detail }] of Object.entries(UNREADABLE)) {
    it(`loses its schemes by ${name}`, async () => {
      const tls = tlsOf(await probeOnce(tls13Server(fault), PATIENT))
      expect(tls.versions['TLS 1.3']).to.deep.equal({ state: 'accepted' })
      expect(accepted(tls.groups)).to.deep.equal(['x25519'])
      const [finding, ...more] = others(tls.signatureSchemes)
      expect(more).to.deep.equal([])
      expect(finding?.state).to.equal('cut-off')
      expect(finding?.detail).to.match(detail)
    })
  }

  it('is not believed with a signature that does not fit', async () => {
    const tls = tlsOf(await probeOnce(tls13Server({ signature: flipped }), PATIENT))
    expect(tls.signatureSchemes.find(({ name }) => name === 'ed25519')).to.include({
      state: 'accepted',
      verified: false,
    })
  })

  it('is not believed with a signature that is none', async () => {
    const tls = tlsOf(await probeOnce(tls13Server({ signature: () => new Uint8Array(0) }), PATIENT))
    expect(tls.signatureSchemes.find(({ name }) => name === 'ed25519')).to.include({ verified: false })
  })

  it('has no key that could be read with a certificate that is none', async () => {
    const tls = tlsOf(
      await probeOnce(tls13Server({ certificates: () => [Uint8Array.of(0x30, 0x03, 1, 2, 3)] }), PATIENT),
    )
    expect(tls.signatureSchemes.find(({ name }) => name === 'ed25519')).to.include({ verified: null })
    expect(tls.chains[0]?.certificates[0]?.problem).to.be.a('string')
  })

  it('may ask for a cookie alone', async () => {
    const tls = tlsOf(await probeOnce(tls13Server({ retry: { group: 'none', cookie: 100 } }), PATIENT))
    expect(accepted(tls.signatureSchemes)).to.deep.equal(['ed25519'])
  })

  it('keeps what Finished proved, whatever comes after it', async () => {
    const afterFinished = alertRecord(9, 9).map((byte, i) => (i === 1 ? 77 : byte))
    const tls = tlsOf(await probeOnce(tls13Server({ afterFinished }), PATIENT))
    expect(accepted(tls.signatureSchemes)).to.deep.equal(['ed25519'])
  })

  it('has no tickets only if it closed the connection: where the rest was lost, it may have some', async () => {
    const ends = { close: 'refused', silence: 'not-tested', reset: 'not-tested' } as const
    for (const [how, tickets] of Object.entries(ends)) {
      const cut = { at: 'client-finished', after: 0, how: how as keyof typeof ends } as const
      const { resumption } = tlsOf(await probeOnce(tls13Server({ cut })))
      expect(resumption.tickets, how).to.equal(tickets)
    }
  })

  it('says which group it chose that was not offered', async () => {
    const tls = tlsOf(await probeOnce(tls13Server({ choose: 0x1234 }), PATIENT))
    expect(others(tls.groups)).to.deep.equal([
      { state: 'not-tested', detail: 'the server chose 0x1234, which it was not offered' },
    ])
  })

  it('has no TLS 1.3 with a version that was not offered', async () => {
    const facts = await probeOnce(tls13Server({ version: 0x0305 }), PATIENT)
    expect(facts).to.include({ state: 'open', service: 'tls' })
    expect(facts.detail).to.match(/ServerHello: version 0x0305, which was not offered/)
  })

  it('loses its schemes by a cipher suite that was not offered', async () => {
    const tls = tlsOf(await probeOnce(tls13Server({ suite: 0x1399 }), PATIENT))
    expect(others(tls.signatureSchemes)[0]?.detail).to.match(/cipher suite 0x1399, which was not offered/)
  })

  it('keeps twenty certificates of two hundred', async () => {
    const tls = tlsOf(
      await probeOnce(
        tls13Server({ certificates: (der) => Array.from({ length: 200 }, () => der) }),
        PATIENT,
      ),
    )
    expect(tls.chains[0]?.certificates).to.have.length(20)
  })
})

describe('A TLS 1.2 server that breaks the handshake', () => {
  const handshake = (...messages: Uint8Array[]): Uint8Array =>
    record(CONTENT_TYPE.handshake, concat(messages))

  it('chooses a suite that was not offered again and again, and is asked no more', async () => {
    const server = answering(handshake(flight12([], 0x009c)))
    const tls = tlsOf(await probeOnce(server))
    expect(tls.versions['TLS 1.2']).to.deep.equal({ state: 'accepted' })
    expect(tls.versions['TLS 1.1']).to.deep.equal({ state: 'refused', detail: 'it answered with TLS 1.2' })
    expect(tls.cipherSuites['TLS 1.2']).to.deep.equal(['TLS_RSA_WITH_AES_128_GCM_SHA256'])
  })

  it('keeps twenty certificates of two hundred', async () => {
    const certificates = Array.from({ length: 200 }, (_, i) => Uint8Array.of(0x30, 2, i, 0))
    const tls = tlsOf(await probeOnce(answering(handshake(flight12(certificates)))))
    expect(tls.chains[0]?.certificates).to.have.length(20)
  })

  it('says what is wrong where a certificate list is longer than its message', async () => {
    const lying = concat(
      serverHello12(),
      announcing(HANDSHAKE_TYPE.certificate, 6),
      vector24(new Uint8Array(3)).map((byte, i) => (i === 2 ? 200 : byte)),
    )
    const facts = await probeOnce(answering(handshake(lying)))
    expect(facts).to.include({ state: 'open', service: 'tls' })
    expect(facts.detail).to.match(/Certificate \(TLS 1\.2\): 200 bytes expected, 3 left/)
  })
})
