import { isObject, type JsonObject } from '../../mcp/json.ts'
import type { Jwk } from '../../model/oauth.ts'
import {
  JOSE_CURVES,
  joseAlgorithm,
  PRIVATE_JWK_MEMBERS,
  VULNERABLE_KEY_TYPES,
} from '../../registry/algorithms/jose.ts'

import { bitLength } from '../../tls/serverKeyExchange.ts'

const MAX_KEYS = 64
export const MAX_NAME = 64

export type Keys = { keys: Jwk[]; problems: string[] }

/** RFC 7517 §5: the kinds of keys in a set. The keys themselves are not stored. */
export const readKeys = (set: JsonObject): Keys => {
  const listed = set['keys']
  if (!Array.isArray(listed)) return { keys: [], problems: ['the key set has no "keys"'] }
  const problems: string[] = []
  if (listed.length > MAX_KEYS) problems.push(`${listed.length} keys, cut to ${MAX_KEYS}`)
  const keys: Jwk[] = []
  for (const [index, key] of listed.slice(0, MAX_KEYS).entries()) {
    const kty = isObject(key) ? word(key['kty']) : undefined
    if (!isObject(key) || kty === undefined) {
      problems.push(`key ${index} of the set is not a key`)
      continue
    }
    const secret = PRIVATE_JWK_MEMBERS.find((member) => Object.hasOwn(key, member))
    if (secret !== undefined) problems.push(`key ${index} of the set publishes its secret member "${secret}"`)
    const read = jwk(kty, key)
    const expected = read.alg === undefined ? undefined : joseAlgorithm(read.alg)?.publicKeyLength
    if (kty === 'AKP' && expected !== undefined && lengthOf(key['pub']) !== expected) {
      problems.push(`key ${index} of the set is not a key of ${read.alg}: ${lengthOf(key['pub'])} bytes`)
    }
    keys.push(read)
  }
  return { keys, problems }
}

const jwk = (kty: string, key: JsonObject): Jwk => {
  const [alg, use, crv] = [word(key['alg']), word(key['use']), word(key['crv'])]
  // RFC 7518 §6.3.1.1: big-endian; leading zeros are not allowed, but occur.
  const bits =
    kty === 'RSA'
      ? bitLength(decoded(key['n'])) || undefined
      : crv === undefined
        ? undefined
        : JOSE_CURVES[crv]
  return {
    kty,
    ...(alg !== undefined && { alg }),
    ...(use !== undefined && { use }),
    ...(crv !== undefined && { crv }),
    ...(bits !== undefined && { bits }),
    quantum: quantumOf(kty, alg),
  }
}

/** The key type takes precedence over `alg`: an RSA key cannot sign with ML-DSA. */
const quantumOf = (kty: string, alg: string | undefined): Jwk['quantum'] => {
  if (VULNERABLE_KEY_TYPES.includes(kty)) return 'vulnerable'
  return (alg !== undefined && joseAlgorithm(alg)?.quantum) || 'unknown'
}

/** Registered names, but chosen by the server. */
const word = (value: unknown): string | undefined =>
  typeof value === 'string' ? value.slice(0, MAX_NAME) : undefined

const MAX_NUMBER = 8_192

const decoded = (value: unknown): Buffer =>
  typeof value === 'string' && value.length <= MAX_NUMBER ? Buffer.from(value, 'base64url') : Buffer.alloc(0)

const lengthOf = (value: unknown): number => decoded(value).length
