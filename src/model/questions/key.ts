import type { PublicKey } from '../certificate.ts'
import type { Jwk } from '../oauth.ts'

/** `RSA 2048`, `EC secp256r1`, `ML-DSA-65`: a key as people call it. */
export const keyName = ({ algorithm, bits, parameters }: PublicKey): string => {
  if (parameters?.startsWith(algorithm)) return parameters
  const size = parameters ?? (algorithm.startsWith('RSA') || algorithm === 'DSA' ? bits : undefined)
  return size === undefined ? algorithm : `${algorithm} ${size}`
}

/** RFC 7517 §4.2: keys for encryption sign nothing. */
export const signingKeys = (keys: readonly Jwk[] | null): Jwk[] =>
  (keys ?? []).filter(({ use }) => use !== 'enc')

/** It resists a quantum computer, and is for `algorithm` where one is named. */
export const isPostQuantumKey = ({ quantum, alg }: Jwk, algorithm?: string): boolean =>
  quantum === 'resistant' && (algorithm === undefined || alg === algorithm)

/** `EC P-256`, `RSA 2048`, `AKP`: the key of a JSON Web Key Set. */
export const tokenKeyName = ({ kty, crv, bits }: Jwk): string => [kty, crv ?? bits].filter(Boolean).join(' ')
