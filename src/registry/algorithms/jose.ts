import type { Jwk } from '../../model/oauth.ts'
import { finder, rowsOf } from '../dataFile.ts'
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

export const JOSE_ALGORITHMS: readonly JoseAlgorithmRow[] = rowsOf(table.algorithms)

/** Key types whose algorithms a quantum computer breaks, all of them (RFC 7518 §6.1, RFC 8037 §2). */
export const VULNERABLE_KEY_TYPES: readonly string[] = ['RSA', 'EC', 'OKP']

/** Field sizes of the curves, in bits. */
export const JOSE_CURVES: Readonly<Record<string, number>> = table.curves.bits

/** Members of a JWK that are private or symmetric key material (RFC 7518 §6): their values are never read. */
export const PRIVATE_JWK_MEMBERS: readonly string[] = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k', 'priv']

export const joseAlgorithm = finder(JOSE_ALGORITHMS, ({ alg }) => alg)

/** Curves of JWKs by their names in X.509. */
const X509_CURVES: Readonly<Record<string, string>> = table.curves.x509

/** The algorithm of a key that signs tokens; undefined if the key does not determine it. */
export const jwkAlgorithm = ({ kty, alg, crv, bits }: Jwk): AlgorithmRow | undefined => {
  if (kty === 'RSA') return rsaKey('RSA', bits)
  const parameters = crv === undefined || !Object.hasOwn(X509_CURVES, crv) ? undefined : X509_CURVES[crv]
  if (kty === 'EC')
    return parameters === undefined ? undefined : keyAlgorithm({ algorithm: 'EC', parameters })
  if (kty === 'OKP') return crv === 'Ed25519' || crv === 'Ed448' ? certificateSignature(crv) : undefined
  return kty === 'AKP' && alg?.startsWith('ML-DSA-') ? certificateSignature(alg) : undefined
}
