import { expect } from 'chai'
import { type Extension, encodeExtensions, extensionData, readExtensions } from '../../src/tls/extensions.ts'
import { HandshakeReader } from '../../src/tls/handshake.ts'
import { DecodeError, decode } from '../../src/tls/reader.ts'
import { RecordReader } from '../../src/tls/record.ts'
import { concat } from '../../src/tls/writer.ts'
import { recordings } from './recorded/recording.ts'
import { bytes } from './rfc8448.ts'
import { type Sample, samples } from './samples.ts'

describe('Bad input', () => {
  const all = samples()

  it('is tried on every decoder', () => {
    const kinds = new Set(all.map(({ name }) => name.split(/[ ,]/)[0]))
    expect([...kinds].sort()).to.deep.equal([
      'Alert',
      'Certificate',
      'CertificateRequest',
      'CertificateVerify',
      'ClientHello',
      'EncryptedExtensions',
      'NewSessionTicket',
      'ProtocolNameList',
      'ServerHello',
      'ServerKeyExchange',
      'key_share',
      'signature_algorithms',
      'supported_groups',
      'supported_versions',
    ])
  })

  for (const sample of all) {
    const { name, valid, cuts } = sample
    it(`${name}: every truncation is a DecodeError, and so is a byte more`, () => {
      expect(outcome(sample, valid)).to.equal('a value')
      const taken = Array.from(valid, (_, length) => length).filter(
        (length) => outcome(sample, valid.subarray(0, length)) === 'a value',
      )
      expect(taken).to.deep.equal(cuts)
      expect(outcome(sample, concat(valid, Uint8Array.of(0)))).to.equal('a DecodeError')
    })

    it(`${name}: every byte that is another gives a value or a DecodeError`, () => {
      const changed = Uint8Array.from(valid)
      for (let at = 0; at < valid.length; at++) {
        for (const mask of [0x01, 0x80, 0xff]) {
          changed[at] = (valid[at] as number) ^ mask
          outcome(sample, changed)
        }
        changed[at] = valid[at] as number
      }
    })
  }

  it('that lies about a length is a DecodeError which names the structure', () => {
    for (const [lie, problem] of [
      ['0005001d0017', 'missing'],
      ['0003001d0017', 'missing'],
      ['0002001d0017', 'left-over'],
      ['ffff001d0017', 'missing'],
      ['00', 'missing'],
      ['', 'missing'],
    ] as const) {
      const sample = all.find(({ name }) => name.startsWith('supported_groups')) as Sample
      try {
        sample.decode(bytes(lie))
        expect.fail(`${lie} was taken`)
      } catch (error) {
        expect(error).to.be.instanceOf(DecodeError)
        const { structure, problem: found } = error as DecodeError
        expect([lie, structure, found]).to.deep.equal([lie, 'NamedGroupList', problem])
      }
    }
  })

  it('with an extension twice is a DecodeError for whoever asks for that extension', () => {
    const twice: Extension[] = [10, 43, 10].map((type) => ({ type, data: Uint8Array.of(type) }))
    const read = decode('Extensions', encodeExtensions(twice), readExtensions)
    expect(() => extensionData(read, 10)).to.throw(DecodeError, 'extension 10 came twice')
    expect(extensionData(read, 43)).to.deep.equal(Uint8Array.of(43))
    expect(extensionData(read, 51)).to.equal(undefined)
  })

  it('at random, 10,000 times, gives a value or a DecodeError', () => {
    const random = seeded(0x9846)
    const short = all.filter(({ valid }) => valid.length < 2000)
    const counts = { 'a value': 0, 'a DecodeError': 0 }
    for (let i = 0; i < 10_000; i++) {
      const sample = short[random(short.length)] as Sample
      counts[outcome(sample, mutate(sample.valid, random))]++
    }
    expect(counts['a value']).to.be.above(500)
    expect(counts['a DecodeError']).to.be.above(500)
  })

  it('at random in a stream of records, cut at random, ends in messages or a DecodeError', () => {
    const random = seeded(0x8448)
    const streams = recordings().map(({ flow }) =>
      concat(flow.filter(({ from }) => from === 'server').map((part) => bytes(part.bytes))),
    )
    for (let i = 0; i < 1500; i++) {
      const stream = mutate((streams[random(streams.length)] as Uint8Array).subarray(0, 4000), random)
      const [records, messages] = [new RecordReader(), new HandshakeReader()]
      try {
        for (let at = 0; at < stream.length; ) {
          const end = at + 1 + random(400)
          for (const { fragment } of records.push(stream.subarray(at, end))) {
            for (const message of messages.push(fragment)) expect(message.bytes.length).to.be.at.least(4)
          }
          expect(records.pending.length + messages.pendingLength).to.be.at.most(stream.length)
          at = end
        }
      } catch (error) {
        if (!(error instanceof DecodeError)) throw error
      }
    }
  })
})

/** Any other error than DecodeError is thrown on. */
const outcome = ({ decode: read }: Sample, data: Uint8Array): 'a value' | 'a DecodeError' => {
  try {
    read(data)
    return 'a value'
  } catch (error) {
    if (error instanceof DecodeError) return 'a DecodeError'
    throw error
  }
}

/** Up to four changes: a byte set, cut out, put in, or a piece repeated. */
const mutate = (valid: Uint8Array, random: (below: number) => number): Uint8Array => {
  let data = Uint8Array.from(valid)
  for (let changes = 1 + random(4); changes > 0; changes--) {
    const at = random(data.length + 1)
    const end = Math.min(data.length, at + random(32))
    const [before, piece, after] = [data.subarray(0, at), data.subarray(at, end), data.subarray(end)]
    switch (random(4)) {
      case 0:
        data = Uint8Array.from(data)
        if (at < data.length) data[at] = random(256)
        break
      case 1:
        data = Uint8Array.from(concat(before, after))
        break
      case 2:
        data = Uint8Array.from(concat(before, Uint8Array.of(random(256)), piece, after))
        break
      default:
        data = Uint8Array.from(concat(before, piece, piece, after))
    }
  }
  return data
}

/** mulberry32, so that a failure comes back. */
const seeded = (seed: number): ((below: number) => number) => {
  let state = seed
  return (below) => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) % below
  }
}
