import { expect } from 'chai'
import { DecodeError } from '../../src/tls/reader.ts'
import {
  bitLength,
  decodeDheKeyExchange,
  decodeEcdheKeyExchange,
  withoutIdentityHint,
} from '../../src/tls/serverKeyExchange.ts'
import { bytes, hex } from './rfc8448.ts'

describe('ServerKeyExchange', () => {
  const ECDHE = '03001d02aabb'
  const DHE = '0001170001020001ff'
  const SIGNED = '0804 0003 010203'.replaceAll(' ', '')

  it('names the curve, and keeps the bytes that are signed', () => {
    const read = decodeEcdheKeyExchange(bytes(ECDHE + SIGNED), true)
    expect(read).to.deep.equal({
      family: 'ECDHE',
      group: 0x001d,
      publicKey: bytes('aabb'),
      parameters: bytes(ECDHE),
      signed: { algorithm: 0x0804, signature: bytes('010203') },
    })
  })

  it('gives the prime, and keeps the bytes that are signed', () => {
    const read = decodeDheKeyExchange(bytes(DHE + SIGNED), true)
    expect(read).to.deep.include({
      family: 'DHE',
      prime: bytes('17'),
      generator: bytes('02'),
      publicKey: bytes('ff'),
    })
    expect(hex(read.parameters)).to.equal(DHE)
  })

  it('names no algorithm before TLS 1.2', () => {
    for (const read of [
      decodeEcdheKeyExchange(bytes(`${ECDHE}0003010203`), false),
      decodeDheKeyExchange(bytes(`${DHE}0003010203`), false),
    ]) {
      expect(read.signed).to.deep.equal({ algorithm: undefined, signature: bytes('010203') })
    }
  })

  it('of an anonymous suite ends with the parameters', () => {
    expect(decodeEcdheKeyExchange(bytes(ECDHE), true).signed).to.equal(undefined)
    expect(decodeDheKeyExchange(bytes(DHE), true).signed).to.equal(undefined)
  })

  it('with a pre-shared key comes after the hint of an identity', () => {
    expect(hex(withoutIdentityHint(bytes(`0003686579${ECDHE}`)))).to.equal(ECDHE)
    expect(() => withoutIdentityHint(bytes('0003ff'))).to.throw(DecodeError)
  })

  it('says so when the curve is written out, and reads no further', () => {
    const read = decodeEcdheKeyExchange(bytes('01ffffffff'), true)
    expect(read).to.deep.include({ family: 'ECDHE', group: undefined, curveType: 1, signed: undefined })
  })

  it('with a signature of the older form is refused, and the other way round', () => {
    expect(() => decodeEcdheKeyExchange(bytes(`${ECDHE}0003010203`), true)).to.throw(DecodeError)
    expect(() => decodeEcdheKeyExchange(bytes(ECDHE + SIGNED), false)).to.throw(DecodeError)
  })

  for (const [value, bits] of [
    ['', 0],
    ['00', 0],
    ['01', 1],
    ['80', 8],
    ['0001', 1],
    [`00${'ff'.repeat(128)}`, 1024],
    [`7f${'ff'.repeat(127)}`, 1023],
    [`01${'00'.repeat(256)}`, 2049],
  ] as const) {
    it(`has a prime of ${bits} bits in ${value.slice(0, 6)}… of ${value.length / 2} bytes`, () => {
      expect(bitLength(bytes(value))).to.equal(bits)
    })
  }
})
