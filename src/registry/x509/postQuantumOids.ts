import type { OidRow } from './classicalOids.ts'

/** NIST CSOR: `sigAlgs` and `kems`. */
const SIG_ALGS = '2.16.840.1.101.3.4.3'
const KEMS = '2.16.840.1.101.3.4.4'
/** PKIX algorithms (IANA). */
const PKIX = '1.3.6.1.5.5.7.6'

type Facts = Pick<OidRow, 'use' | 'source'> & Pick<Partial<OidRow>, 'note'>

/** Consecutive arcs below `base`, one for each parameter set. */
const run = (
  base: string,
  first: number,
  algorithm: string,
  sets: readonly string[],
  facts: Facts,
): OidRow[] =>
  sets.map((parameters, index) => ({
    oid: `${base}.${first + index}`,
    algorithm,
    parameters,
    quantum: 'resistant',
    ...facts,
  }))

const one = (oid: string, algorithm: string, facts: Facts & Pick<Partial<OidRow>, 'parameters'>): OidRow => ({
  oid,
  algorithm,
  quantum: 'resistant',
  ...facts,
})

const ML_DSA = ['ML-DSA-44', 'ML-DSA-65', 'ML-DSA-87']
const SLH_DSA = ['SHA2', 'SHAKE'].flatMap((hash) =>
  [128, 192, 256].flatMap((bits) => ['s', 'f'].map((speed) => `SLH-DSA-${hash}-${bits}${speed}`)),
)

/** FIPS 205 §10.2.2: the pre-hash as strong as the parameter set. */
const preHash = (set: string): string => {
  if (set.includes('SHAKE')) return set.includes('128') ? 'SHAKE128' : 'SHAKE256'
  return set.includes('128') ? 'SHA256' : 'SHA512'
}

/** draft-ietf-lamps-pq-composite-sigs-19 §6, in the order of their arcs. */
const COMPOSITE_ML_DSA = [
  'MLDSA44-RSA2048-PSS-SHA256',
  'MLDSA44-RSA2048-PKCS15-SHA256',
  'MLDSA44-Ed25519-SHA512',
  'MLDSA44-ECDSA-P256-SHA256',
  'MLDSA65-RSA3072-PSS-SHA512',
  'MLDSA65-RSA3072-PKCS15-SHA512',
  'MLDSA65-RSA4096-PSS-SHA512',
  'MLDSA65-RSA4096-PKCS15-SHA512',
  'MLDSA65-ECDSA-P256-SHA512',
  'MLDSA65-ECDSA-P384-SHA512',
  'MLDSA65-ECDSA-brainpoolP256r1-SHA512',
  'MLDSA65-Ed25519-SHA512',
  'MLDSA87-ECDSA-P384-SHA512',
  'MLDSA87-ECDSA-brainpoolP384r1-SHA512',
  'MLDSA87-Ed448-SHAKE256',
  'MLDSA87-RSA3072-PSS-SHA512',
  'MLDSA87-RSA4096-PSS-SHA512',
  'MLDSA87-ECDSA-P521-SHA512',
]

/** draft-ietf-lamps-pq-composite-kem-19 §6, in the order of their arcs. */
const COMPOSITE_ML_KEM = [
  'MLKEM768-RSA2048-SHA3-256',
  'MLKEM768-RSA3072-SHA3-256',
  'MLKEM768-RSA4096-SHA3-256',
  'MLKEM768-X25519-SHA3-256',
  'MLKEM768-ECDH-P256-SHA3-256',
  'MLKEM768-ECDH-P384-SHA3-256',
  'MLKEM768-ECDH-brainpoolP256r1-SHA3-256',
  'MLKEM1024-RSA3072-SHA3-256',
  'MLKEM1024-ECDH-P384-SHA3-256',
  'MLKEM1024-ECDH-brainpoolP384r1-SHA3-256',
  'MLKEM1024-X448-SHA3-256',
  'MLKEM1024-ECDH-P521-SHA3-256',
]

const oqs = (oid: string, algorithm: string, parameters: string): OidRow =>
  one(oid, algorithm, {
    parameters,
    use: 'signature',
    source: 'oqs-provider ALGORITHMS.md',
    note: 'draft: an unregistered number for trials',
  })

const dilithium = (oid: string, parameters: string): OidRow =>
  one(oid, 'Dilithium', {
    parameters,
    use: 'signature',
    source: 'IETF-Hackathon/pqc-certificates oid_mapping.md',
    note: 'draft: a forerunner of ML-DSA that does not interoperate with it',
  })

/** What no known quantum algorithm breaks: standards, then drafts. A composite is as secure as its ML part. */
export const POST_QUANTUM_OIDS: readonly OidRow[] = [
  ...run(SIG_ALGS, 17, 'ML-DSA', ML_DSA, { use: 'signature', source: 'RFC 9881 §2; FIPS 204' }),
  ...run(SIG_ALGS, 20, 'SLH-DSA', SLH_DSA, { use: 'signature', source: 'RFC 9909 §3; FIPS 205' }),
  ...run(
    SIG_ALGS,
    32,
    'HashML-DSA',
    ML_DSA.map((set) => `Hash${set}-with-SHA512`),
    { use: 'signature', source: 'NIST CSOR; FIPS 204 §5.4' },
  ),
  ...run(
    SIG_ALGS,
    35,
    'HashSLH-DSA',
    SLH_DSA.map((set) => `Hash${set}-with-${preHash(set)}`),
    { use: 'signature', source: 'RFC 9909 §3; FIPS 205 §10.2.2' },
  ),
  ...run(KEMS, 1, 'ML-KEM', ['ML-KEM-512', 'ML-KEM-768', 'ML-KEM-1024'], {
    use: 'kem',
    source: 'RFC 9935 §3; FIPS 203',
  }),
  one('1.2.840.113549.1.9.16.3.17', 'HSS/LMS', { use: 'signature', source: 'RFC 9802 §4; RFC 9708' }),
  one(`${PKIX}.34`, 'XMSS', { use: 'signature', source: 'RFC 9802 §4' }),
  one(`${PKIX}.35`, 'XMSSMT', { use: 'signature', source: 'RFC 9802 §4' }),

  ...run(PKIX, 37, 'Composite ML-DSA', COMPOSITE_ML_DSA, {
    use: 'signature',
    source: 'draft-ietf-lamps-pq-composite-sigs-19; IANA PKIX algorithms',
    note: 'draft -19, in the RFC Editor queue',
  }),
  ...run(PKIX, 55, 'Composite ML-KEM', COMPOSITE_ML_KEM, {
    use: 'kem',
    source: 'draft-ietf-lamps-pq-composite-kem-19; IANA PKIX algorithms',
    note: 'draft -19',
  }),
  ...run(
    '2.16.840.1.114027.80.9.1',
    20,
    'Composite ML-DSA',
    COMPOSITE_ML_DSA.map((set) => `${set} (draft -09)`),
    {
      use: 'signature',
      source: 'draft-ietf-lamps-pq-composite-sigs-09',
      note: 'draft -09: a prototype arc, replaced by the PKIX one',
    },
  ),

  oqs('1.3.9999.3.11', 'Falcon', 'Falcon-512'),
  oqs('1.3.9999.3.14', 'Falcon', 'Falcon-1024'),
  oqs('1.3.9999.3.16', 'Falcon', 'Falcon-padded-512'),
  oqs('1.3.9999.3.19', 'Falcon', 'Falcon-padded-1024'),
  oqs('1.3.9999.3.12', 'Falcon with ECDSA', 'p256_falcon512'),
  oqs('1.3.9999.3.13', 'Falcon with RSA', 'rsa3072_falcon512'),
  oqs('1.3.9999.3.15', 'Falcon with ECDSA', 'p521_falcon1024'),
  oqs('1.3.9999.3.6', 'Falcon', 'Falcon-512 (round 3)'),
  oqs('1.3.9999.3.9', 'Falcon', 'Falcon-1024 (round 3)'),
  oqs('1.3.9999.7.5', 'ML-DSA with ECDSA', 'p256_mldsa44'),
  oqs('1.3.9999.7.6', 'ML-DSA with RSA', 'rsa3072_mldsa44'),
  oqs('1.3.9999.7.7', 'ML-DSA with ECDSA', 'p384_mldsa65'),
  oqs('1.3.9999.7.8', 'ML-DSA with ECDSA', 'p521_mldsa87'),
  dilithium('1.3.6.1.4.1.2.267.7.4.4', 'Dilithium2 (round 3)'),
  dilithium('1.3.6.1.4.1.2.267.7.6.5', 'Dilithium3 (round 3)'),
  dilithium('1.3.6.1.4.1.2.267.7.8.7', 'Dilithium5 (round 3)'),
  dilithium('1.3.6.1.4.1.2.267.12.4.4', 'ML-DSA-44 (FIPS 204 draft)'),
  dilithium('1.3.6.1.4.1.2.267.12.6.5', 'ML-DSA-65 (FIPS 204 draft)'),
  dilithium('1.3.6.1.4.1.2.267.12.8.7', 'ML-DSA-87 (FIPS 204 draft)'),
]
