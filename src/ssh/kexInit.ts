import { decode, Reader } from '../tls/reader.ts'

/** RFC 4253 §7.1: SSH_MSG_KEXINIT. Lists are in the sender's order of preference. */
export type KexInit = {
  /** 16 random bytes. */
  cookie: Uint8Array
  kexAlgorithms: string[]
  serverHostKeyAlgorithms: string[]
  encryptionAlgorithmsClientToServer: string[]
  encryptionAlgorithmsServerToClient: string[]
  macAlgorithmsClientToServer: string[]
  macAlgorithmsServerToClient: string[]
  compressionAlgorithmsClientToServer: string[]
  compressionAlgorithmsServerToClient: string[]
  languagesClientToServer: string[]
  languagesServerToClient: string[]
  firstKexPacketFollows: boolean
}

const SSH_MSG_KEXINIT = 20

/** Decodes a payload to its last byte. */
export const decodeKexInit = (payload: Uint8Array): KexInit =>
  decode('SSH_MSG_KEXINIT', payload, (r) => {
    const type = r.u8()
    if (type !== SSH_MSG_KEXINIT) throw r.invalid(`message number ${type} instead of ${SSH_MSG_KEXINIT}`)
    const kexInit = {
      cookie: r.bytes(16),
      kexAlgorithms: readNameList(r),
      serverHostKeyAlgorithms: readNameList(r),
      encryptionAlgorithmsClientToServer: readNameList(r),
      encryptionAlgorithmsServerToClient: readNameList(r),
      macAlgorithmsClientToServer: readNameList(r),
      macAlgorithmsServerToClient: readNameList(r),
      compressionAlgorithmsClientToServer: readNameList(r),
      compressionAlgorithmsServerToClient: readNameList(r),
      languagesClientToServer: readNameList(r),
      languagesServerToClient: readNameList(r),
      // RFC 4251 §5: any value but 0 is true.
      firstKexPacketFollows: r.u8() !== 0,
    }
    // Reserved for future extension: its value means nothing.
    r.u32()
    return kexInit
  })

/** RFC 4251 §5: names of printable US-ASCII, separated by commas; none of them empty. */
const readNameList = (r: Reader): string[] => {
  const content = r.bytes(r.u32())
  if (content.length === 0) return []
  if (content.some((c) => c <= SPACE || c >= DELETE)) {
    throw r.invalid('a name-list that is not printable US-ASCII')
  }
  // A call with each byte as an argument overflows the stack for a long list.
  const names = Buffer.from(content).toString('latin1').split(',')
  if (names.includes('')) throw r.invalid('an empty name')
  return names
}

const [SPACE, DELETE] = [0x20, 0x7f]

/** RFC 4253 §6.1: the longest packet that every implementation must accept. */
export const MAX_PACKET = 35_000

/**
 * RFC 4253 §6: the payload of the first binary packet, before there is a cipher or a MAC. undefined: the packet is not
 * complete yet. Throws DecodeError where the lengths contradict each other.
 */
export const firstPayload = (bytes: Uint8Array): Uint8Array | undefined => {
  if (bytes.length < 5) return undefined
  const r = new Reader(bytes, 'SSH packet')
  const length = r.u32()
  if (length > MAX_PACKET) throw r.invalid(`${length} bytes long, more than ${MAX_PACKET}`)
  const padding = r.u8()
  if (padding < 4 || length < padding + 2) throw r.invalid(`${padding} bytes of padding in ${length}`)
  return r.left < length - 1 ? undefined : r.bytes(length - padding - 1)
}
