import { expect } from 'chai'
import { DecodeError } from '../../src/tls/reader.ts'
import { CONTENT_TYPE, encodeRecords, MAX_FRAGMENT, RecordReader } from '../../src/tls/record.ts'
import { concat } from '../../src/tls/writer.ts'
import { chunks, outcomeOf } from './chunks.ts'
import { recordings } from './recorded/recording.ts'
import { bytes, hex } from './rfc8448.ts'

describe('Records', () => {
  describe('as they come from the network', () => {
    for (const { scenario, flow } of recordings().filter(({ scenario: name }) =>
      /openssl-tls1[23]/.test(name),
    )) {
      it(`are the same however the network cuts ${scenario}`, () => {
        const stream = concat(flow.filter(({ from }) => from === 'server').map((part) => bytes(part.bytes)))
        const whole = readAll([stream])
        expect(whole.problem).to.equal(undefined)
        expect(whole.items.length).to.be.above(0)
        for (const size of [1, 2, 3, 4, 5, 6, 7, 64, 1459]) {
          expect(readAll(chunks(stream, size)), `${size} bytes at a time`).to.deep.equal(whole)
        }
      })
    }

    it('are given before the bytes that are not TLS, however the network cuts them', () => {
      const stream = concat(encodeRecords(21, 0x0303, Uint8Array.of(1, 112)), bytes('485454502f312e31'))
      for (const size of [1, 2, 7, 8, 12, 100]) {
        const { items, problem } = readAll(chunks(stream, size))
        expect(items, `${size} bytes at a time`).to.deep.equal(['21 303 0170'])
        expect(problem).to.equal('invalid')
      }
    })

    it('stay refused after the first that was no TLS', () => {
      const reader = new RecordReader()
      expect(() => [...reader.push(bytes('4854545021'))]).to.throw(DecodeError)
      expect(() => [...reader.push(encodeRecords(21, 0x0303, Uint8Array.of(1, 0)))]).to.throw(DecodeError)
    })
  })

  for (const [what, header] of [
    ['HTTP', '485454502f'],
    ['SSH', '5353482d32'],
    ['SMTP', '3232302068'],
    ['a content type of 0', '0003030001'],
    ['a content type of 19', '1303030001'],
    ['a content type of 25', '1903030001'],
    ['SSL 2.0', '1602000001'],
    ['DTLS', '16fefd0001'],
    ['a major version of 4', '1604000001'],
    ['a length of 18,433 bytes', '1603034801'],
    ['a length of 65,535 bytes', '160303ffff'],
  ] as const) {
    it(`are refused on the header: ${what}`, () => {
      expect(() => [...new RecordReader().push(bytes(header))]).to.throw(DecodeError)
    })
  }

  it('may have any minor version: the field means nothing (RFC 9846 §5.1)', () => {
    for (const version of [0x0300, 0x0301, 0x0302, 0x0303, 0x0304, 0x03ff]) {
      const [record] = new RecordReader().push(encodeRecords(22, version, Uint8Array.of(7)))
      expect(record?.version).to.equal(version)
    }
  })

  it('may be as long as TLS 1.2 lets them be, and no more than one is held', () => {
    const reader = new RecordReader()
    const longest = concat(bytes('1703034800'), new Uint8Array(MAX_FRAGMENT + 2048))
    expect([...reader.push(longest.subarray(0, -1))]).to.have.length(0)
    expect(reader.pending.length).to.equal(longest.length - 1)
    const [record] = [...reader.push(longest.subarray(-1))]
    expect(record?.fragment.length).to.equal(MAX_FRAGMENT + 2048)
    expect(reader.pending.length).to.equal(0)
  })

  it('hold nothing of the chunk but what is left over', () => {
    const reader = new RecordReader()
    const chunk = concat(encodeRecords(22, 0x0303, new Uint8Array(10_000)), bytes('1603'))
    expect([...reader.push(chunk)]).to.have.length(1)
    expect(reader.pending.buffer.byteLength).to.equal(2)
  })

  it('divide what is too long for one', () => {
    const content = Uint8Array.from({ length: MAX_FRAGMENT + 1 }, (_, i) => i)
    const lengths = [...new RecordReader().push(encodeRecords(22, 0x0301, content))].map(
      ({ fragment }) => fragment.length,
    )
    expect(lengths).to.deep.equal([MAX_FRAGMENT, 1])
    const small = [...new RecordReader().push(encodeRecords(22, 0x0301, content.subarray(0, 10), 4))]
    expect(small.map(({ fragment }) => fragment.length)).to.deep.equal([4, 4, 2])
    expect(hex(concat(small.map(({ fragment }) => fragment)))).to.equal(hex(content.subarray(0, 10)))
  })

  it('may be empty', () => {
    expect(hex(encodeRecords(CONTENT_TYPE.application_data, 0x0303, new Uint8Array(0)))).to.equal(
      '1703030000',
    )
  })
})

const readAll = (parts: readonly Uint8Array[]) => {
  const reader = new RecordReader()
  return outcomeOf(
    parts,
    (part) => reader.push(part),
    ({ type, version, fragment }) => `${type} ${version.toString(16)} ${hex(fragment)}`,
  )
}
