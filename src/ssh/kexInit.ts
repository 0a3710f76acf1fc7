import { SshDecodeError } from './decodeError.ts'
import { SshReader } from './reader.ts'

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

/** Decodes a payload to its last byte. Throws SshDecodeError. */
export const decodeKexInit = (payload: Uint8Array): KexInit => {
  const r = new SshReader(payload, 'SSH_MSG_KEXINIT')
  const type = r.byte()
  if (type !== SSH_MSG_KEXINIT) {
    throw new SshDecodeError(
      'SSH_MSG_KEXINIT',
      'invalid',
      `message number ${type} instead of ${SSH_MSG_KEXINIT}`,
    )
  }
  const kexInit = {
    cookie: r.bytes(16),
    kexAlgorithms: r.nameList(),
    serverHostKeyAlgorithms: r.nameList(),
    encryptionAlgorithmsClientToServer: r.nameList(),
    encryptionAlgorithmsServerToClient: r.nameList(),
    macAlgorithmsClientToServer: r.nameList(),
    macAlgorithmsServerToClient: r.nameList(),
    compressionAlgorithmsClientToServer: r.nameList(),
    compressionAlgorithmsServerToClient: r.nameList(),
    languagesClientToServer: r.nameList(),
    languagesServerToClient: r.nameList(),
    firstKexPacketFollows: r.boolean(),
  }
  // Reserved for future extension: its value means nothing.
  r.uint32()
  r.end()
  return kexInit
}

/** RFC 4253 §6.1: what every implementation must take, and none here needs more. */
export const MAX_PACKET = 35_000

/**
 * RFC 4253 §6: the payload of the first binary packet, before there is a cipher or a MAC. undefined: there is more to
 * come. Throws SshDecodeError where the lengths contradict each other.
 */
export const firstPayload = (bytes: Uint8Array): Uint8Array | undefined => {
  if (bytes.length < 5) return undefined
  const r = new SshReader(bytes, 'SSH packet')
  const length = r.uint32()
  if (length > MAX_PACKET) {
    throw new SshDecodeError('SSH packet', 'invalid', `${length} bytes long, more than ${MAX_PACKET}`)
  }
  const padding = r.byte()
  if (padding < 4 || length < padding + 2) {
    throw new SshDecodeError('SSH packet', 'invalid', `${padding} bytes of padding in ${length}`)
  }
  return r.left < length - 1 ? undefined : r.bytes(length - padding - 1)
}
