import { expect } from 'chai'
import { EXTENSION } from '../../src/registry/tls/messages/extensions.ts'
import { decodeClientHello, encodeClientHello } from '../../src/tls/clientHello.ts'
import {
  alpn,
  cookie,
  decodeAlpn,
  decodeKeyShares,
  decodeSignatureAlgorithms,
  decodeSupportedGroups,
  decodeSupportedVersions,
  EC_POINT_FORMATS,
  EXTENDED_MASTER_SECRET,
  type Extension,
  extensionData,
  keyShares,
  padding,
  preSharedKey,
  pskKeyExchangeModes,
  RENEGOTIATION_INFO,
  serverName,
  signatureAlgorithms,
  signatureAlgorithmsCert,
  supportedGroups,
  supportedVersions,
} from '../../src/tls/extensions.ts'
import { bytes, hex, Trace } from './rfc8448.ts'

const GROUPS = [0x001d, 0x0017, 0x0018, 0x0019, 0x0100, 0x0101, 0x0102, 0x0103, 0x0104]
const SCHEMES = [
  0x0403, 0x0503, 0x0603, 0x0203, 0x0804, 0x0805, 0x0806, 0x0401, 0x0501, 0x0601, 0x0201, 0x0402, 0x0502,
  0x0602, 0x0202,
]
const RECORD_SIZE_LIMIT: Extension = { type: EXTENSION.record_size_limit, data: bytes('4001') }

describe('ClientHello', () => {
  it('is that of RFC 8448 §3 when it is written from its meaning', () => {
    const message = new Trace('simple-1-rtt').message('ClientHello')
    const hello = decodeClientHello(message.subarray(4))
    const [share] = decodeKeyShares(extensionOf(hello.extensions, 'key_share'))
    const again = encodeClientHello({
      legacyVersion: 0x0303,
      random: hello.random,
      legacySessionId: new Uint8Array(0),
      cipherSuites: [0x1301, 0x1303, 0x1302],
      extensions: [
        serverName('server'),
        RENEGOTIATION_INFO,
        supportedGroups(GROUPS),
        { type: EXTENSION.session_ticket, data: new Uint8Array(0) },
        keyShares(share ? [share] : []),
        supportedVersions([0x0304]),
        signatureAlgorithms(SCHEMES),
        pskKeyExchangeModes([1]),
        RECORD_SIZE_LIMIT,
      ],
    })
    expect(hex(again)).to.equal(hex(message))
  })

  it('is that of RFC 8448 §4 up to its binder', () => {
    const trace = new Trace('resumed-0-rtt')
    const message = trace.message('ClientHello')
    const hello = decodeClientHello(message.subarray(4))
    const offered = extensionOf(hello.extensions, 'pre_shared_key')
    const identity = offered.subarray(4, 4 + 0xb2)
    const age = Buffer.from(offered).readUInt32BE(4 + 0xb2)
    const extensions = (hello.extensions ?? []).map((extension) => {
      if (extension.type === EXTENSION.padding) return padding(extension.data.length)
      return extension.type === EXTENSION.pre_shared_key ? preSharedKey(identity, age, 32) : extension
    })
    const again = encodeClientHello({ ...hello, extensions })
    expect(again.length).to.equal(message.length)
    expect(hex(again.subarray(0, -35))).to.equal(
      hex(trace.value('calculate PSK binder', 'ClientHello prefix')),
    )
  })

  it('sends the cookie of RFC 8448 §5 back as it came', () => {
    const messages = new Trace('hello-retry-request').messages
    const [, retry, second] = messages.map((message) => message.bytes)
    const { extensions } = decodeClientHello((second as Uint8Array).subarray(4))
    const data = extensionOf(extensions, 'cookie')
    expect(hex(retry as Uint8Array)).to.include(hex(data))
    expect(cookie(data)).to.deep.equal({ type: EXTENSION.cookie, data })
  })

  it('of SSL 3.0 ends before the extensions, and one without any does not', () => {
    const base = {
      legacyVersion: 0x0300,
      random: new Uint8Array(32),
      legacySessionId: new Uint8Array(0),
      cipherSuites: [0x000a],
    }
    const bare = encodeClientHello({ ...base, extensions: undefined })
    const empty = encodeClientHello({ ...base, extensions: [] })
    expect(empty.length - bare.length).to.equal(2)
    expect(decodeClientHello(bare.subarray(4)).extensions).to.equal(undefined)
    expect(decodeClientHello(empty.subarray(4)).extensions).to.deep.equal([])
  })

  for (const [name, extension, data] of [
    ['server_name', serverName('a.example'), '000c000009612e6578616d706c65'],
    ['ec_point_formats', EC_POINT_FORMATS, '0100'],
    ['signature_algorithms_cert', signatureAlgorithmsCert([0x0905, 0x0403]), '000409050403'],
    ['application_layer_protocol_negotiation', alpn(['h2', 'x']), '000502683201 78'],
    ['extended_master_secret', EXTENDED_MASTER_SECRET, ''],
    ['padding', padding(3), '000000'],
    ['key_share', keyShares([]), '0000'],
  ] as const) {
    it(`has ${name} in the form of its specification`, () => {
      expect(extension.type).to.equal(EXTENSION[name])
      expect(hex(extension.data)).to.equal(data.replace(' ', ''))
    })
  }

  it('reads back what it wrote', () => {
    const share = { group: 0x11ec, keyExchange: new Uint8Array(1216).fill(5) }
    expect(decodeSupportedGroups(supportedGroups(GROUPS).data)).to.deep.equal(GROUPS)
    expect(decodeSignatureAlgorithms(signatureAlgorithms(SCHEMES).data)).to.deep.equal(SCHEMES)
    expect(decodeSupportedVersions(supportedVersions([0x0304, 0x7a7a]).data)).to.deep.equal([0x0304, 0x7a7a])
    expect(decodeKeyShares(keyShares([share]).data)).to.deep.equal([share])
    expect(decodeAlpn(alpn(['h2', 'http/1.1']).data)).to.deep.equal(['h2', 'http/1.1'])
  })

  it('cannot hold a name that does not fit its length', () => {
    expect(() => alpn(['x'.repeat(256)])).to.throw(RangeError)
    expect(() => keyShares([{ group: 1, keyExchange: new Uint8Array(65_536) }])).to.throw(RangeError)
  })
})

const extensionOf = (
  extensions: readonly Extension[] | undefined,
  name: keyof typeof EXTENSION,
): Uint8Array => {
  const data = extensionData(extensions ?? [], EXTENSION[name])
  if (!data) throw new Error(`no ${name}`)
  return data
}
