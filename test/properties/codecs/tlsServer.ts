import fc from 'fast-check'
import { TLS12, TLS13 } from '../../../src/registry/tls/versions.ts'
import { encodeClientHello } from '../../../src/tls/clientHello.ts'
import { encodeExtensions, keyShares, supportedVersions } from '../../../src/tls/extensions.ts'
import { encodeHandshake, HANDSHAKE_TYPE } from '../../../src/tls/handshake.ts'
import { handshake13 } from '../../../src/tls/handshake13.ts'
import {
  earlySecret,
  finishedVerifyData,
  handshakeSecrets,
  transcriptHash,
} from '../../../src/tls/keySchedule.ts'
import { DecodeError } from '../../../src/tls/reader.ts'
import { CONTENT_TYPE, encodeRecords } from '../../../src/tls/record.ts'
import { RecordProtection, suiteParameters } from '../../../src/tls/recordProtection.ts'
import { ascii, concat, u8, u16, vector8, vector16, vector24 } from '../../../src/tls/writer.ts'
import { bytesReader, type Reader } from '../harness.ts'

const [GROUP, SUITE] = [0x001d, 0x1301]
const SECRET = new Uint8Array(32).fill(7)
const SHARE = new Uint8Array(32).fill(9)

export const HELLO = encodeClientHello({
  legacyVersion: TLS12,
  random: new Uint8Array(32).fill(1),
  legacySessionId: new Uint8Array(0),
  cipherSuites: [SUITE],
  extensions: [supportedVersions([TLS13]), keyShares([{ group: GROUP, keyExchange: SHARE }])],
})

const serverHello = encodeHandshake(
  HANDSHAKE_TYPE.server_hello,
  concat(
    u16(TLS12),
    new Uint8Array(32).fill(2),
    vector8(),
    u16(SUITE),
    u8(0),
    encodeExtensions([
      { type: 43, data: u16(TLS13) },
      { type: 51, data: concat(u16(GROUP), vector16(SHARE)) },
    ]),
  ),
)

/** Messages of a server that holds the keys. What a client sends does not change them. */
const flight = (messages: readonly Uint8Array[]): Uint8Array => {
  const parameters = suiteParameters(SUITE)
  if (!parameters) throw new Error('the suite is not known')
  const { hash } = parameters
  const transcript = [HELLO, serverHello]
  const secrets = handshakeSecrets(hash, earlySecret(hash), SECRET, transcriptHash(hash, transcript))
  const keys = new RecordProtection(parameters, secrets.server)
  transcript.push(...messages)
  const verifyData = finishedVerifyData(hash, secrets.server, transcriptHash(hash, transcript))
  const all = [...messages, encodeHandshake(HANDSHAKE_TYPE.finished, verifyData)]
  return concat(
    encodeRecords(CONTENT_TYPE.handshake, TLS12, serverHello),
    ...all.map((message) => keys.protect(CONTENT_TYPE.handshake, message)),
  )
}

const encryptedExtensions = encodeHandshake(
  HANDSHAKE_TYPE.encrypted_extensions,
  encodeExtensions([{ type: 16, data: vector16(vector8(ascii('h2'))) }]),
)
const certificate = encodeHandshake(
  HANDSHAKE_TYPE.certificate,
  concat(vector8(), vector24(vector24(new Uint8Array(60).fill(3)), vector16())),
)
const certificateRequest = encodeHandshake(
  HANDSHAKE_TYPE.certificate_request,
  concat(vector8(ascii('c')), encodeExtensions([{ type: 13, data: vector16(u16(0x0804)) }])),
)
const certificateVerify = encodeHandshake(
  HANDSHAKE_TYPE.certificate_verify,
  concat(u16(0x0804), vector16(new Uint8Array(70).fill(4))),
)

/** Concatenated messages, each of them protected: a changed one reaches what decodes it. */
const messagesIn = (stream: Uint8Array): Uint8Array[] => {
  const found: Uint8Array[] = []
  for (let at = 0; at < stream.length; ) {
    const [, high = 0, middle = 0, low = 0] = stream.subarray(at, at + 4)
    const end = at + 4 + ((high << 16) | (middle << 8) | low)
    found.push(stream.slice(at, Math.min(end, at + 16_000)))
    at = end
  }
  return found
}

/** The handshake of TLS 1.3 with a server that says anything under the right keys, up to a Finished that verifies. */
export const handshakeReader = (): Reader =>
  bytesReader({
    name: 'TLS 1.3 handshake',
    read: (stream) => {
      const exchange = handshake13({
        groups: [GROUP],
        hello: () => HELLO,
        agreement: () => ({ share: SHARE, secret: () => SECRET }),
        until: 'server-finished',
        now: () => 0,
      })
      void exchange.opening
      return exchange.receive(flight(messagesIn(stream)), () => {})
    },
    valid: fc.constantFrom(
      concat(encryptedExtensions, certificate, certificateVerify),
      concat(encryptedExtensions, certificateRequest, certificate, certificateVerify),
    ),
    isOwn: (error) => error instanceof DecodeError,
  })
