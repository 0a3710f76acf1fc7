import { decode, type Reader } from '../tls/reader.ts'
import { ascii, concat, u8, u32 } from '../tls/writer.ts'
import { encodeString, readString } from './packet.ts'

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
    const cookie = r.bytes(16)
    const lists = Object.fromEntries(NAME_LISTS.map((list) => [list, readNameList(r)]))
    // RFC 4251 §5: any value but 0 is true.
    const firstKexPacketFollows = r.u8() !== 0
    // Reserved for future extension: its value means nothing.
    r.u32()
    return { cookie, ...(lists as Record<(typeof NAME_LISTS)[number], string[]>), firstKexPacketFollows }
  })

/** RFC 4251 §5: names of printable US-ASCII, separated by commas; none of them empty. */
const readNameList = (r: Reader): string[] => {
  const content = readString(r)
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

const NAME_LISTS = [
  'kexAlgorithms',
  'serverHostKeyAlgorithms',
  'encryptionAlgorithmsClientToServer',
  'encryptionAlgorithmsServerToClient',
  'macAlgorithmsClientToServer',
  'macAlgorithmsServerToClient',
  'compressionAlgorithmsClientToServer',
  'compressionAlgorithmsServerToClient',
  'languagesClientToServer',
  'languagesServerToClient',
] as const satisfies readonly (keyof KexInit)[]

export const encodeKexInit = (kexInit: KexInit): Uint8Array =>
  concat(
    u8(SSH_MSG_KEXINIT),
    kexInit.cookie,
    NAME_LISTS.map((list) => encodeString(ascii(kexInit[list].join(',')))),
    u8(kexInit.firstKexPacketFollows ? 1 : 0),
    u32(0),
  )
