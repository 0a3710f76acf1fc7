import { expect } from 'chai'
import {
  decodeCertificate,
  decodeCertificate12,
  decodeCertificateRequest,
  decodeCertificateVerify,
  decodeEncryptedExtensions,
  decodeNewSessionTicket,
} from '../../src/tls/authentication.ts'
import { decodeClientHello } from '../../src/tls/clientHello.ts'
import {
  decodeAlpn,
  decodeKeyShares,
  decodeSelectedGroup,
  decodeSelectedIdentity,
  decodeSelectedVersion,
  decodeServerKeyShare,
  decodeSignatureAlgorithms,
  decodeSupportedGroups,
  decodeSupportedVersions,
  extensionData,
  signatureAlgorithms,
  supportedGroups,
} from '../../src/tls/extensions.ts'
import { HandshakeReader } from '../../src/tls/handshake.ts'
import { DecodeError } from '../../src/tls/reader.ts'
import { CONTENT_TYPE, decodeAlert, encodeRecords, RecordReader } from '../../src/tls/record.ts'
import { RecordProtection } from '../../src/tls/recordProtection.ts'
import { decodeServerHello } from '../../src/tls/serverHello.ts'
import {
  decodeDheKeyExchange,
  decodeEcdheKeyExchange,
  withoutIdentityHint,
} from '../../src/tls/serverKeyExchange.ts'
import { bytes } from './rfc8448.ts'

const NOTHING = new Uint8Array(0)

const errorOf = (act: () => unknown): DecodeError => {
  try {
    act()
  } catch (error) {
    if (error instanceof DecodeError) return error
    throw error
  }
  throw new Error('it was accepted')
}

describe('A DecodeError', () => {
  for (const [structure, decode] of [
    ['EncryptedExtensions', decodeEncryptedExtensions],
    ['Certificate', decodeCertificate],
    ['Certificate (TLS 1.2)', decodeCertificate12],
    ['CertificateRequest', decodeCertificateRequest],
    ['CertificateVerify', decodeCertificateVerify],
    ['NewSessionTicket', decodeNewSessionTicket],
    ['ClientHello', decodeClientHello],
    ['ServerHello', decodeServerHello],
    ['NamedGroupList', decodeSupportedGroups],
    ['SignatureSchemeList', decodeSignatureAlgorithms],
    ['ProtocolNameList', decodeAlpn],
    ['SupportedVersions', decodeSupportedVersions],
    ['SupportedVersions', decodeSelectedVersion],
    ['KeyShareClientHello', decodeKeyShares],
    ['KeyShareServerHello', decodeServerKeyShare],
    ['KeyShareHelloRetryRequest', decodeSelectedGroup],
    ['PreSharedKeyExtension', decodeSelectedIdentity],
    ['ServerKeyExchange (ECDHE)', (data) => decodeEcdheKeyExchange(data, true)],
    ['ServerKeyExchange (DHE)', (data) => decodeDheKeyExchange(data, true)],
    ['ServerKeyExchange (PSK)', withoutIdentityHint],
    ['Alert', decodeAlert],
  ] satisfies [string, (data: Uint8Array) => unknown][]) {
    it(`names ${structure}, where it is empty`, () => {
      expect(errorOf(() => decode(NOTHING))).to.include({ structure, problem: 'missing' })
    })
  }

  const record = (hex: string) => () => [...new RecordReader().push(bytes(hex))]
  const keys = () => new RecordProtection({ hash: 'sha256', aead: 'aes-128-gcm' }, new Uint8Array(32))
  const opened = (fragment: Uint8Array) => () => {
    const [one] = new RecordReader().push(encodeRecords(CONTENT_TYPE.application_data, 0x0303, fragment))
    return keys().unprotect(one as NonNullable<typeof one>)
  }
  for (const [message, problem, act] of [
    ['TLSPlaintext: content type 19, version 3.1', 'invalid', record('1303010000')],
    ['TLSPlaintext: content type 25, version 3.1', 'invalid', record('1903010000')],
    ['TLSPlaintext: content type 72, version 84.84', 'invalid', record('4854540000')],
    ['TLSPlaintext: a length of 18433 bytes', 'invalid', record('1603014801')],
    [
      'Handshake: a message of 16777215 bytes',
      'invalid',
      () => [...new HandshakeReader().push(bytes('02ffffff'))],
    ],
    [
      'Extension: extension 5 came twice',
      'invalid',
      () =>
        extensionData(
          [5, 5].map((type) => ({ type, data: NOTHING })),
          5,
        ),
    ],
    ['TLSCiphertext: 16 bytes', 'missing', opened(new Uint8Array(16))],
    ['TLSCiphertext: it does not authenticate', 'invalid', opened(new Uint8Array(17))],
    [
      'TLSInnerPlaintext: no content type',
      'missing',
      opened(keys().protect(0, new Uint8Array(3)).subarray(5)),
    ],
  ] satisfies [string, DecodeError['problem'], () => unknown][]) {
    it(`says ${message}`, () => {
      const { structure } = errorOf(act)
      expect(errorOf(act)).to.include({ message, problem })
      expect(message.startsWith(`${structure}: `)).to.equal(true)
    })
  }

  it('is none of the content types 20 to 24, nor of the longest record', () => {
    for (const type of ['14', '15', '16', '17', '18']) expect(record(`${type}03010000`)()).to.have.lengthOf(1)
    expect(record('1603014800')()).to.have.lengthOf(0)
  })
})

describe('A protected record', () => {
  it('has a tag of 8 bytes for CCM_8, and of 16 for the others', () => {
    for (const [aead, tag] of [
      ['aes-128-gcm', 16],
      ['aes-256-gcm', 16],
      ['chacha20-poly1305', 16],
      ['aes-128-ccm', 16],
      ['aes-128-ccm-8', 8],
    ] as const) {
      const keysOf = () => new RecordProtection({ hash: 'sha256', aead }, new Uint8Array(32))
      const sealed = keysOf().protect(22, bytes('0102'))
      expect(sealed.length, aead).to.equal(5 + 2 + 1 + tag)
      const [one] = new RecordReader().push(sealed)
      expect(keysOf().unprotect(one as NonNullable<typeof one>)).to.deep.equal({
        type: 22,
        content: Buffer.from('0102', 'hex'),
      })
    }
  })

  it('may be empty', () => {
    const keysOf = () => new RecordProtection({ hash: 'sha256', aead: 'aes-128-gcm' }, new Uint8Array(32))
    const [one] = new RecordReader().push(keysOf().protect(21, NOTHING))
    expect(keysOf().unprotect(one as NonNullable<typeof one>)).to.deep.equal({
      type: 21,
      content: Buffer.alloc(0),
    })
  })
})

describe('Extensions', () => {
  it('are encoded once for a list that is offered again and again', () => {
    const groups = [29, 23]
    expect(supportedGroups(groups)).to.equal(supportedGroups(groups))
    expect(signatureAlgorithms(groups)).to.not.deep.equal(supportedGroups(groups))
  })

  it('of a CertificateRequest may name no schemes', () => {
    expect(decodeCertificateRequest(bytes('000000'))).to.deep.equal({
      requestContext: NOTHING,
      signatureSchemes: [],
    })
  })
})
