import {
  createECDH,
  createPrivateKey,
  createPublicKey,
  diffieHellman,
  generateKeyPairSync,
  randomBytes,
} from 'node:crypto'
import { ml_kem768 } from '@noble/post-quantum/ml-kem.js'
import { groupName } from '../../src/registry/tls/groups/namedGroups.ts'

/**
 * Private keys in hexadecimal by the name of the algorithm, made for one recording and worth nothing after it.
 * x25519: RFC 7748; secp256r1 and secp384r1: the scalar; MLKEM768: the 64 bytes d ‖ z of FIPS 203.
 */
export type PrivateKeys = Record<string, string>

/** What goes into the client's KeyShareEntry, and the secret from the server's. */
type KeyAgreement = { share: Uint8Array; secret(serverShare: Uint8Array): Uint8Array }

/** What a NamedGroup is made of, in the order in which its parts are sent and its secrets joined. RFC 10024 §3. */
const PARTS: Record<string, readonly string[]> = {
  X25519MLKEM768: ['MLKEM768', 'x25519'],
  SecP256r1MLKEM768: ['secp256r1', 'MLKEM768'],
  x25519: ['x25519'],
  secp256r1: ['secp256r1'],
  secp384r1: ['secp384r1'],
}

export const freshKeys = (group: number): PrivateKeys =>
  Object.fromEntries(partsOf(group).map((name) => [name, ALGORITHM[name]?.fresh().toString('hex') ?? '']))

/** The client's half, from its private keys. */
export const agreementOf = (group: number, keys: PrivateKeys): KeyAgreement => {
  const parts = partsOf(group).map((name) => {
    const algorithm = ALGORITHM[name] as Algorithm
    return { ...algorithm, key: Buffer.from(keys[name] as string, 'hex') }
  })
  return {
    share: Buffer.concat(parts.map((part) => part.share(part.key))),
    secret: (serverShare) => {
      let at = 0
      const secrets = parts.map((part) => {
        const piece = serverShare.subarray(at, at + part.serverLength)
        at += part.serverLength
        return part.secret(part.key, piece)
      })
      if (at !== serverShare.length) throw new Error(`a share of ${serverShare.length} bytes`)
      return Buffer.concat(secrets)
    },
  }
}

const partsOf = (group: number): readonly string[] => {
  const parts = PARTS[groupName(group)]
  if (!parts) throw new Error(`no keys for ${groupName(group)}`)
  return parts
}

type Algorithm = {
  fresh(): Buffer
  share(key: Buffer): Uint8Array
  secret(key: Buffer, serverShare: Uint8Array): Uint8Array
  /** Bytes of the server's share. */
  serverLength: number
}

/** RFC 8410: what DER puts before the 32 bytes of a key. */
const PRIVATE_PREFIX = Buffer.from('302e020100300506032b656e04220420', 'hex')
const PUBLIC_PREFIX = Buffer.from('302a300506032b656e032100', 'hex')

const x25519Private = (key: Buffer) =>
  createPrivateKey({ key: Buffer.concat([PRIVATE_PREFIX, key]), format: 'der', type: 'pkcs8' })

const weierstrass = (curve: string, serverLength: number): Algorithm => {
  const withKey = (key: Buffer) => {
    const ecdh = createECDH(curve)
    ecdh.setPrivateKey(key)
    return ecdh
  }
  return {
    fresh: () => {
      const ecdh = createECDH(curve)
      ecdh.generateKeys()
      return ecdh.getPrivateKey()
    },
    share: (key) => withKey(key).getPublicKey(),
    secret: (key, point) => withKey(key).computeSecret(point),
    serverLength,
  }
}

const ALGORITHM: Record<string, Algorithm> = {
  x25519: {
    fresh: () =>
      generateKeyPairSync('x25519').privateKey.export({ format: 'der', type: 'pkcs8' }).subarray(-32),
    share: (key) =>
      createPublicKey(x25519Private(key)).export({ format: 'der', type: 'spki' }).subarray(-32),
    secret: (key, raw) =>
      diffieHellman({
        privateKey: x25519Private(key),
        publicKey: createPublicKey({ key: Buffer.concat([PUBLIC_PREFIX, raw]), format: 'der', type: 'spki' }),
      }),
    serverLength: 32,
  },
  secp256r1: weierstrass('prime256v1', 65),
  secp384r1: weierstrass('secp384r1', 97),
  MLKEM768: {
    fresh: () => randomBytes(64),
    share: (seed) => ml_kem768.keygen(seed).publicKey,
    secret: (seed, ciphertext) => ml_kem768.decapsulate(ciphertext, ml_kem768.keygen(seed).secretKey),
    serverLength: 1088,
  },
}
