import type { Jwk } from '../../model/oauth.ts'
import type { AlgorithmRow } from './row.ts'
import { certificateSignature, keyAlgorithm, rsaKey } from './signatures.ts'

/** RFC 7518 §6.2.1.1, RFC 8812 §3.1: curves of JWKs by their names in X.509. */
const CURVES: Readonly<Record<string, string>> = {
  'P-256': 'secp256r1',
  'P-384': 'secp384r1',
  'P-521': 'secp521r1',
  secp256k1: 'secp256k1',
}

/** The algorithm of a key that signs tokens; undefined where the key says too little. */
export const jwkAlgorithm = ({ kty, alg, crv, bits }: Jwk): AlgorithmRow | undefined => {
  if (kty === 'RSA') return rsaKey('RSA', bits)
  const parameters = crv === undefined || !Object.hasOwn(CURVES, crv) ? undefined : CURVES[crv]
  if (kty === 'EC')
    return parameters === undefined ? undefined : keyAlgorithm({ algorithm: 'EC', parameters })
  if (kty === 'OKP') return crv === 'Ed25519' || crv === 'Ed448' ? certificateSignature(crv) : undefined
  return kty === 'AKP' && alg?.startsWith('ML-DSA-') ? certificateSignature(alg) : undefined
}
