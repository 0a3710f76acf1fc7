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
} from '../../registry/tls/groups/namedGroups.ts'
import { DH_KEY_AGREEMENT } from '../../registry/x509/oids.ts'
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
 * RFC 9846 §4.3.8.1: shares and secrets are as long as the prime. OpenSSL knows the groups of RFC 7919 by their numbers, and does not
 * test whether they are primes, which it would do for seconds where node:crypto is given the numbers alone.
 */
const ffdhe = (length: number, added: number): KeyAgreement => {
  const algorithm = ffdheAlgorithm(length, added)
  const exponent = tlv(OCTET_STRING, integer(randomBytes(EXPONENT_BYTES)))
  const privateKey = createPrivateKey({
    key: tlv(SEQUENCE, Buffer.concat([integer(Uint8Array.of(0)), algorithm, exponent])),
    format: 'der',
    type: 'pkcs8',
  })
  const spki = createPublicKey(privateKey).export({ format: 'der', type: 'spki' })
  const peer = (value: Uint8Array): KeyObject => {
    const key = Buffer.concat([Uint8Array.of(0), integer(value)])
    return createPublicKey({
      key: tlv(SEQUENCE, Buffer.concat([algorithm, tlv(BIT_STRING, key)])),
      format: 'der',
      type: 'spki',
    })
  }
  return {
    share: padded(lastInteger(spki, algorithm), length),
    secret: (share) => padded(diffieHellman({ privateKey, publicKey: peer(share) }), length),
  }
}

/** RFC 7919 §5.2: 400 bits are enough for the largest group. */
const EXPONENT_BYTES = 50

/** AlgorithmIdentifier of PKCS #3, §9: dhKeyAgreement, with the prime and the generator 2. */
const ffdheAlgorithm = (length: number, added: number): Buffer => {
  const known = ALGORITHMS.get(length)
  if (known) return known
  const prime = Buffer.from(ffdhePrime(length * 8, added).toString(16), 'hex')
  const parameters = tlv(SEQUENCE, Buffer.concat([integer(prime), integer(Uint8Array.of(2))]))
  const made = tlv(SEQUENCE, Buffer.concat([Buffer.from(DH_KEY_AGREEMENT, 'hex'), parameters]))
  ALGORITHMS.set(length, made)
  return made
}

const ALGORITHMS = new Map<number, Buffer>()

const [INTEGER, BIT_STRING, OCTET_STRING, SEQUENCE] = [2, 3, 4, 0x30] as const

/** X.690 §8.1.3: lengths of up to 65,535. */
const tlv = (tag: number, content: Uint8Array): Buffer => {
  const { length } = content
  const head = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff]
  return Buffer.concat([Buffer.of(tag, ...head), content])
}

/** X.690 §8.3: of a number that is not negative, in any number of bytes. */
const integer = (bytes: Uint8Array): Buffer => {
  const first = bytes.findIndex((byte) => byte !== 0)
  const digits = first < 0 ? Uint8Array.of(0) : bytes.subarray(first)
  return tlv(INTEGER, (digits[0] as number) < 0x80 ? digits : Buffer.concat([Uint8Array.of(0), digits]))
}

/** Of a SubjectPublicKeyInfo: the INTEGER in the BIT STRING, both of more than 127 bytes. */
const lastInteger = (spki: Uint8Array, algorithm: Uint8Array): Uint8Array => {
  const content = (at: number): number => at + 2 + ((spki[at + 1] as number) & 0x7f)
  return spki.subarray(content(content(content(0) + algorithm.length) + 1))
}

/** With as many zeros in front as are missing, or without those that are too many. */
const padded = (bytes: Uint8Array, length: number): Uint8Array => {
  const out = new Uint8Array(length)
  const digits = bytes.subarray(Math.max(0, bytes.length - length))
  out.set(digits, length - digits.length)
  return out
}

/** Bits of e that are computed beyond those that are used, which rounding does not reach. */
const GUARD = 64n

/** RFC 7919 §A: 2^b - 2^(b-64) + ([2^(b-130) e] + added) 2^64 - 1. */
const ffdhePrime = (size: number, added: number): bigint => {
  const bits = BigInt(size)
  let e = 0n
  for (let term = 1n << (bits - 130n + GUARD), divisor = 1n; term > 0n; term /= divisor++) e += term
  return (1n << bits) - (1n << (bits - 64n)) + (((e >> GUARD) + BigInt(added)) << 64n) - 1n
}
