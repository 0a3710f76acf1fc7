import { type CipherGCMTypes, createCipheriv, createDecipheriv } from 'node:crypto'
import { cipherSuite } from '../registry/tls/suites/cipherSuites.ts'
import { type HashName, trafficKeys } from './keySchedule.ts'
import { DecodeError, invalid } from './reader.ts'
import { CONTENT_TYPE, type TlsRecord } from './record.ts'
import { concat, u8, u16 } from './writer.ts'

/** What of a TLS 1.3 cipher suite the record layer and the key schedule need. RFC 9846 §B.4. */
export type SuiteParameters = { hash: HashName; aead: Aead }
export type Aead = 'aes-128-gcm' | 'aes-256-gcm' | 'chacha20-poly1305' | 'aes-128-ccm' | 'aes-128-ccm-8'

/** Undefined for a suite that `RecordProtection` does not know. */
export const suiteParameters = (value: number): SuiteParameters | undefined => {
  const row = cipherSuite(value)
  return row?.hash && row.aead ? { hash: row.hash, aead: row.aead } : undefined
}

const KEY_LENGTH: Record<Aead, number> = {
  'aes-128-gcm': 16,
  'aes-256-gcm': 32,
  'chacha20-poly1305': 32,
  'aes-128-ccm': 16,
  'aes-128-ccm-8': 16,
}

const TAG_LENGTH = (aead: Aead): number => (aead === 'aes-128-ccm-8' ? 8 : 16)

/** Node.js knows both CCM forms by one name; the tag's length tells them apart. */
const cipherName = (aead: Aead): CipherGCMTypes =>
  (aead === 'aes-128-ccm-8' ? 'aes-128-ccm' : aead) as CipherGCMTypes

/** RFC 9846 §5.2: one direction of a protected connection; the sequence number counts by itself. */
export class RecordProtection {
  readonly #aead: Aead
  readonly #key: Uint8Array
  readonly #iv: Uint8Array
  #sequence = 0

  constructor(suite: SuiteParameters, trafficSecret: Uint8Array) {
    const { key, iv } = trafficKeys(suite.hash, trafficSecret, KEY_LENGTH[suite.aead])
    this.#aead = suite.aead
    this.#key = key
    this.#iv = iv
  }

  /** RFC 9846 §5.2: TLSCiphertext, as bytes for the wire. */
  protect(type: number, content: Uint8Array): Uint8Array {
    const inner = concat(content, u8(type))
    const tagLength = TAG_LENGTH(this.#aead)
    const header = concat(u8(CONTENT_TYPE.application_data), u16(0x0303), u16(inner.length + tagLength))
    const cipher = createCipheriv(cipherName(this.#aead), this.#key, this.#nonce(), {
      authTagLength: tagLength,
    })
    cipher.setAAD(header, { plaintextLength: inner.length })
    const body = cipher.update(inner)
    cipher.final()
    return concat(header, body, cipher.getAuthTag())
  }

  /** RFC 9846 §5.2: TLSInnerPlaintext. Throws DecodeError where the record does not authenticate. */
  unprotect(record: TlsRecord): { type: number; content: Uint8Array } {
    const tagLength = TAG_LENGTH(this.#aead)
    const { fragment } = record
    if (fragment.length <= tagLength) {
      throw new DecodeError('TLSCiphertext', 'missing', `${fragment.length} bytes`)
    }
    const body = fragment.subarray(0, fragment.length - tagLength)
    const decipher = createDecipheriv(cipherName(this.#aead), this.#key, this.#nonce(), {
      authTagLength: tagLength,
    })
    decipher.setAuthTag(fragment.subarray(fragment.length - tagLength))
    decipher.setAAD(record.header, { plaintextLength: body.length })
    const inner = this.#finish(decipher, body)
    let end = inner.length - 1
    while (end >= 0 && inner[end] === 0) end--
    if (end < 0) throw new DecodeError('TLSInnerPlaintext', 'missing', 'no content type')
    return { type: inner[end] as number, content: inner.subarray(0, end) }
  }

  #finish(decipher: ReturnType<typeof createDecipheriv>, body: Uint8Array): Uint8Array {
    try {
      const plain = decipher.update(body)
      decipher.final()
      return plain
    } catch (cause) {
      throw invalid('TLSCiphertext', 'it does not authenticate', cause)
    }
  }

  /** RFC 9846 §5.3: the sequence number, padded to the length of the iv, XORed into it. */
  #nonce(): Uint8Array {
    const nonce = Uint8Array.from(this.#iv)
    const view = new DataView(nonce.buffer)
    view.setUint32(8, view.getUint32(8) ^ this.#sequence)
    this.#sequence++
    return nonce
  }
}
