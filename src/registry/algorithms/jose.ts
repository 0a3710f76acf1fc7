import type { Jwk } from '../../model/oauth.ts'
import type { AlgorithmRow } from './row.ts'
import { certificateSignature, keyAlgorithm, rsaKey } from './signatures.ts'

/** JOSE algorithms (IANA JSON Web Signature and Encryption Algorithms), by what a quantum computer does to them. */
export type JoseAlgorithmRow = {
  alg: string
  quantum: 'vulnerable' | 'resistant'
  /** Bytes of the public key where the algorithm fixes it (`kty` AKP). */
  publicKeyLength?: number
  source: string
}

const JWA = 'RFC 7518 §3.1'
const ED = 'RFC 8037; RFC 9864'
const ML_DSA = 'RFC 9964; key lengths of FIPS 204 table 2'
const ENCRYPTION = 'RFC 7518 §4.1'

export const JOSE_ALGORITHMS = [
  { alg: 'RS256', quantum: 'vulnerable', source: JWA },
  { alg: 'RS384', quantum: 'vulnerable', source: JWA },
  { alg: 'RS512', quantum: 'vulnerable', source: JWA },
  { alg: 'PS256', quantum: 'vulnerable', source: JWA },
  { alg: 'PS384', quantum: 'vulnerable', source: JWA },
  { alg: 'PS512', quantum: 'vulnerable', source: JWA },
  { alg: 'ES256', quantum: 'vulnerable', source: JWA },
  { alg: 'ES384', quantum: 'vulnerable', source: JWA },
  { alg: 'ES512', quantum: 'vulnerable', source: JWA },
  { alg: 'ES256K', quantum: 'vulnerable', source: 'RFC 8812 §3.2' },
  { alg: 'EdDSA', quantum: 'vulnerable', source: ED },
  { alg: 'Ed25519', quantum: 'vulnerable', source: ED },
  { alg: 'Ed448', quantum: 'vulnerable', source: ED },
  { alg: 'ML-DSA-44', quantum: 'resistant', publicKeyLength: 1312, source: ML_DSA },
  { alg: 'ML-DSA-65', quantum: 'resistant', publicKeyLength: 1952, source: ML_DSA },
  { alg: 'ML-DSA-87', quantum: 'resistant', publicKeyLength: 2592, source: ML_DSA },
  { alg: 'HS256', quantum: 'resistant', source: `${JWA}: symmetric` },
  { alg: 'HS384', quantum: 'resistant', source: `${JWA}: symmetric` },
  { alg: 'HS512', quantum: 'resistant', source: `${JWA}: symmetric` },
  { alg: 'RSA-OAEP', quantum: 'vulnerable', source: ENCRYPTION },
  { alg: 'RSA-OAEP-256', quantum: 'vulnerable', source: ENCRYPTION },
  { alg: 'RSA1_5', quantum: 'vulnerable', source: ENCRYPTION },
  { alg: 'ECDH-ES', quantum: 'vulnerable', source: ENCRYPTION },
  { alg: 'ECDH-ES+A128KW', quantum: 'vulnerable', source: ENCRYPTION },
  { alg: 'ECDH-ES+A256KW', quantum: 'vulnerable', source: ENCRYPTION },
] as const satisfies readonly JoseAlgorithmRow[]

/** Key types of which every algorithm falls to a quantum computer (RFC 7518 §6.1, RFC 8037 §2). */
export const VULNERABLE_KEY_TYPES: readonly string[] = ['RSA', 'EC', 'OKP']

/** Field sizes of the curves, in bits: RFC 7518 §6.2.1.1, RFC 8037 §2, RFC 8812 §3.1. */
export const JOSE_CURVES: Readonly<Record<string, number>> = {
  'P-256': 256,
  'P-384': 384,
  'P-521': 521,
  secp256k1: 256,
  Ed25519: 255,
  X25519: 255,
  Ed448: 448,
  X448: 448,
}

/** Members of a JWK that are private or symmetric key material (RFC 7518 §6): they are never read, only noticed. */
export const PRIVATE_JWK_MEMBERS: readonly string[] = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k', 'priv']

const ROWS = new Map<string, JoseAlgorithmRow>(JOSE_ALGORITHMS.map((row) => [row.alg, row]))

export const joseAlgorithm = (alg: string): JoseAlgorithmRow | undefined => ROWS.get(alg)

/** RFC 7518 §6.2.1.1, RFC 8812 §3.1: curves of JWKs by their names in X.509. */
const X509_CURVES: Readonly<Record<string, string>> = {
  'P-256': 'secp256r1',
  'P-384': 'secp384r1',
  'P-521': 'secp521r1',
  secp256k1: 'secp256k1',
}

/** The algorithm of a key that signs tokens; undefined where the key says too little. */
export const jwkAlgorithm = ({ kty, alg, crv, bits }: Jwk): AlgorithmRow | undefined => {
  if (kty === 'RSA') return rsaKey('RSA', bits)
  const parameters = crv === undefined || !Object.hasOwn(X509_CURVES, crv) ? undefined : X509_CURVES[crv]
  if (kty === 'EC')
    return parameters === undefined ? undefined : keyAlgorithm({ algorithm: 'EC', parameters })
  if (kty === 'OKP') return crv === 'Ed25519' || crv === 'Ed448' ? certificateSignature(crv) : undefined
  return kty === 'AKP' && alg?.startsWith('ML-DSA-') ? certificateSignature(alg) : undefined
}
