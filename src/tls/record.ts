import { DecodeError } from './decodeError.ts'
import { concat, u8, u16, vector16 } from './writer.ts'

/** RFC 9846 §5.1: ContentType. */
export const CONTENT_TYPE = {
  change_cipher_spec: 20,
  alert: 21,
  handshake: 22,
  application_data: 23,
} as const

/** RFC 9846 §5.1 and §5.2: a fragment is at most 2^14 bytes, protected at most 2^14 + 256 (TLS 1.2: + 2,048). */
export const MAX_FRAGMENT = 0x4000
const MAX_CIPHERTEXT = MAX_FRAGMENT + 2048

export type TlsRecord = { type: number; version: number; fragment: Uint8Array; header: Uint8Array }

/** RFC 9846 §5.1: TLSPlaintext, split over as many records as `size` asks for. */
export const encodeRecords = (
  type: number,
  version: number,
  content: Uint8Array,
  size: number = MAX_FRAGMENT,
): Uint8Array => {
  const records: Uint8Array[] = []
  for (let offset = 0; offset < content.length || offset === 0; offset += size) {
    records.push(concat(u8(type), u16(version), vector16(content.subarray(offset, offset + size))))
  }
  return concat(records)
}

/**
 * Takes bytes as they come from the network and gives whole records. Holds at most one record.
 * Throws DecodeError as soon as a header cannot be TLS: an impossible content type, version or length.
 */
export class RecordReader {
  #pending = new Uint8Array(0)

  push(chunk: Uint8Array): TlsRecord[] {
    const bytes = this.#pending.length === 0 ? chunk : concat(this.#pending, chunk)
    const records: TlsRecord[] = []
    let offset = 0
    while (bytes.length - offset >= 5) {
      const header = bytes.subarray(offset, offset + 5)
      const [type, major, minor, high, low] = header as unknown as [number, number, number, number, number]
      const length = (high << 8) | low
      if (type < 20 || type > 24 || major !== 3) {
        throw new DecodeError('TLSPlaintext', 'invalid', `content type ${type}, version ${major}.${minor}`)
      }
      if (length > MAX_CIPHERTEXT) {
        throw new DecodeError('TLSPlaintext', 'invalid', `a length of ${length} bytes`)
      }
      if (bytes.length - offset < 5 + length) break
      const fragment = bytes.subarray(offset + 5, offset + 5 + length)
      records.push({ type, version: (major << 8) | minor, fragment, header })
      offset += 5 + length
    }
    this.#pending = bytes.slice(offset)
    return records
  }

  /** Bytes of a record that has begun and not ended. */
  get pending(): Uint8Array {
    return this.#pending
  }
}
