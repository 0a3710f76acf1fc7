import { expect } from 'chai'
import { createAuthorities, issueServer } from '../../../src/lab/certificates.ts'
import { probeAddress } from '../../../src/probe/address.ts'
import { TLS12 } from '../../../src/registry/tls/versions.ts'
import { decodeClientHello } from '../../../src/tls/clientHello.ts'
import { encodeHandshake, HANDSHAKE_TYPE, HandshakeReader } from '../../../src/tls/handshake.ts'
import { CONTENT_TYPE, RecordReader } from '../../../src/tls/record.ts'
import { concat, u8, u16, vector8, vector16, vector24 } from '../../../src/tls/writer.ts'
import { realServer } from '../front.ts'
import { type Listener, listen } from '../listener.ts'
import { alertRecord, record, SUITE12, serverHello12 } from '../misbehaving.ts'
import { dialTo, PATIENT, probeOnce, probeOptions, tlsOf } from '../probing.ts'

const SECP256R1 = 0x0017
const OFFERED = ['X25519MLKEM768', 'x25519']

/** RFC 5246 §7.4.3 and RFC 8422 §5.4, with a signature of zeros by rsa_pkcs1_sha256. */
const serverKeyExchange = encodeHandshake(
  HANDSHAKE_TYPE.server_key_exchange,
  concat(
    u8(3),
    u16(SECP256R1),
    vector8(new Uint8Array(65).fill(4)),
    u16(0x0401),
    vector16(new Uint8Array(256)),
  ),
)

const FLIGHT = record(
  CONTENT_TYPE.handshake,
  serverHello12(),
  encodeHandshake(HANDSHAKE_TYPE.certificate, vector24()),
  serverKeyExchange,
  encodeHandshake(HANDSHAKE_TYPE.server_hello_done, new Uint8Array(0)),
)

/** Has TLS 1.2 and one suite, and chooses secp256r1 whatever groups it is offered. */
const ignoringGroups = (): Promise<Listener> =>
  listen((socket) => {
    const records = new RecordReader()
    const handshakes = new HandshakeReader()
    socket.on('data', (chunk) => {
      for (const { fragment } of records.push(chunk))
        for (const { body } of handshakes.push(fragment)) {
          const { legacyVersion, cipherSuites } = decodeClientHello(body)
          const isAccepted = legacyVersion >= TLS12 && cipherSuites.includes(SUITE12)
          socket.write(isAccepted ? FLIGHT : alertRecord(2, legacyVersion < TLS12 ? 70 : 40))
        }
    })
  })

describe('A TLS 1.2 server that is offered a hybrid group', () => {
  it('is seen to choose a curve that was not offered', async () => {
    const { hybridOffer12 } = tlsOf(await probeOnce(ignoringGroups(), PATIENT))
    expect(hybridOffer12).to.deep.equal({ offered: OFFERED, state: 'accepted', group: 'secp256r1' })
  })

  it('is seen to choose one that was offered, or to refuse', async () => {
    const now = Date.now()
    const rsa = await issueServer('rsa', { key: 'RSA-2048' }, await createAuthorities(now), now)
    const answers = []
    for (const ecdhCurve of ['x25519:prime256v1', 'prime256v1']) {
      const server = await realServer({ ...rsa, maxVersion: 'TLSv1.2', ecdhCurve })
      answers.push(tlsOf(await probeAddress(dialTo(server.port), probeOptions(PATIENT))).hybridOffer12)
      await server.close()
    }
    expect(answers).to.deep.equal([
      { offered: OFFERED, state: 'accepted', group: 'x25519' },
      { offered: OFFERED, state: 'refused', alert: 'handshake_failure' },
    ])
  })

  it('is not asked where it has TLS 1.3', async () => {
    const server = await realServer({})
    expect(tlsOf(await probeAddress(dialTo(server.port), probeOptions(PATIENT)))).not.to.have.property(
      'hybridOffer12',
    )
    await server.close()
  })
})
