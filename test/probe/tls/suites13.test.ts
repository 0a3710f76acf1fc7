import { expect } from 'chai'
import type { TlsFacts } from '../../../src/model/tls.ts'
import { EXTENSION } from '../../../src/registry/tls/messages/extensions.ts'
import { TLS12, TLS13 } from '../../../src/registry/tls/versions.ts'
import { type ClientHello, decodeClientHello } from '../../../src/tls/clientHello.ts'
import { decodeSupportedVersions, extensionData } from '../../../src/tls/extensions.ts'
import { encodeHandshake, HANDSHAKE_TYPE, HandshakeReader } from '../../../src/tls/handshake.ts'
import { CONTENT_TYPE, RecordReader } from '../../../src/tls/record.ts'
import { HELLO_RETRY_REQUEST_RANDOM } from '../../../src/tls/serverHello.ts'
import { concat, u8, u16, vector8, vector16 } from '../../../src/tls/writer.ts'
import { type Listener, listen } from '../listener.ts'
import { alertRecord, extensionBytes, record } from '../misbehaving.ts'
import { probeOnce, TIMEOUT_MS, tlsOf } from '../probing.ts'

const X25519 = 0x001d
const AES_128_GCM = 0x1301
/** RFC 9150 §4. */
const SHA256_SHA256 = 0xc0b4
const SHA384_SHA384 = 0xc0b5

/** RFC 9846 §4.2.4. */
const retryWith = ({ legacySessionId }: ClientHello, suite: number): Uint8Array =>
  record(
    CONTENT_TYPE.handshake,
    encodeHandshake(
      HANDSHAKE_TYPE.server_hello,
      concat(
        u16(TLS12),
        HELLO_RETRY_REQUEST_RANDOM,
        vector8(legacySessionId),
        u16(suite),
        u8(0),
        vector16(
          extensionBytes(EXTENSION.supported_versions, u16(TLS13)),
          extensionBytes(EXTENSION.key_share, u16(X25519)),
        ),
      ),
    ),
  )

/** Chooses the first of its suites; `silent`: what it does not answer. */
const serverWith = (
  suites: readonly number[],
  silent: (offered: readonly number[]) => boolean = () => false,
): Promise<Listener> =>
  listen((socket) => {
    const records = new RecordReader()
    const handshakes = new HandshakeReader()
    socket.on('data', (chunk) => {
      if (chunk[0] !== CONTENT_TYPE.handshake) return
      for (const { fragment } of records.push(chunk))
        for (const { body } of handshakes.push(fragment)) {
          const hello = decodeClientHello(body)
          const versions = extensionData(hello.extensions ?? [], EXTENSION.supported_versions)
          const isModern = versions !== undefined && decodeSupportedVersions(versions).includes(TLS13)
          const suite = suites.find((value) => hello.cipherSuites.includes(value))
          if (!isModern) socket.end(alertRecord(2, 70))
          else if (silent(hello.cipherSuites)) return
          else socket.end(suite === undefined ? alertRecord(2, 40) : retryWith(hello, suite))
        }
    })
  })

const suitesOf = ({ cipherSuites }: TlsFacts): string[] => cipherSuites['TLS 1.3'] ?? []

describe('The cipher suites of TLS 1.3', () => {
  it('include those without encryption', async () => {
    const tls = tlsOf(await probeOnce(serverWith([AES_128_GCM, SHA256_SHA256, SHA384_SHA384])))
    expect(suitesOf(tls)).to.deep.equal(['TLS_AES_128_GCM_SHA256', 'TLS_SHA256_SHA256', 'TLS_SHA384_SHA384'])
    expect(tls.cipherSuiteChoice['TLS 1.3']).to.equal('server')
  })

  it('are not all known where the rest is not answered', async () => {
    const withoutFirst = (offered: readonly number[]): boolean => !offered.includes(AES_128_GCM)
    const tls = tlsOf(
      await probeOnce(serverWith([AES_128_GCM, SHA256_SHA256], withoutFirst), { timeoutMs: TIMEOUT_MS }),
    )
    expect(suitesOf(tls)).to.deep.equal(['TLS_AES_128_GCM_SHA256'])
    expect(tls.cipherSuiteChoice).to.not.have.property('TLS 1.3')
  })
})
