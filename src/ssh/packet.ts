import { Reader } from '../tls/reader.ts'
import { concat, u8, u32 } from '../tls/writer.ts'

/** RFC 4253 §6.1: the longest packet that every implementation must accept. */
export const MAX_PACKET = 35_000

/** RFC 4253 §6: without a cipher, packets are padded to a multiple of 8 bytes, with at least 4 bytes. */
const [BLOCK, MIN_PADDING] = [8, 4]

/**
 * RFC 4253 §6: the payload of the first binary packet, before there is a cipher or a MAC, and the number of bytes up to its
 * end. undefined: the packet is not complete yet. Throws DecodeError where the lengths contradict each other.
 */
export const readPacket = (bytes: Uint8Array): { payload: Uint8Array; length: number } | undefined => {
  if (bytes.length < 5) return undefined
  const r = new Reader(bytes, 'SSH packet')
  const length = r.u32()
  if (length > MAX_PACKET) throw r.invalid(`${length} bytes long, more than ${MAX_PACKET}`)
  const padding = r.u8()
  if (padding < MIN_PADDING || length < padding + 2)
    throw r.invalid(`${padding} bytes of padding in ${length}`)
  if (r.left < length - 1) return undefined
  return { payload: r.bytes(length - padding - 1), length: length + 4 }
}

/** The padding is zero: nothing is encrypted. */
export const encodePacket = (payload: Uint8Array): Uint8Array => {
  const unpadded = 5 + payload.length + MIN_PADDING
  const padding = MIN_PADDING + ((BLOCK - (unpadded % BLOCK)) % BLOCK)
  return concat(u32(1 + payload.length + padding), u8(padding), payload, new Uint8Array(padding))
}

/** RFC 4251 §5: a string, or the bytes of an mpint. Throws DecodeError where it ends too early. */
export const readString = (r: Reader): Uint8Array => r.bytes(r.u32())

export const encodeString = (bytes: Uint8Array): Uint8Array => concat(u32(bytes.length), bytes)
