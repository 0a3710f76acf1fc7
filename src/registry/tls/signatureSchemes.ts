import { hex16, unnamed } from '../codePoint.ts'
import { byValue, codePointsOf } from '../dataFile.ts'
import table from './signatureSchemes.json' with { type: 'json' }

/** RFC 9846 §4.3.3: SignatureScheme; for TLS 1.2 the same 16 bits are RFC 5246 §7.4.1.4.1: hash, then signature. */
export type SignatureSchemeRow = {
  name: string
  value: number
  keyType: 'RSA' | 'RSA-PSS' | 'ECDSA' | 'Ed25519' | 'Ed448' | 'ML-DSA' | 'SLH-DSA' | 'SM2' | 'GOST' | 'DSA'
  hash?: string
  /** Binding in TLS 1.3 only: in TLS 1.2 an ECDSA value does not determine the curve. */
  curve?: string
  parameterSet?: string
  /** The signature of a certificate that needs it, by the name of its OID; that of a post-quantum one is its parameter set. */
  certificate?: string
  quantum: 'vulnerable' | 'resistant'
  tls12: boolean
  /** May appear in a server's TLS 1.3 CertificateVerify. Schemes for clients only (RFC 9963) are in neither version. */
  tls13: boolean
  source: string
  note?: string
}

/** Post-quantum first, then as a modern server would choose. */
export const SIGNATURE_SCHEMES: readonly SignatureSchemeRow[] = codePointsOf(table.schemes)

/** Values of a withdrawn draft, which later drafts and vendors use for other schemes. */
export const AMBIGUOUS_SCHEMES: readonly { value: number; candidate: string; source: string }[] =
  codePointsOf(table.ambiguous)

export const signatureScheme = byValue(SIGNATURE_SCHEMES)

const ambiguous = byValue(AMBIGUOUS_SCHEMES)

export const schemeName = (value: number): string =>
  signatureScheme(value)?.name ?? (ambiguous(value) ? `${hex16(value)} (ambiguous)` : unnamed(value))

/**
 * The schemes that a certificate's signature needs among those of the peer (RFC 9846 §4.3.3), by the name of its algorithm. An ECDSA
 * signature counts as its hash alone; the hash of RSASSA-PSS is not in the name. Empty: TLS has no scheme for it.
 */
export const schemesOfSignature = (algorithm: string): readonly number[] =>
  SIGNATURE_SCHEMES.filter((row) => (row.certificate ?? row.parameterSet) === algorithm).map(
    ({ value }) => value,
  )

const valuesOf = (version: 'tls12' | 'tls13'): readonly number[] =>
  SIGNATURE_SCHEMES.filter((row) => row[version]).map(({ value }) => value)

/** What a scanner offers in TLS 1.3, also to learn about groups: a server with only an ML-DSA certificate refuses any less. */
export const TLS13_SCHEMES = valuesOf('tls13')

/** With MD5 and SHA-1, which must not be used (RFC 9155): a scanner offers them to find servers that do. */
export const TLS12_SCHEMES = valuesOf('tls12')
