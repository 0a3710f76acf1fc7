import { DecodeError } from './decodeError.ts'
import { concat, u8, vector24 } from './writer.ts'

/** RFC 9846 §4 and RFC 5246 §7.4: HandshakeType. */
export const HANDSHAKE_TYPE = {
  hello_request: 0,
  client_hello: 1,
  server_hello: 2,
  new_session_ticket: 4,
  encrypted_extensions: 8,
  certificate: 11,
  server_key_exchange: 12,
  certificate_request: 13,
  server_hello_done: 14,
  certificate_verify: 15,
  client_key_exchange: 16,
  finished: 20,
  certificate_status: 22,
  compressed_certificate: 25,
  message_hash: 254,
} as const

/** `bytes` is the whole message with its header: what the transcript hash covers. */
export type HandshakeMessage = { type: number; body: Uint8Array; bytes: Uint8Array }

export const encodeHandshake = (type: number, body: Uint8Array): Uint8Array =>
  concat(u8(type), vector24(body))

/**
 * The longest single message that is read, in bytes. Certificate lists are the only long ones: 256 KiB holds
 * four SLH-DSA-256f certificates, and OpenSSL itself stops at 100 KiB.
 */
export const MAX_HANDSHAKE_MESSAGE = 0x4_0000

/**
 * Reassembles handshake messages from the fragments of records: several in one record, one over several.
 * Holds at most one message. Throws DecodeError where a length is beyond MAX_HANDSHAKE_MESSAGE.
 */
export class HandshakeReader {
  #fragments: Uint8Array[] = []
  #length = 0

  push(fragment: Uint8Array): HandshakeMessage[] {
    this.#fragments.push(fragment)
    this.#length += fragment.length
    const messages: HandshakeMessage[] = []
    for (;;) {
      const needed = this.#needed()
      if (needed > MAX_HANDSHAKE_MESSAGE) {
        throw new DecodeError('Handshake', 'invalid', `a message of ${needed - 4} bytes`)
      }
      if (this.#length < needed) return messages
      const all = this.#join()
      const bytes = all.slice(0, needed)
      messages.push({ type: bytes[0] as number, body: bytes.subarray(4), bytes })
      this.#fragments = all.length > needed ? [all.slice(needed)] : []
      this.#length = all.length - needed
    }
  }

  /** Bytes of a message that has begun and not ended. */
  get pendingLength(): number {
    return this.#length
  }

  #needed(): number {
    if (this.#length < 4) return 4
    if ((this.#fragments[0] as Uint8Array).length < 4) this.#join()
    const [, a, b, c] = this.#fragments[0] as unknown as [number, number, number, number]
    return 4 + ((a << 16) | (b << 8) | c)
  }

  #join(): Uint8Array {
    const all = this.#fragments.length === 1 ? (this.#fragments[0] as Uint8Array) : concat(this.#fragments)
    this.#fragments = [all]
    return all
  }
}
