import table from '../registry/tls/messages/handshakeTypes.json' with { type: 'json' }
import { invalid } from './reader.ts'
import { concat, u8, vector24 } from './writer.ts'

/** RFC 9846 §4 and RFC 5246 §7.4: HandshakeType. */
export const HANDSHAKE_TYPE = table.types

/** `bytes` is the whole message with its header: what the transcript hash covers. */
export type HandshakeMessage = { type: number; body: Uint8Array; bytes: Uint8Array }

export const encodeHandshake = (type: number, body: Uint8Array): Uint8Array =>
  concat(u8(type), vector24(body))

/** Bytes. 256 KiB holds four SLH-DSA-256f certificates; OpenSSL itself stops at 100 KiB. */
export const MAX_HANDSHAKE_MESSAGE = 0x4_0000

/**
 * Reassembles handshake messages from the fragments of records: several in one record, one over several.
 * Holds at most one message and the last fragment. Throws DecodeError as soon as a header says more than
 * MAX_HANDSHAKE_MESSAGE; the messages before it are given first.
 */
export class HandshakeReader {
  #pending: Uint8Array = new Uint8Array(0)
  #length = 0

  /** Bytes of a message that has begun and not ended. */
  get pendingLength(): number {
    return this.#length
  }

  /** To be iterated to its end, or until the caller has seen enough of the connection. */
  *push(fragment: Uint8Array): Generator<HandshakeMessage, void> {
    this.#append(fragment)
    for (let needed = this.#needed(); this.#length >= needed; needed = this.#needed()) {
      const bytes = this.#pending.slice(0, needed)
      this.#pending = this.#pending.subarray(needed)
      this.#length -= needed
      yield { type: bytes[0] as number, body: bytes.subarray(HEADER_LENGTH), bytes }
    }
  }

  /** Room doubles, so that a long message in one-byte fragments is not copied once a fragment. */
  #append(fragment: Uint8Array): void {
    const length = this.#length + fragment.length
    if (length > this.#pending.length) {
      const larger = new Uint8Array(Math.max(length, 2 * this.#length))
      larger.set(this.#pending.subarray(0, this.#length))
      this.#pending = larger
    }
    this.#pending.set(fragment, this.#length)
    this.#length = length
  }

  #needed(): number {
    if (this.#length < HEADER_LENGTH) return HEADER_LENGTH
    const [, a, b, c] = this.#pending as unknown as [number, number, number, number]
    const length = (a << 16) | (b << 8) | c
    if (HEADER_LENGTH + length > MAX_HANDSHAKE_MESSAGE) {
      throw invalid('Handshake', `a message of ${length} bytes`)
    }
    return HEADER_LENGTH + length
  }
}

const HEADER_LENGTH = 4
