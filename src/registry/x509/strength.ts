import type { PublicKey } from '../../model/certificate.ts'
import table from './strength.json' with { type: 'json' }

/** NIST SP 800-57 part 1 r5 §5.6.1 table 2: security strength in bits by the size of the key, largest first. */
const { integers: INTEGERS, curves: CURVES } = table

/** Of RSA and of finite fields, by the bits of the modulus; undefined below what the table has. */
export const integerStrength = (bits: number): number | undefined => strength(INTEGERS, bits)

/** Of elliptic curves, by the bits of the order. */
export const curveStrength = (bits: number): number | undefined => strength(CURVES, bits)

const strength = (rows: typeof INTEGERS, bits: number): number | undefined =>
  rows.find(({ size }) => bits >= size)?.strength

/** NIST SP 800-131A r2 §3 and §5: below 2,048 bits RSA and finite-field keys are disallowed. */
export const MIN_INTEGER_BITS = 2048

/** NIST SP 800-57 part 1 r5 §5.6.1: from here on 128 bits of strength. */
export const STRONG_INTEGER_BITS = 3072

/** NIST SP 800-131A r2 §3, NIST IR 8547: classical keys with less are disallowed, and these deprecated after 2030. */
export const DEPRECATED_STRENGTH = 112

/** Of curves whose size is not in a certificate. */
const EDWARDS: Readonly<Record<string, number>> = { Ed25519: 128, Ed448: 224 }

/** Of a classical key; 0 below what the table has, undefined where its size is not known. */
export const keyStrength = ({ algorithm, bits, parameters = '' }: PublicKey): number | undefined => {
  const edwards = EDWARDS[algorithm] ?? EDWARDS[parameters]
  if (edwards !== undefined) return edwards
  const isInteger = algorithm.startsWith('RSA') || algorithm === 'DSA'
  const size = bits ?? (isInteger ? undefined : /\d{3}/.exec(parameters)?.[0])
  if (size === undefined) return undefined
  return (isInteger ? integerStrength : curveStrength)(Number(size)) ?? 0
}

/** A certificate should be renewed this many days before it expires. */
export const RENEW_BEFORE_DAYS = 30

/** The same of a short-lived one, as a share of its life (https://letsencrypt.org/docs/integration-guide/#when-to-renew). */
export const RENEW_BEFORE_SHARE = 1 / 3

/** Hashes that a certificate must not be signed with (RFC 9155; CA/Browser Forum Baseline Requirements §7.1.3.2). */
const WEAK_SIGNATURE = /(^|[^a-z\d])(md[245]|sha-?1)(?!\d)/i

/** By the name of a signature algorithm in X.509 or TLS. */
export const hasWeakHash = (algorithm: string): boolean => WEAK_SIGNATURE.test(algorithm.replaceAll('_', ' '))
