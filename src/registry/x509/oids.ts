import { finder, rowsOf } from '../dataFile.ts'
import table from './oids.json' with { type: 'json' }

export type OidRow = {
  oid: string
  /** Family: `RSA`, `EC`, `ML-DSA`. A signature with a classical key has the name that its standard gives it. */
  algorithm: string
  /** The parameter set within the family: `ML-DSA-65`, `secp256r1`. */
  parameters?: string
  /** An OID that identifies key and signature alike (Ed25519, ML-DSA, …) is listed as `signature`. */
  use: 'public-key' | 'signature' | 'kem' | 'curve'
  /** A composite is as secure as its post-quantum part. */
  quantum: 'vulnerable' | 'resistant' | 'unknown'
  source: string
  note?: string
}

/** Post-quantum first: standards, then drafts. */
export const OIDS: readonly OidRow[] = rowsOf(table)

export const oid = finder(OIDS, (row) => row.oid)

/** RFC 5280 §4.2.1.12: id-kp-serverAuth. */
export const SERVER_AUTH = '1.3.6.1.5.5.7.3.1'

/** RFC 5280 §4.2.2.1, §4.2.1.13; RFC 6962 §3.3. */
export const AUTHORITY_INFO_ACCESS = '1.3.6.1.5.5.7.1.1'
export const CRL_DISTRIBUTION_POINTS = '2.5.29.31'
export const SCT_LIST = '1.3.6.1.4.1.11129.2.4.2'

/** RFC 6960 §A: id-ad-ocsp, and id-pkix-ocsp-basic. */
export const OCSP = '1.3.6.1.5.5.7.48.1'
export const OCSP_BASIC = '1.3.6.1.5.5.7.48.1.1'

/** PKCS #3 §9: dhKeyAgreement, 1.2.840.113549.1.3.1. DER, in hexadecimal digits. */
export const DH_KEY_AGREEMENT = '06092a864886f70d010301'

/** A name to show: the number itself where no row has it. */
export const oidName = (value: string): string => {
  const row = oid(value)
  if (row === undefined) return value
  const { algorithm, parameters } = row
  if (parameters === undefined) return algorithm
  // `ML-DSA-65` contains its family already; `secp256r1` does not.
  return parameters.startsWith(algorithm) ? parameters : `${algorithm} ${parameters}`
}
