import { expect } from 'chai'
import { HANDSHAKE_TYPE } from '../../src/tls/handshake.ts'
import { DecodeError } from '../../src/tls/reader.ts'
import { CONTENT_TYPE, encodeRecords, RecordReader, type TlsRecord } from '../../src/tls/record.ts'
import { type Aead, RecordProtection, type SuiteParameters } from '../../src/tls/recordProtection.ts'
import { bytes, hex, type Step, TRACES, type Trace } from './rfc8448.ts'

const SUITE: SuiteParameters = { hash: 'sha256', aead: 'aes-128-gcm' }

describe('Record protection', () => {
  for (const trace of TRACES) {
    it(`opens and makes every record of RFC 8448, ${trace.name}`, () => {
      const directions = new Map<string, { opening: RecordProtection; sealing: RecordProtection }>()
      const sent = trace.steps.filter(({ values }) => values['complete record'] !== undefined)
      let opened = 0
      sent.forEach((step, at) => {
        const payload = step.values['payload'] as string
        const record = recordOf(step.values['complete record'] as string)
        if (record.type !== CONTENT_TYPE.application_data) {
          const again = encodeRecords(record.type, record.version, bytes(payload))
          expect(hex(again)).to.equal(step.values['complete record'])
          return
        }
        const secret = secretOf(trace, step, sent.slice(0, at))
        const direction = directions.get(secret) ?? newDirection(secret)
        directions.set(secret, direction)
        const { type, content } = direction.opening.unprotect(record)
        expect(hex(content)).to.equal(payload)
        expect(hex(direction.sealing.protect(type, content))).to.equal(step.values['complete record'])
        opened++
      })
      expect(opened).to.be.at.least(4)
    })
  }

  for (const aead of AEADS()) {
    it(`opens what it made with ${aead}, beyond 256 records`, () => {
      const [one, other] = [pair(aead), pair(aead)]
      for (let i = 0; i < 300; i++) {
        const record = recordOf(hex(one.protect(CONTENT_TYPE.handshake, Uint8Array.of(i, i >>> 8))))
        const opened = other.unprotect(record)
        expect(opened.type).to.equal(CONTENT_TYPE.handshake)
        expect([...opened.content]).to.deep.equal([i & 0xff, i >>> 8])
      }
    })

    it(`refuses every record of ${aead} in which one bit is another`, () => {
      const record = pair(aead).protect(CONTENT_TYPE.handshake, bytes('0102030405'))
      for (let at = 0; at < record.length; at++) {
        const forged = Uint8Array.from(record)
        forged[at] = (forged[at] as number) ^ 1
        const header = forged.subarray(0, 5)
        const whole = { type: 23, version: 0x0303, header, fragment: forged.subarray(5) }
        expect(() => pair(aead).unprotect(whole), `byte ${at}`).to.throw(DecodeError)
      }
    })

    it(`refuses every part of a record of ${aead}`, () => {
      const record = recordOf(hex(pair(aead).protect(CONTENT_TYPE.handshake, bytes('0102030405'))))
      for (let length = 0; length < record.fragment.length; length++) {
        const cut = { ...record, fragment: record.fragment.subarray(0, length) }
        expect(() => pair(aead).unprotect(cut), `${length} bytes`).to.throw(DecodeError)
      }
    })
  }

  it('drops the padding, and refuses a record that is nothing else', () => {
    const padded = pair('aes-128-gcm').protect(0, bytes('aabb16000000'))
    expect(pair('aes-128-gcm').unprotect(recordOf(hex(padded)))).to.deep.equal({
      type: CONTENT_TYPE.handshake,
      content: Buffer.from('aabb', 'hex'),
    })
    const empty = recordOf(hex(pair('aes-128-gcm').protect(0, new Uint8Array(100))))
    expect(() => pair('aes-128-gcm').unprotect(empty)).to.throw(DecodeError, 'no content type')
  })
})

function AEADS(): Aead[] {
  return ['aes-128-gcm', 'aes-256-gcm', 'chacha20-poly1305', 'aes-128-ccm', 'aes-128-ccm-8']
}

const pair = (aead: Aead): RecordProtection => {
  const hash = aead === 'aes-256-gcm' ? 'sha384' : 'sha256'
  return new RecordProtection({ hash, aead }, new Uint8Array(hash === 'sha384' ? 48 : 32).fill(7))
}

const newDirection = (secret: string) => ({
  opening: new RecordProtection(SUITE, bytes(secret)),
  sealing: new RecordProtection(SUITE, bytes(secret)),
})

const recordOf = (complete: string): TlsRecord => {
  const records = [...new RecordReader().push(bytes(complete))]
  expect(records).to.have.length(1)
  return records[0] as TlsRecord
}

/** Which traffic secret protects what is sent in this step, `before` being what was sent so far. */
const secretOf = (trace: Trace, { by, does, values }: Step, before: readonly Step[]): string => {
  const first = Number.parseInt((values['payload'] as string).slice(0, 2), 16)
  const handshake = does === 'send handshake record'
  const finished = before.some(
    (step) => step.by === by && step.does === 'send handshake record' && hasFinished(step),
  )
  const early = handshake ? first === END_OF_EARLY_DATA : !finished
  if (early) return hex(trace.value('derive secret "tls13 c e traffic"', 'expanded'))
  const phase = handshake && first !== HANDSHAKE_TYPE.new_session_ticket ? 'hs' : 'ap'
  return hex(trace.value(`derive secret "tls13 ${by[0]} ${phase} traffic"`, 'expanded'))
}

const END_OF_EARLY_DATA = 5

/** Every flight that ends with Finished has its 36 bytes last. */
const hasFinished = ({ values }: Step): boolean =>
  (values['payload'] as string).slice(-72).startsWith('14000020')
