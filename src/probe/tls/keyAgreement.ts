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
import { namedGroup } from '../../registry/tls/namedGroups.ts'
import type { KeyAgreement } from '../../tls/handshake13Messages.ts'
import { concat } from '../../tls/writer.ts'

/** Whether this program can complete a key exchange with a NamedGroup: not with Kyber drafts, SM2 and FFDHE. */
export const canComplete = (group: number): boolean => {
  const name = namedGroup(group)?.name ?? ''
  return name in SINGLE || name in HYBRID_ORDER
}

/**
 * A fresh key agreement for a NamedGroup that `canComplete` names: RFC 9846 §4.3.8 wants new keys for each
 * connection. Throws RangeError for another group.
 */
export const keyAgreement = (group: number): KeyAgreement => {
  const name = namedGroup(group)?.name ?? ''
  // RFC 10024 §3: X25519MLKEM768 puts the ML-KEM part first, the NIST curves put the curve first.
  const order = HYBRID_ORDER[name]
  if (!order) return single(name)
  const [first, second] = order.map(single) as [KeyAgreement, KeyAgreement]
  const cut = FIRST_SERVER_SHARE[order[0]] as number
  return {
    share: concat(first.share, second.share),
    secret: (share) => concat(first.secret(share.subarray(0, cut)), second.secret(share.subarray(cut))),
  }
}

/**
 * A share for a question whose answer is read no further than ServerHello. RFC 7748 §5: any 32 or 56 bytes are a
 * public value of X25519 or X448, so no key need be made.
 */
export const unusedShare = (group: number): Uint8Array => {
  const length = { x25519: 32, x448: 56 }[namedGroup(group)?.name ?? '']
  return length === undefined ? keyAgreement(group).share : randomBytes(length)
}

const HYBRID_ORDER: Record<string, readonly [string, string]> = {
  X25519MLKEM768: ['MLKEM768', 'x25519'],
  SecP256r1MLKEM768: ['secp256r1', 'MLKEM768'],
  SecP384r1MLKEM1024: ['secp384r1', 'MLKEM1024'],
}

/** Bytes of the first component in the server's share: an ML-KEM ciphertext or an uncompressed point. */
const FIRST_SERVER_SHARE: Record<string, number> = { MLKEM768: 1088, secp256r1: 65, secp384r1: 97 }

const SINGLE: Record<string, () => KeyAgreement> = {
  x25519: () => montgomery('x25519'),
  x448: () => montgomery('x448'),
  secp256r1: () => weierstrass('prime256v1'),
  secp384r1: () => weierstrass('secp384r1'),
  secp521r1: () => weierstrass('secp521r1'),
  brainpoolP256r1tls13: () => weierstrass('brainpoolP256r1'),
  brainpoolP384r1tls13: () => weierstrass('brainpoolP384r1'),
  brainpoolP512r1tls13: () => weierstrass('brainpoolP512r1'),
  MLKEM512: () => kem(ml_kem512),
  MLKEM768: () => kem(ml_kem768),
  MLKEM1024: () => kem(ml_kem1024),
}

const single = (name: string): KeyAgreement => {
  const make = SINGLE[name]
  if (!make) throw new RangeError(`no key agreement for ${name}`)
  return make()
}

/** RFC 9846 §4.3.8.2 and RFC 7748: the raw u-coordinate. */
const montgomery = (type: 'x25519' | 'x448'): KeyAgreement => {
  const { privateKey, publicKey: spki } = generateKeyPairSync(type as 'x25519', DER) as unknown as {
    privateKey: Buffer
    publicKey: Buffer
  }
  const length = type === 'x25519' ? 32 : 56
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
