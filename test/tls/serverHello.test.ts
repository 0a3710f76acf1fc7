import { expect } from 'chai'
import { type Extension, encodeExtensions } from '../../src/tls/extensions.ts'
import { DecodeError } from '../../src/tls/reader.ts'
import {
  decodeServerHello,
  HELLO_RETRY_REQUEST_RANDOM,
  isHelloRetryRequest,
  selectedGroup,
  selectedIdentity,
  selectedVersion,
  serverKeyShare,
} from '../../src/tls/serverHello.ts'
import { concat, u8, u16, vector8 } from '../../src/tls/writer.ts'
import { bytes, hex, Trace } from './rfc8448.ts'

describe('ServerHello', () => {
  it('of RFC 8448 §3 chooses TLS 1.3, its first suite and x25519', () => {
    const trace = new Trace('simple-1-rtt')
    const hello = decodeServerHello(trace.message('ServerHello').subarray(4))
    expect(hello.legacyVersion).to.equal(0x0303)
    expect(hello.cipherSuite).to.equal(0x1301)
    expect(selectedVersion(hello)).to.equal(0x0304)
    expect(serverKeyShare(hello)?.group).to.equal(0x001d)
    const publicKey = trace.value('create an ephemeral x25519 key pair', 'public key', 'server')
    expect(hex(serverKeyShare(hello)?.keyExchange ?? new Uint8Array(0))).to.equal(hex(publicKey))
    expect(selectedIdentity(hello)).to.equal(undefined)
    expect(isHelloRetryRequest(hello)).to.equal(false)
  })

  it('of RFC 8448 §4 takes the first pre-shared key', () => {
    const hello = decodeServerHello(new Trace('resumed-0-rtt').message('ServerHello').subarray(4))
    expect(selectedIdentity(hello)).to.equal(0)
  })

  it('of RFC 8448 §5 is first a HelloRetryRequest for secp256r1', () => {
    const hellos = new Trace('hello-retry-request').messages
      .filter(({ name }) => name === 'ServerHello')
      .map((message) => decodeServerHello(message.bytes.subarray(4)))
    expect(hellos.map(isHelloRetryRequest)).to.deep.equal([true, false])
    expect(hellos[0] && selectedGroup(hellos[0])).to.equal(0x0017)
    expect(hellos[1] && serverKeyShare(hellos[1])?.group).to.equal(0x0017)
  })

  it('of RFC 8448 §7 sends the session id back', () => {
    const hello = decodeServerHello(new Trace('compatibility-mode').message('ServerHello').subarray(4))
    expect(hello.legacySessionIdEcho).to.have.length(32)
  })

  it('is not a HelloRetryRequest when one byte of the random is another', () => {
    for (let at = 0; at < 32; at++) {
      const random = Uint8Array.from(HELLO_RETRY_REQUEST_RANDOM)
      random[at] = (random[at] as number) ^ 1
      expect(isHelloRetryRequest(decodeServerHello(bodyOf(random, [])))).to.equal(false)
    }
  })

  it('of TLS 1.2 may end before the extensions, and has its version in the old place', () => {
    const hello = decodeServerHello(bodyOf(new Uint8Array(32), undefined))
    expect(hello.extensions).to.deep.equal([])
    expect(selectedVersion(hello)).to.equal(0x0303)
    expect(serverKeyShare(hello)).to.equal(undefined)
    expect(selectedGroup(hello)).to.equal(undefined)
  })

  for (const [what, type, data] of [
    ['supported_versions of one byte', 43, '03'],
    ['supported_versions of a client', 43, '020304'],
    ['a key share that ends early', 51, '001d0020aa'],
    ['a key share with more behind it', 51, '001d0001aabb'],
    ['a selected identity of three bytes', 41, '000000'],
  ] as const) {
    it(`is refused by who asks for ${what}`, () => {
      const hello = decodeServerHello(bodyOf(new Uint8Array(32), [{ type, data: bytes(data) }]))
      expect(() => [selectedVersion(hello), serverKeyShare(hello), selectedIdentity(hello)]).to.throw(
        DecodeError,
      )
    })
  }

  it('is refused by who asks for an extension that came twice', () => {
    const twice = { type: 43, data: bytes('0304') }
    const hello = decodeServerHello(bodyOf(new Uint8Array(32), [twice, twice]))
    expect(() => selectedVersion(hello)).to.throw(DecodeError, 'came twice')
  })
})

const bodyOf = (random: Uint8Array, extensions: readonly Extension[] | undefined): Uint8Array =>
  concat(u16(0x0303), random, vector8(), u16(0xc02f), u8(0), extensions ? encodeExtensions(extensions) : [])
