import { decode, type Reader } from '../tls/reader.ts'
import { bitLength } from '../tls/serverKeyExchange.ts'
import { concat, u8 } from '../tls/writer.ts'
import { encodeString, readString } from './packet.ts'

/** RFC 5656 §4 and RFC 4253 §8: the numbers are the same for elliptic curves, hybrids and Diffie-Hellman. */
const [SSH_MSG_DISCONNECT, SSH_MSG_KEX_INIT, SSH_MSG_KEX_REPLY] = [1, 30, 31]

/** SSH_MSG_KEX_ECDH_INIT, SSH_MSG_KEX_HYBRID_INIT or SSH_MSG_KEXDH_INIT; `share` of the last is a positive mpint. */
export const encodeKexShare = (share: Uint8Array): Uint8Array =>
  concat(u8(SSH_MSG_KEX_INIT), encodeString(share))

/**
 * What a payload during the key exchange says: the host key (RFC 4253 §6.6) of the reply, or why the server disconnects
 * (RFC 4253 §11.1). undefined: neither. Throws DecodeError.
 */
export const readKexReply = (
  payload: Uint8Array,
): { hostKey: Uint8Array } | { disconnected: string } | undefined =>
  decode('SSH key exchange', payload, (r) => {
    const type = r.u8()
    if (type === SSH_MSG_KEX_REPLY) {
      const hostKey = readString(r)
      r.rest()
      return { hostKey }
    }
    if (type !== SSH_MSG_DISCONNECT) {
      r.rest()
      return undefined
    }
    r.u32()
    const disconnected = text(readString(r))
    r.rest()
    return { disconnected }
  })

/** The type of a host key, and its size in bits where it has one. */
export type HostKey = { type: string; bits?: number }

/**
 * The formats of RFC 4253 §6.6 (RSA, DSA), RFC 5656 §3.1 (ECDSA) and RFC 8709 §4 (Ed25519, Ed448), also inside a certificate
 * (OpenSSH PROTOCOL.certkeys). Throws DecodeError.
 */
export const decodeHostKey = (blob: Uint8Array): HostKey =>
  decode('SSH host key', blob, (r) => {
    const type = text(readString(r))
    const plain = type.replace(CERTIFICATE, '')
    if (plain !== type) readString(r)
    const bits = bitsOf(plain, r)
    r.rest()
    return bits === undefined ? { type } : { type, bits }
  })

const CERTIFICATE = /-cert-v01@openssh\.com$/

const bitsOf = (type: string, r: Reader): number | undefined => {
  if (type === 'ssh-rsa') readString(r)
  if (type === 'ssh-rsa' || type === 'ssh-dss') return bitLength(readString(r))
  const [, curve] = /^ecdsa-sha2-nistp(\d{3})$/.exec(type) ?? []
  return curve === undefined ? undefined : Number(curve)
}

const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1')
