/** Object identifiers of X.509 keys and signatures (RFC 5280 §4.1.1.2 and §4.1.2.7). */
export type OidRow = {
  oid: string
  /** Family: `RSA`, `EC`, `ML-DSA`. A signature with a classical key has the name that its standard gives it. */
  algorithm: string
  /** The parameter set within the family: `ML-DSA-65`, `secp256r1`. */
  parameters?: string
  /** An OID that identifies key and signature alike (Ed25519, ML-DSA, …) is listed as `signature`. */
  use: 'public-key' | 'signature' | 'kem' | 'curve'
  quantum: 'vulnerable' | 'resistant' | 'unknown'
  source: string
  note?: string
}

type Facts = Pick<OidRow, 'use' | 'source'> & Pick<Partial<OidRow>, 'note' | 'parameters'>

const row = (oid: string, algorithm: string, facts: Facts): OidRow => ({
  oid,
  algorithm,
  quantum: 'vulnerable',
  ...facts,
})

const key = (oid: string, algorithm: string, source: string) =>
  row(oid, algorithm, { use: 'public-key', source })
const signature = (oid: string, algorithm: string, source: string, note?: string) =>
  row(oid, algorithm, { use: 'signature', source, ...(note !== undefined && { note }) })
const curve = (oid: string, parameters: string, source: string) =>
  row(oid, 'EC', { use: 'curve', parameters, source })

const SECG = 'SEC 2; RFC 5480 §2.1.1.1'
const NIST_SHA3 = 'NIST CSOR'
const WEAK = 'broken hash: forgeable without a quantum computer'

/** Brainpool curves by size: the odd arc is the regular curve, the even one its twist. */
const brainpool = [160, 192, 224, 256, 320, 384, 512].flatMap((bits, index) => [
  curve(`1.3.36.3.3.2.8.1.1.${2 * index + 1}`, `brainpoolP${bits}r1`, 'RFC 5639 §4.1'),
  curve(`1.3.36.3.3.2.8.1.1.${2 * index + 2}`, `brainpoolP${bits}t1`, 'RFC 5639 §4.1'),
])

/** What a quantum computer breaks. */
export const CLASSICAL_OIDS: readonly OidRow[] = [
  key('1.2.840.113549.1.1.1', 'RSA', 'RFC 3279 §2.3.1 (rsaEncryption)'),
  key('1.2.840.113549.1.1.7', 'RSAES-OAEP', 'RFC 4055 §4'),
  key('1.2.840.10040.4.1', 'DSA', 'RFC 3279 §2.3.2'),
  key('1.2.840.10046.2.1', 'DH', 'RFC 3279 §2.3.3'),
  key('1.2.840.113549.1.3.1', 'DH', 'PKCS #3'),
  key('1.2.840.10045.2.1', 'EC', 'RFC 5480 §2.1.1 (id-ecPublicKey)'),
  key('1.3.132.1.12', 'ECDH', 'RFC 5480 §2.1.2'),
  key('1.3.132.1.13', 'ECMQV', 'RFC 5480 §2.1.2'),
  key('1.3.101.110', 'X25519', 'RFC 8410 §3'),
  key('1.3.101.111', 'X448', 'RFC 8410 §3'),
  key('1.2.643.2.2.19', 'GOST R 34.10-2001', 'RFC 4491 §2.3.2'),
  key('1.2.643.7.1.1.1.1', 'GOST R 34.10-2012-256', 'RFC 9215 §2'),
  key('1.2.643.7.1.1.1.2', 'GOST R 34.10-2012-512', 'RFC 9215 §2'),

  // One OID for key and signature.
  signature('1.3.101.112', 'Ed25519', 'RFC 8410 §3'),
  signature('1.3.101.113', 'Ed448', 'RFC 8410 §3'),
  signature('1.2.840.113549.1.1.10', 'RSASSA-PSS', 'RFC 4055 §3.1', 'identifies a key too, one bound to PSS'),

  signature('1.2.840.113549.1.1.2', 'md2WithRSAEncryption', 'RFC 3279 §2.2.1', WEAK),
  signature('1.2.840.113549.1.1.3', 'md4WithRSAEncryption', 'PKCS #1', WEAK),
  signature('1.2.840.113549.1.1.4', 'md5WithRSAEncryption', 'RFC 3279 §2.2.1', WEAK),
  signature('1.2.840.113549.1.1.5', 'sha1WithRSAEncryption', 'RFC 3279 §2.2.1', WEAK),
  signature('1.3.14.3.2.3', 'md5WithRSA', 'OIW Stable Implementation Agreements', WEAK),
  signature('1.3.14.3.2.29', 'sha1WithRSASignature', 'OIW Stable Implementation Agreements', WEAK),
  signature('1.2.840.113549.1.1.14', 'sha224WithRSAEncryption', 'RFC 4055 §5'),
  signature('1.2.840.113549.1.1.11', 'sha256WithRSAEncryption', 'RFC 4055 §5'),
  signature('1.2.840.113549.1.1.12', 'sha384WithRSAEncryption', 'RFC 4055 §5'),
  signature('1.2.840.113549.1.1.13', 'sha512WithRSAEncryption', 'RFC 4055 §5'),
  signature('1.2.840.113549.1.1.15', 'sha512-224WithRSAEncryption', 'RFC 8017 §A.2.4'),
  signature('1.2.840.113549.1.1.16', 'sha512-256WithRSAEncryption', 'RFC 8017 §A.2.4'),
  signature('2.16.840.1.101.3.4.3.13', 'id-rsassa-pkcs1-v1_5-with-sha3-224', NIST_SHA3),
  signature('2.16.840.1.101.3.4.3.14', 'id-rsassa-pkcs1-v1_5-with-sha3-256', NIST_SHA3),
  signature('2.16.840.1.101.3.4.3.15', 'id-rsassa-pkcs1-v1_5-with-sha3-384', NIST_SHA3),
  signature('2.16.840.1.101.3.4.3.16', 'id-rsassa-pkcs1-v1_5-with-sha3-512', NIST_SHA3),
  signature('1.3.6.1.5.5.7.6.30', 'RSASSA-PSS-SHAKE128', 'RFC 8692 §3'),
  signature('1.3.6.1.5.5.7.6.31', 'RSASSA-PSS-SHAKE256', 'RFC 8692 §3'),

  signature('1.2.840.10045.4.1', 'ecdsa-with-SHA1', 'RFC 3279 §2.2.3', WEAK),
  signature('1.2.840.10045.4.3.1', 'ecdsa-with-SHA224', 'RFC 5758 §3.2'),
  signature('1.2.840.10045.4.3.2', 'ecdsa-with-SHA256', 'RFC 5758 §3.2'),
  signature('1.2.840.10045.4.3.3', 'ecdsa-with-SHA384', 'RFC 5758 §3.2'),
  signature('1.2.840.10045.4.3.4', 'ecdsa-with-SHA512', 'RFC 5758 §3.2'),
  signature('2.16.840.1.101.3.4.3.9', 'id-ecdsa-with-sha3-224', NIST_SHA3),
  signature('2.16.840.1.101.3.4.3.10', 'id-ecdsa-with-sha3-256', NIST_SHA3),
  signature('2.16.840.1.101.3.4.3.11', 'id-ecdsa-with-sha3-384', NIST_SHA3),
  signature('2.16.840.1.101.3.4.3.12', 'id-ecdsa-with-sha3-512', NIST_SHA3),
  signature('1.3.6.1.5.5.7.6.32', 'ecdsa-with-shake128', 'RFC 8692 §3'),
  signature('1.3.6.1.5.5.7.6.33', 'ecdsa-with-shake256', 'RFC 8692 §3'),

  signature('1.2.840.10040.4.3', 'dsa-with-sha1', 'RFC 3279 §2.2.2', WEAK),
  signature('2.16.840.1.101.3.4.3.1', 'dsa-with-sha224', 'RFC 5758 §3.1'),
  signature('2.16.840.1.101.3.4.3.2', 'dsa-with-sha256', 'RFC 5758 §3.1'),
  signature('2.16.840.1.101.3.4.3.3', 'dsa-with-sha384', 'NIST CSOR'),
  signature('2.16.840.1.101.3.4.3.4', 'dsa-with-sha512', 'NIST CSOR'),
  signature('2.16.840.1.101.3.4.3.5', 'id-dsa-with-sha3-224', NIST_SHA3),
  signature('2.16.840.1.101.3.4.3.6', 'id-dsa-with-sha3-256', NIST_SHA3),
  signature('2.16.840.1.101.3.4.3.7', 'id-dsa-with-sha3-384', NIST_SHA3),
  signature('2.16.840.1.101.3.4.3.8', 'id-dsa-with-sha3-512', NIST_SHA3),

  signature('1.2.156.10197.1.501', 'SM2-with-SM3', 'GM/T 0006'),
  signature('1.2.643.2.2.3', 'GOST R 34.11-94 with GOST R 34.10-2001', 'RFC 4491 §2.2.2'),
  signature('1.2.643.7.1.1.3.2', 'GOST R 34.10-2012-256 with GOST R 34.11-2012', 'RFC 9215 §3'),
  signature('1.2.643.7.1.1.3.3', 'GOST R 34.10-2012-512 with GOST R 34.11-2012', 'RFC 9215 §3'),

  curve('1.2.840.10045.3.1.1', 'secp192r1', SECG),
  curve('1.3.132.0.33', 'secp224r1', SECG),
  curve('1.2.840.10045.3.1.7', 'secp256r1', SECG),
  curve('1.3.132.0.34', 'secp384r1', SECG),
  curve('1.3.132.0.35', 'secp521r1', SECG),
  curve('1.3.132.0.31', 'secp192k1', 'SEC 2'),
  curve('1.3.132.0.32', 'secp224k1', 'SEC 2'),
  curve('1.3.132.0.10', 'secp256k1', 'SEC 2'),
  curve('1.3.132.0.8', 'secp160r1', 'SEC 2'),
  curve('1.3.132.0.9', 'secp160k1', 'SEC 2'),
  curve('1.3.132.0.30', 'secp160r2', 'SEC 2'),
  curve('1.3.132.0.1', 'sect163k1', SECG),
  curve('1.3.132.0.2', 'sect163r1', 'SEC 2'),
  curve('1.3.132.0.15', 'sect163r2', SECG),
  curve('1.3.132.0.26', 'sect233k1', SECG),
  curve('1.3.132.0.27', 'sect233r1', SECG),
  curve('1.3.132.0.3', 'sect239k1', 'SEC 2'),
  curve('1.3.132.0.16', 'sect283k1', SECG),
  curve('1.3.132.0.17', 'sect283r1', SECG),
  curve('1.3.132.0.36', 'sect409k1', SECG),
  curve('1.3.132.0.37', 'sect409r1', SECG),
  curve('1.3.132.0.38', 'sect571k1', SECG),
  curve('1.3.132.0.39', 'sect571r1', SECG),
  ...brainpool,
  curve('1.2.156.10197.1.301', 'curveSM2', 'GM/T 0006; RFC 8998'),
]
