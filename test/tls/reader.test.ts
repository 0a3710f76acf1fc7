import { expect } from 'chai'
import { DecodeError, decode, invalid, Reader } from '../../src/tls/reader.ts'
import { decodeAlert } from '../../src/tls/record.ts'
import { concat, u8, u16, u24, u32, vector8, vector16, vector24 } from '../../src/tls/writer.ts'
import { bytes, hex } from './rfc8448.ts'

describe('The presentation language', () => {
  it('has numbers of one to four bytes, the highest included', () => {
    const written = concat(u8(0xff), u16(0xfffe), u24(0xfffffd), u32(0xfffffffc), u32(1))
    expect(hex(written)).to.equal('fffffefffffdfffffffc00000001')
    const read = decode('numbers', written, (r) => [r.u8(), r.u16(), r.u24(), r.u32(), r.u32()])
    expect(read).to.deep.equal([0xff, 0xfffe, 0xfffffd, 0xfffffffc, 1])
  })

  it('has vectors with lengths of one to three bytes', () => {
    const written = concat(vector8(bytes('aa')), vector16(bytes('bb'), [bytes('cc')]), vector24())
    expect(hex(written)).to.equal('01aa0002bbcc000000')
    const read = decode('vectors', written, (r) => [r.vector8(), r.vector16(), r.vector24()].map(hex))
    expect(read).to.deep.equal(['aa', 'bbcc', ''])
  })

  it('has no vector that is longer than its length can say', () => {
    expect(vector8(new Uint8Array(255))).to.have.length(256)
    expect(() => vector8(new Uint8Array(256))).to.throw(RangeError)
    expect(vector16(new Uint8Array(65_535))).to.have.length(65_537)
    expect(() => vector16(new Uint8Array(65_536))).to.throw(RangeError)
  })

  it('ends where it says: what is missing or left over is an error that names the structure', () => {
    for (const [hexBytes, problem, detail] of [
      ['', 'missing', '1 bytes expected, 0 left'],
      ['02aa', 'missing', '2 bytes expected, 1 left'],
      ['01aabb', 'left-over', '1 bytes left over'],
    ] as const) {
      const error = errorOf(() => decode('Thing', bytes(hexBytes), (r) => r.vector8()))
      expect([error.structure, error.problem]).to.deep.equal(['Thing', problem])
      expect([error.name, error.message]).to.deep.equal(['DecodeError', `Thing: ${detail}`])
    }
    const cause = new Error('from OpenSSL')
    const error = invalid('Thing', 'not a point', cause)
    expect([error.problem, error.message, error.cause]).to.deep.equal([
      'invalid',
      'Thing: not a point',
      cause,
    ])
    const own = new Reader(bytes('00'), 'Thing').invalid('of no use')
    expect([own.problem, own.message]).to.deep.equal(['invalid', 'Thing: of no use'])
  })

  it('has lists whose last item may not reach beyond them', () => {
    const pairs = (r: Reader): number[] => r.list(r.vector8(), (inner) => inner.u16())
    expect(decode('list', bytes('0400010002'), pairs)).to.deep.equal([1, 2])
    expect(decode('list', bytes('00'), pairs)).to.deep.equal([])
    expect(errorOf(() => decode('list', bytes('0300010002'), pairs)).problem).to.equal('missing')
  })

  it('gives what is left', () => {
    const reader = new Reader(bytes('aabbcc'), 'rest')
    reader.u8()
    expect([reader.left, hex(reader.rest()), reader.left]).to.deep.equal([2, 'bbcc', 0])
  })

  it('has alerts of two bytes, known or not', () => {
    expect(decodeAlert(bytes('0228'))).to.deep.equal({ level: 2, description: 40 })
    expect(decodeAlert(bytes('07fe'))).to.deep.equal({ level: 7, description: 254 })
    expect(() => decodeAlert(bytes('022802'))).to.throw(DecodeError)
  })
})

const errorOf = (attempt: () => unknown): DecodeError => {
  try {
    attempt()
  } catch (error) {
    expect(error).to.be.instanceOf(DecodeError)
    return error as DecodeError
  }
  throw new Error('it was taken')
}
