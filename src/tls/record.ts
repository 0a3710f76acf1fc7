import { decode, invalid } from './reader.ts'
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
 * Assembles whole records from the bytes of a stream. Holds at most one record and the last chunk.
 * Throws DecodeError as soon as a header cannot be TLS: an impossible content type, version or length. The records
 * before it are given first, so what a caller sees does not depend on how the network cut the stream.
 */
export class RecordReader {
  #pending: Uint8Array = new Uint8Array(0)

  /** Bytes of a record that has begun and not ended. */
  get pending(): Uint8Array {
    return this.#pending
  }

  /** To be iterated to its end, or until the caller has seen enough of the connection. */
  *push(chunk: Uint8Array): Generator<TlsRecord, void> {
    this.#pending = this.#pending.length === 0 ? chunk : concat(this.#pending, chunk)
    for (let record = this.#next(); record; record = this.#next()) yield record
    // A copy: a view of a few bytes would keep the whole chunk.
    this.#pending = this.#pending.slice()
  }

  #next(): TlsRecord | undefined {
    const bytes = this.#pending
    if (bytes.length < HEADER_LENGTH) return undefined
    const header = bytes.subarray(0, HEADER_LENGTH)
    const [type, major, minor, high, low] = header as unknown as [number, number, number, number, number]
    const end = HEADER_LENGTH + ((high << 8) | low)
    if (type < 20 || type > 24 || major !== 3) {
      throw invalid('TLSPlaintext', `content type ${type}, version ${major}.${minor}`)
    }
    if (end - HEADER_LENGTH > MAX_CIPHERTEXT) {
      throw invalid('TLSPlaintext', `a length of ${end - HEADER_LENGTH} bytes`)
    }
    if (bytes.length < end) return undefined
    this.#pending = bytes.subarray(end)
    return { type, version: (major << 8) | minor, fragment: bytes.subarray(HEADER_LENGTH, end), header }
  }
}

const HEADER_LENGTH = 5

/** RFC 9846 §6: AlertLevel. */
export const ALERT_LEVEL = { warning: 1, fatal: 2 } as const

export type Alert = { level: number; description: number }

/** RFC 9846 §6: Alert. */
export const decodeAlert = (fragment: Uint8Array): Alert =>
  decode('Alert', fragment, (r) => ({ level: r.u8(), description: r.u8() }))
