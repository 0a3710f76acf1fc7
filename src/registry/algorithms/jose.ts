import type { Jwk } from '../../model/oauth.ts'
import { rowsOf } from '../dataFile.ts'
import table from './jose.json' with { type: 'json' }
import type { AlgorithmRow } from './row.ts'
import { certificateSignature, keyAlgorithm, rsaKey } from './signatures.ts'

/** IANA JSON Web Signature and Encryption Algorithms. */
export type JoseAlgorithmRow = {
  alg: string
  quantum: 'vulnerable' | 'resistant'
  /** Bytes of the public key where the algorithm fixes it (`kty` AKP). */
  publicKeyLength?: number
  source: string
}

export const JOSE_ALGORITHMS: readonly JoseAlgorithmRow[] = rowsOf(table)

/** Key types whose algorithms a quantum computer breaks, all of them (RFC 7518 §6.1, RFC 8037 §2). */
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

/** Members of a JWK that are private or symmetric key material (RFC 7518 §6): their values are never read. */
export const PRIVATE_JWK_MEMBERS: readonly string[] = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k', 'priv']

const ROWS: ReadonlyMap<string, JoseAlgorithmRow> = new Map(JOSE_ALGORITHMS.map((row) => [row.alg, row]))

export const joseAlgorithm = (alg: string): JoseAlgorithmRow | undefined => ROWS.get(alg)

/** RFC 7518 §6.2.1.1, RFC 8812 §3.1: curves of JWKs by their names in X.509. */
const X509_CURVES: Readonly<Record<string, string>> = {
  'P-256': 'secp256r1',
  'P-384': 'secp384r1',
  'P-521': 'secp521r1',
  secp256k1: 'secp256k1',
}

/** The algorithm of a key that signs tokens; undefined if the key does not determine it. */
export const jwkAlgorithm = ({ kty, alg, crv, bits }: Jwk): AlgorithmRow | undefined => {
  if (kty === 'RSA') return rsaKey('RSA', bits)
  const parameters = crv === undefined || !Object.hasOwn(X509_CURVES, crv) ? undefined : X509_CURVES[crv]
  if (kty === 'EC')
    return parameters === undefined ? undefined : keyAlgorithm({ algorithm: 'EC', parameters })
  if (kty === 'OKP') return crv === 'Ed25519' || crv === 'Ed448' ? certificateSignature(crv) : undefined
  return kty === 'AKP' && alg?.startsWith('ML-DSA-') ? certificateSignature(alg) : undefined
}
