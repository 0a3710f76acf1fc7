import {
  createECDH,
  createPrivateKey,
  createPublicKey,
  diffieHellman,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
} from 'node:crypto'
import { ml_kem512, ml_kem768, ml_kem1024 } from '@noble/post-quantum/ml-kem.js'
import {
  type GroupKey,
  type GroupPart,
  groupName,
  groupParts,
  namedGroup,
} from '../../registry/tls/namedGroups.ts'
import type { KeyShareEntry } from '../../tls/extensions.ts'
import type { KeyAgreement } from '../../tls/handshake13Messages.ts'
import { concat } from '../../tls/writer.ts'

/** Whether this program can complete a key exchange with a NamedGroup: not with Kyber drafts and SM2. */
export const canComplete = (group: number): boolean => groupParts(group) !== undefined

/**
 * A new key agreement for a NamedGroup that `canComplete` accepts: RFC 9846 §4.3.8 requires new keys for each
 * connection. Both shares and the secret are those of the components, one after the other (RFC 10024 §3).
 * @throws {RangeError} for another group
 */
export const keyAgreement = (group: number): KeyAgreement => {
  let total = 0
  const parts = partsOf(group).map(({ key, shareLength: { client, server } }) => {
    const start = total
    total += server
    return { ...made(key, client), part: (share: Uint8Array) => share.subarray(start, start + server) }
  })
  return {
    share: concat(...parts.map(({ share }) => share)),
    secret: (share) => {
      if (share.length !== total) throw new RangeError(`${share.length} bytes, not ${total}`)
      return concat(...parts.map(({ secret, part }) => secret(part(share))))
    },
  }
}

export const keyShareOf = (group: number): KeyShareEntry[] =>
  canComplete(group) ? [{ group, keyExchange: keyAgreement(group).share }] : []

/**
 * RFC 7748 §5: any 32 or 56 bytes are a public value of X25519 or X448, so no key has to be made. Of X25519 the last bit is
 * clear, as in the values that clients make: wolfSSL closes the connection for others.
 */
export const unusedShare = (group: number): Uint8Array => {
  const [part] = partsOf(group)
  const single = namedGroup(group)?.components === undefined
  if (!single || part?.key.type !== 'montgomery') return keyAgreement(group).share
  const share = randomBytes(part.shareLength.client)
  if (part.key.curve === 'x25519') share[31] = (share[31] as number) & 0x7f
  return share
}

const partsOf = (group: number): GroupPart[] => {
  const parts = groupParts(group)
  if (!parts) throw new RangeError(`no key agreement for ${groupName(group)}`)
  return parts
}

const ML_KEM = { 512: ml_kem512, 768: ml_kem768, 1024: ml_kem1024 } as const

const made = (key: GroupKey, length: number): KeyAgreement => {
  switch (key.type) {
    case 'montgomery':
      return montgomery(key.curve, length)
    case 'weierstrass':
      return weierstrass(key.curve)
    case 'ml-kem':
      return kem(ML_KEM[key.parameterSet])
    case 'ffdhe':
      return ffdhe(length, key.added)
  }
}

/** RFC 9846 §4.3.8.2 and RFC 7748: the raw u-coordinate. */
const montgomery = (type: 'x25519' | 'x448', length: number): KeyAgreement => {
  const { privateKey, publicKey: spki } = generateKeyPairSync(type as 'x25519', DER) as unknown as {
    privateKey: Buffer
    publicKey: Buffer
  }
  const prefix = spki.subarray(0, spki.length - length)
  const peer = (raw: Uint8Array): KeyObject =>
    createPublicKey({ key: Buffer.concat([prefix, raw]), format: 'der', type: 'spki' })
  return {
    share: spki.subarray(spki.length - length),
    secret: (raw) =>
      diffieHellman({
        privateKey: createPrivateKey({ key: privateKey, format: 'der', type: 'pkcs8' }),
        publicKey: peer(raw),
      }),
  }
}

/** Encoded at once: a key object of which only the encoding is wanted costs as much again. */
const DER = {
  publicKeyEncoding: { type: 'spki', format: 'der' },
  privateKeyEncoding: { type: 'pkcs8', format: 'der' },
} as const

/** RFC 9846 §4.3.8.2: an uncompressed point. */
const weierstrass = (curve: string): KeyAgreement => {
  const ecdh = createECDH(curve)
  return { share: ecdh.generateKeys(), secret: (point) => ecdh.computeSecret(point) }
}

/** draft-ietf-tls-mlkem: the encapsulation key one way, the ciphertext the other. FIPS 203. */
const kem = (algorithm: typeof ml_kem768): KeyAgreement => {
  const { publicKey, secretKey } = algorithm.keygen()
  return { share: publicKey, secret: (ciphertext) => algorithm.decapsulate(ciphertext, secretKey) }
}

/**
 * RFC 9846 §4.3.8.1: shares and secrets are as long as the prime. Not by node:crypto, which tests for seconds whether each prime
 * that it is given is one.
 */
const ffdhe = (length: number, added: number): KeyAgreement => {
  const prime = ffdhePrime(length * 8, added)
  const exponent = numberOf(randomBytes(EXPONENT_BYTES))
  const bytes = (value: bigint): Uint8Array =>
    Buffer.from(value.toString(16).padStart(2 * length, '0'), 'hex')
  return {
    share: bytes(power(2n, exponent, prime)),
    secret: (share) => {
      const peer = numberOf(share)
      if (peer < 2n || peer > prime - 2n) throw new RangeError('not a public value of the group')
      return bytes(power(peer, exponent, prime))
    },
  }
}

/** RFC 7919 §5.2: 400 bits are enough for the largest group. */
const EXPONENT_BYTES = 50

const numberOf = (bytes: Uint8Array): bigint => BigInt(`0x${Buffer.from(bytes).toString('hex')}`)

/** Bits of e that are computed beyond those that are used, which rounding does not reach. */
const GUARD = 64n

/** RFC 7919 §A: 2^b - 2^(b-64) + ([2^(b-130) e] + added) 2^64 - 1. */
const ffdhePrime = (size: number, added: number): bigint => {
  const bits = BigInt(size)
  let e = 0n
  for (let term = 1n << (bits - 130n + GUARD), divisor = 1n; term > 0n; term /= divisor++) e += term
  return (1n << bits) - (1n << (bits - 64n)) + (((e >> GUARD) + BigInt(added)) << 64n) - 1n
}

const power = (base: bigint, exponent: bigint, modulus: bigint): bigint => {
  let result = 1n
  for (const bit of exponent.toString(2)) {
    result = (result * result) % modulus
    if (bit === '1') result = (result * base) % modulus
  }
  return result
}
