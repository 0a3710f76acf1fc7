import { byValue, hex16, unnamed } from '../codePoint.ts'

/** RFC 9846 §4.3.3: SignatureScheme; for TLS 1.2 the same 16 bits are RFC 5246 §7.4.1.4.1: hash, then signature. */
export type SignatureSchemeRow = {
  name: string
  value: number
  keyType:
    | 'RSA'
    | 'RSA-PSS'
    | 'ECDSA'
    | 'Ed25519'
    | 'Ed448'
    | 'ML-DSA'
    | 'SLH-DSA'
    | 'SM2'
    | 'GOST'
    | 'DSA'
    | 'composite'
  hash?: string
  /** Binding in TLS 1.3 only: in TLS 1.2 an ECDSA value says nothing about the curve. */
  curve?: string
  parameterSet?: string
  quantum: 'vulnerable' | 'resistant'
  tls12: boolean
  /** May appear in a server's TLS 1.3 CertificateVerify. */
  tls13: boolean
  source: string
  note?: string
}

type Facts = Omit<SignatureSchemeRow, 'name' | 'value' | 'quantum' | 'tls12' | 'tls13'>
type Versions = '1.3' | '1.2' | 'both'

const row = (value: number, name: string, versions: Versions, facts: Facts): SignatureSchemeRow => ({
  name,
  value,
  ...facts,
  quantum: facts.keyType === 'ML-DSA' || facts.keyType === 'SLH-DSA' ? 'resistant' : 'vulnerable',
  tls12: versions !== '1.3',
  tls13: versions !== '1.2',
})

const CURRENT = 'RFC 9846 §4.3.3'
const TLS12 = 'RFC 5246 §7.4.1.4.1'
/** RFC 9155: MD5 and SHA-1 signatures must not be used in TLS 1.2. They are offered to find servers that still use them. */
const WEAK = 'RFC 5246 §7.4.1.4.1; deprecated by RFC 9155'

const mldsa = (value: number, set: string) =>
  row(value, `mldsa${set}`, '1.3', {
    keyType: 'ML-DSA',
    parameterSet: `ML-DSA-${set}`,
    source: 'draft-ietf-tls-mldsa; IANA TLS SignatureScheme',
  })
const slhdsa = (value: number, set: string) =>
  row(value, `slhdsa_${set}`, '1.3', {
    keyType: 'SLH-DSA',
    parameterSet: `SLH-DSA-${set.replace('_', '-').replace(/^[a-z0-9]+/, (hash) => hash.toUpperCase())}`,
    source: 'draft-reddy-tls-slhdsa; IANA TLS SignatureScheme',
    note:
      value <= 0x0912
        ? 'draft; an early composite ML-DSA draft used this value otherwise'
        : 'draft; no deployed stack seen with it',
  })
/** RFC 9963: for signatures of TLS 1.3 clients only, so a scanner does not offer them. */
const legacy = (value: number, hash: string): SignatureSchemeRow => ({
  ...row(value, `rsa_pkcs1_${hash}_legacy`, '1.3', { keyType: 'RSA', hash, source: 'RFC 9963' }),
  tls13: false,
  note: 'Client CertificateVerify only',
})
const gost = (value: number, name: string, versions: Versions, curve?: string) =>
  row(value, name, versions, {
    keyType: 'GOST',
    ...(curve && { curve }),
    source: versions === '1.2' ? 'RFC 9189' : 'RFC 9367',
  })

/** Post-quantum first, then as a modern server would choose. */
export const SIGNATURE_SCHEMES: readonly SignatureSchemeRow[] = [
  mldsa(0x0904, '44'),
  mldsa(0x0905, '65'),
  mldsa(0x0906, '87'),
  slhdsa(0x0911, 'sha2_128s'),
  slhdsa(0x0912, 'sha2_128f'),
  slhdsa(0x0913, 'sha2_192s'),
  slhdsa(0x0914, 'sha2_192f'),
  slhdsa(0x0915, 'sha2_256s'),
  slhdsa(0x0916, 'sha2_256f'),
  slhdsa(0x0917, 'shake_128s'),
  slhdsa(0x0918, 'shake_128f'),
  slhdsa(0x0919, 'shake_192s'),
  slhdsa(0x091a, 'shake_192f'),
  slhdsa(0x091b, 'shake_256s'),
  slhdsa(0x091c, 'shake_256f'),
  row(0x0403, 'ecdsa_secp256r1_sha256', 'both', {
    keyType: 'ECDSA',
    hash: 'sha256',
    curve: 'secp256r1',
    source: CURRENT,
  }),
  row(0x0503, 'ecdsa_secp384r1_sha384', 'both', {
    keyType: 'ECDSA',
    hash: 'sha384',
    curve: 'secp384r1',
    source: CURRENT,
  }),
  row(0x0603, 'ecdsa_secp521r1_sha512', 'both', {
    keyType: 'ECDSA',
    hash: 'sha512',
    curve: 'secp521r1',
    source: CURRENT,
  }),
  row(0x0807, 'ed25519', 'both', { keyType: 'Ed25519', source: CURRENT }),
  row(0x0808, 'ed448', 'both', { keyType: 'Ed448', source: CURRENT }),
  row(0x0804, 'rsa_pss_rsae_sha256', 'both', { keyType: 'RSA', hash: 'sha256', source: CURRENT }),
  row(0x0805, 'rsa_pss_rsae_sha384', 'both', { keyType: 'RSA', hash: 'sha384', source: CURRENT }),
  row(0x0806, 'rsa_pss_rsae_sha512', 'both', { keyType: 'RSA', hash: 'sha512', source: CURRENT }),
  row(0x0809, 'rsa_pss_pss_sha256', 'both', { keyType: 'RSA-PSS', hash: 'sha256', source: CURRENT }),
  row(0x080a, 'rsa_pss_pss_sha384', 'both', { keyType: 'RSA-PSS', hash: 'sha384', source: CURRENT }),
  row(0x080b, 'rsa_pss_pss_sha512', 'both', { keyType: 'RSA-PSS', hash: 'sha512', source: CURRENT }),
  row(0x081a, 'ecdsa_brainpoolP256r1tls13_sha256', '1.3', {
    keyType: 'ECDSA',
    hash: 'sha256',
    curve: 'brainpoolP256r1',
    source: 'RFC 8734 §5',
  }),
  row(0x081b, 'ecdsa_brainpoolP384r1tls13_sha384', '1.3', {
    keyType: 'ECDSA',
    hash: 'sha384',
    curve: 'brainpoolP384r1',
    source: 'RFC 8734 §5',
  }),
  row(0x081c, 'ecdsa_brainpoolP512r1tls13_sha512', '1.3', {
    keyType: 'ECDSA',
    hash: 'sha512',
    curve: 'brainpoolP512r1',
    source: 'RFC 8734 §5',
  }),
  row(0x0708, 'sm2sig_sm3', '1.3', {
    keyType: 'SM2',
    hash: 'sm3',
    curve: 'curveSM2',
    source: 'RFC 8998 §3.2.1',
  }),
  gost(0x0709, 'gostr34102012_256a', '1.3', 'GC256A'),
  gost(0x070a, 'gostr34102012_256b', '1.3', 'GC256B'),
  gost(0x070b, 'gostr34102012_256c', '1.3', 'GC256C'),
  gost(0x070c, 'gostr34102012_256d', '1.3', 'GC256D'),
  gost(0x070d, 'gostr34102012_512a', '1.3', 'GC512A'),
  gost(0x070e, 'gostr34102012_512b', '1.3', 'GC512B'),
  gost(0x070f, 'gostr34102012_512c', '1.3', 'GC512C'),
  row(0x0401, 'rsa_pkcs1_sha256', '1.2', {
    keyType: 'RSA',
    hash: 'sha256',
    source: CURRENT,
    note: 'In TLS 1.3 for certificates only',
  }),
  row(0x0501, 'rsa_pkcs1_sha384', '1.2', {
    keyType: 'RSA',
    hash: 'sha384',
    source: CURRENT,
    note: 'In TLS 1.3 for certificates only',
  }),
  row(0x0601, 'rsa_pkcs1_sha512', '1.2', {
    keyType: 'RSA',
    hash: 'sha512',
    source: CURRENT,
    note: 'In TLS 1.3 for certificates only',
  }),
  legacy(0x0420, 'sha256'),
  legacy(0x0520, 'sha384'),
  legacy(0x0620, 'sha512'),
  gost(0x0840, 'gostr34102012_256', '1.2'),
  gost(0x0841, 'gostr34102012_512', '1.2'),
  row(0x0402, 'dsa_sha256', '1.2', { keyType: 'DSA', hash: 'sha256', source: TLS12 }),
  row(0x0502, 'dsa_sha384', '1.2', { keyType: 'DSA', hash: 'sha384', source: TLS12 }),
  row(0x0602, 'dsa_sha512', '1.2', { keyType: 'DSA', hash: 'sha512', source: TLS12 }),
  row(0x0303, 'ecdsa_sha224', '1.2', { keyType: 'ECDSA', hash: 'sha224', source: TLS12 }),
  row(0x0301, 'rsa_pkcs1_sha224', '1.2', { keyType: 'RSA', hash: 'sha224', source: TLS12 }),
  row(0x0302, 'dsa_sha224', '1.2', { keyType: 'DSA', hash: 'sha224', source: TLS12 }),
  row(0x0203, 'ecdsa_sha1', '1.2', { keyType: 'ECDSA', hash: 'sha1', source: WEAK }),
  row(0x0201, 'rsa_pkcs1_sha1', '1.2', { keyType: 'RSA', hash: 'sha1', source: WEAK }),
  row(0x0202, 'dsa_sha1', '1.2', { keyType: 'DSA', hash: 'sha1', source: WEAK }),
  row(0x0101, 'rsa_pkcs1_md5', '1.2', { keyType: 'RSA', hash: 'md5', source: WEAK }),
]

/**
 * draft-reddy-tls-composite-mldsa-01, withdrawn since, from 0x0907 on. Later drafts and vendors use the values for
 * other schemes.
 */
export const AMBIGUOUS_SCHEMES = [
  'mldsa44_ecdsa_secp256r1_sha256',
  'mldsa65_ecdsa_secp384r1_sha384',
  'mldsa87_ecdsa_secp384r1_sha384',
  'mldsa44_ed25519',
  'mldsa65_ed25519',
  'mldsa44_rsa2048_pkcs1_sha256',
  'mldsa65_rsa3072_pkcs1_sha256',
  'mldsa65_rsa4096_pkcs1_sha384',
  'mldsa44_rsa2048_pss_pss_sha256',
  'mldsa65_rsa3072_pss_pss_sha256',
].map((candidate, index) => ({ value: 0x0907 + index, candidate }))

const ROWS = byValue(SIGNATURE_SCHEMES)
const AMBIGUOUS: ReadonlySet<number> = new Set(AMBIGUOUS_SCHEMES.map((row) => row.value))

export const signatureScheme = (value: number): SignatureSchemeRow | undefined => ROWS.get(value)

export const schemeName = (value: number): string =>
  ROWS.get(value)?.name ?? (AMBIGUOUS.has(value) ? `${hex16(value)} (ambiguous)` : unnamed(value))

/** What a scanner offers in TLS 1.3. Offer all of them when the question is about groups: see facts on ML-DSA-only servers. */
export const TLS13_SCHEMES: readonly number[] = SIGNATURE_SCHEMES.filter((row) => row.tls13).map(
  (row) => row.value,
)

export const TLS12_SCHEMES: readonly number[] = SIGNATURE_SCHEMES.filter((row) => row.tls12).map(
  (row) => row.value,
)
