import { createHash, createHmac } from 'node:crypto'
import { ascii, concat, u8, u16, vector8 } from './writer.ts'

export type HashName = 'sha256' | 'sha384'

export const HASH_LENGTH = { sha256: 32, sha384: 48 } as const

/** RFC 9846 §4.1: the hash of the concatenated handshake messages. */
export const transcriptHash = (hash: HashName, messages: readonly Uint8Array[]): Uint8Array => {
  const digest = createHash(hash)
  for (const message of messages) digest.update(message)
  return digest.digest()
}

/** RFC 9846 §4.1: after a HelloRetryRequest the first ClientHello is replaced by a message_hash message. */
export const messageHash = (hash: HashName, clientHello: Uint8Array): Uint8Array =>
  concat(u8(254), u8(0), u8(0), vector8(transcriptHash(hash, [clientHello])))

const hmac = (hash: HashName, key: Uint8Array, ...data: Uint8Array[]): Uint8Array => {
  const mac = createHmac(hash, key)
  for (const part of data) mac.update(part)
  return mac.digest()
}

/** RFC 5869 §2.2. */
const hkdfExtract = (hash: HashName, salt: Uint8Array, keyMaterial: Uint8Array): Uint8Array =>
  hmac(hash, salt, keyMaterial)

/** RFC 9846 §7.1: HKDF-Expand-Label, for outputs of any length. */
export const hkdfExpandLabel = (
  hash: HashName,
  secret: Uint8Array,
  label: string,
  context: Uint8Array,
  length: number,
): Uint8Array => {
  const info = concat(u16(length), vector8(ascii(`tls13 ${label}`)), vector8(context))
  const blocks: Uint8Array[] = []
  let block: Uint8Array = new Uint8Array(0)
  for (let have = 0, i = 1; have < length; have += HASH_LENGTH[hash], i++) {
    block = hmac(hash, secret, block, info, u8(i))
    blocks.push(block)
  }
  return concat(blocks).subarray(0, length)
}

const EMPTY = new Uint8Array(0)

/** RFC 9846 §7.1: Derive-Secret, from the hash of the messages. */
const deriveSecret = (
  hash: HashName,
  secret: Uint8Array,
  label: string,
  transcript: Uint8Array,
): Uint8Array => hkdfExpandLabel(hash, secret, label, transcript, HASH_LENGTH[hash])

/** RFC 9846 §7.1, the first column: the Early Secret, from a pre-shared key or from zeros. */
export const earlySecret = (hash: HashName, psk?: Uint8Array): Uint8Array => {
  const zeros = new Uint8Array(HASH_LENGTH[hash])
  return hkdfExtract(hash, zeros, psk ?? zeros)
}

/** RFC 9846 §4.3.11.2: the binder over the hash of the truncated ClientHello, for a resumption key. */
export const pskBinder = (hash: HashName, early: Uint8Array, truncatedHash: Uint8Array): Uint8Array =>
  finishedVerifyData(hash, deriveSecret(hash, early, 'res binder', transcriptHash(hash, [])), truncatedHash)

export type HandshakeSecrets = { handshake: Uint8Array; client: Uint8Array; server: Uint8Array }

/** RFC 9846 §7.1: Handshake Secret and the two handshake traffic secrets; `transcript` runs to ServerHello. */
export const handshakeSecrets = (
  hash: HashName,
  early: Uint8Array,
  sharedSecret: Uint8Array | undefined,
  transcript: Uint8Array,
): HandshakeSecrets => {
  const derived = deriveSecret(hash, early, 'derived', transcriptHash(hash, []))
  const handshake = hkdfExtract(hash, derived, sharedSecret ?? new Uint8Array(HASH_LENGTH[hash]))
  return {
    handshake,
    client: deriveSecret(hash, handshake, 'c hs traffic', transcript),
    server: deriveSecret(hash, handshake, 's hs traffic', transcript),
  }
}

export type ApplicationSecrets = { main: Uint8Array; client: Uint8Array; server: Uint8Array }

/** RFC 9846 §7.1: Main Secret and the first application traffic secrets; `transcript` runs to the server's Finished. */
export const applicationSecrets = (
  hash: HashName,
  handshake: Uint8Array,
  transcript: Uint8Array,
): ApplicationSecrets => {
  const derived = deriveSecret(hash, handshake, 'derived', transcriptHash(hash, []))
  const main = hkdfExtract(hash, derived, new Uint8Array(HASH_LENGTH[hash]))
  return {
    main,
    client: deriveSecret(hash, main, 'c ap traffic', transcript),
    server: deriveSecret(hash, main, 's ap traffic', transcript),
  }
}

/** RFC 9846 §7.1 and §4.7.1: the key that a ticket stands for; `transcript` runs to the client's Finished. */
export const resumptionPsk = (
  hash: HashName,
  main: Uint8Array,
  transcript: Uint8Array,
  nonce: Uint8Array,
): Uint8Array =>
  hkdfExpandLabel(
    hash,
    deriveSecret(hash, main, 'res master', transcript),
    'resumption',
    nonce,
    HASH_LENGTH[hash],
  )

/** RFC 9846 §4.5.3: verify_data of Finished, from a traffic secret and the transcript before it. */
export const finishedVerifyData = (
  hash: HashName,
  trafficSecret: Uint8Array,
  transcript: Uint8Array,
): Uint8Array =>
  hmac(hash, hkdfExpandLabel(hash, trafficSecret, 'finished', EMPTY, HASH_LENGTH[hash]), transcript)

/** RFC 9846 §7.3: the key and the nonce base of one direction. */
export const trafficKeys = (
  hash: HashName,
  trafficSecret: Uint8Array,
  keyLength: number,
): { key: Uint8Array; iv: Uint8Array } => ({
  key: hkdfExpandLabel(hash, trafficSecret, 'key', EMPTY, keyLength),
  iv: hkdfExpandLabel(hash, trafficSecret, 'iv', EMPTY, 12),
})
