import { expect } from 'chai'
import {
  encodeHandshake,
  HANDSHAKE_TYPE,
  HandshakeReader,
  MAX_HANDSHAKE_MESSAGE,
} from '../../src/tls/handshake.ts'
import { DecodeError } from '../../src/tls/reader.ts'
import { concat } from '../../src/tls/writer.ts'
import { chunks, outcomeOf } from './chunks.ts'
import { bytes, hex, TRACES } from './rfc8448.ts'

describe('Handshake messages', () => {
  for (const trace of TRACES) {
    it(`are found several in one fragment in RFC 8448, ${trace.name}, and in fragments of any size`, () => {
      const { messages } = trace
      const stream = concat(messages.map((message) => message.bytes))
      for (const size of [1, 2, 3, 4, 5, 7, 100, 512, stream.length]) {
        const { items, problem } = readAll(chunks(stream, size))
        expect(problem).to.equal(undefined)
        expect(items, `${size} bytes at a time`).to.deep.equal(
          messages.map((message) => `${message.type} ${hex(message.bytes)}`),
        )
      }
    })
  }

  it('are given with their header and without', () => {
    const [message] = new HandshakeReader().push(bytes('14000002aabb'))
    expect(message?.type).to.equal(HANDSHAKE_TYPE.finished)
    expect(hex(message?.body ?? new Uint8Array(0))).to.equal('aabb')
    expect(hex(message?.bytes ?? new Uint8Array(0))).to.equal('14000002aabb')
  })

  it('stay as they were when the next fragment comes', () => {
    const reader = new HandshakeReader()
    const [first] = [...reader.push(concat(encodeHandshake(1, bytes('0a0b')), bytes('0e00')))]
    const [second] = [...reader.push(bytes('0000'))]
    expect(hex((first as { bytes: Uint8Array }).bytes)).to.equal('010000020a0b')
    expect(hex((second as { bytes: Uint8Array }).bytes)).to.equal('0e000000')
  })

  it('need no bytes from an empty fragment', () => {
    const reader = new HandshakeReader()
    for (let i = 0; i < 100_000; i++) reader.push(new Uint8Array(0)).next()
    expect(reader.pendingLength).to.equal(0)
    expect([...reader.push(bytes('0e000000'))]).to.have.length(1)
  })

  it('may be as long as the bound, also one byte a fragment', () => {
    const longest = encodeHandshake(11, new Uint8Array(MAX_HANDSHAKE_MESSAGE - 4).fill(3))
    const reader = new HandshakeReader()
    for (const byte of chunks(longest.subarray(0, -1), 1)) {
      for (const message of reader.push(byte)) expect(message).to.equal(undefined)
    }
    expect(reader.pendingLength).to.equal(MAX_HANDSHAKE_MESSAGE - 1)
    const [message] = [...reader.push(longest.subarray(-1))]
    expect(message?.bytes.length).to.equal(MAX_HANDSHAKE_MESSAGE)
  })

  it('are refused on their header when they are longer, after those before them', () => {
    const length = MAX_HANDSHAKE_MESSAGE - 3
    const header = Uint8Array.of(11, length >>> 16, length >>> 8, length)
    expect(() => [...new HandshakeReader().push(header)]).to.throw(DecodeError, `${length} bytes`)
    for (const size of [1, 3, 4, 100]) {
      const stream = concat(bytes('0e000000'), header, new Uint8Array(50))
      expect(readAll(chunks(stream, size))).to.deep.equal({ items: ['14 0e000000'], problem: 'invalid' })
    }
  })
})

const readAll = (parts: readonly Uint8Array[]) => {
  const reader = new HandshakeReader()
  return outcomeOf(
    parts,
    (part) => reader.push(part),
    (message) => `${message.type} ${hex(message.bytes)}`,
  )
}
