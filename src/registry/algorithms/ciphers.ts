import { CIPHER_SUITES } from '../tls/cipherSuites.ts'
import { hashAlgorithm, hmac } from './hashes.ts'
import type { AlgorithmRow } from './row.ts'

const ENCRYPTION = ['encrypt', 'decrypt']

type Facts = Pick<AlgorithmRow, 'family' | 'parameterSet' | 'classicalBits' | 'nistLevel' | 'source'>
type Mode = 'cbc' | 'gcm' | 'ccm' | 'ctr'

/** NIST's categories 1, 3 and 5 are the search for a key of AES with so many bits. */
const AES_LEVEL: Readonly<Record<number, number>> = { 128: 1, 192: 3, 256: 5 }

const aes = (bits: number): Facts => ({
  family: 'AES',
  parameterSet: String(bits),
  classicalBits: bits,
  ...(AES_LEVEL[bits] === undefined ? {} : { nistLevel: AES_LEVEL[bits] }),
  source: 'FIPS 197; NIST PQC call for proposals §4.A.5 (security categories)',
})

/** A block cipher that NIST has put in none of its categories. */
const other = (family: string, bits: number, source: string): Facts => ({
  family,
  parameterSet: String(bits),
  classicalBits: bits,
  source,
})

const block = (name: string, mode: Mode, facts: Facts): AlgorithmRow => ({
  name,
  primitive: mode === 'gcm' || mode === 'ccm' ? 'ae' : 'block-cipher',
  mode,
  functions: ENCRYPTION,
  ...facts,
})

const stream = (
  name: string,
  facts: Omit<AlgorithmRow, 'name' | 'primitive' | 'functions'>,
): AlgorithmRow => ({
  name,
  primitive: 'stream-cipher',
  functions: ENCRYPTION,
  ...facts,
})

/** `aesCipher(256, 'gcm')`: AES-256-GCM. `tag`: bytes of a shortened authentication tag. */
export const aesCipher = (bits: number, mode: Mode, tag?: 8): AlgorithmRow =>
  block(`AES-${bits}-${mode.toUpperCase()}${tag === undefined ? '' : `-${tag}`}`, mode, aes(bits))

export const CHACHA20_POLY1305: AlgorithmRow = {
  name: 'ChaCha20-Poly1305',
  primitive: 'ae',
  family: 'ChaCha20',
  functions: ENCRYPTION,
  classicalBits: 256,
  source: 'RFC 8439',
}

const CAMELLIA = 'RFC 3713'
const ARIA = 'RFC 5794'
const SM4 = 'RFC 8998; GB/T 32907-2016'
const RC4 = 'RFC 7465: prohibited in TLS'
const EXPORT = 'RFC 4346 §A.5: export suites must not be negotiated'

export const TRIPLE_DES_CBC = block('3DES-CBC', 'cbc', {
  family: '3DES',
  classicalBits: 112,
  nistLevel: 0,
  source: 'NIST SP 800-131A r2 §2: disallowed',
})

/** By the middle of a suite's name. */
const CIPHERS: Readonly<Record<string, AlgorithmRow>> = {
  AES_128_GCM: aesCipher(128, 'gcm'),
  AES_256_GCM: aesCipher(256, 'gcm'),
  AES_128_CCM: aesCipher(128, 'ccm'),
  AES_256_CCM: aesCipher(256, 'ccm'),
  AES_128_CCM_8: aesCipher(128, 'ccm', 8),
  AES_256_CCM_8: aesCipher(256, 'ccm', 8),
  AES_128_CBC: aesCipher(128, 'cbc'),
  AES_256_CBC: aesCipher(256, 'cbc'),
  CHACHA20_POLY1305: CHACHA20_POLY1305,
  CAMELLIA_128_GCM: block('Camellia-128-GCM', 'gcm', other('CAMELLIA', 128, CAMELLIA)),
  CAMELLIA_256_GCM: block('Camellia-256-GCM', 'gcm', other('CAMELLIA', 256, CAMELLIA)),
  CAMELLIA_128_CBC: block('Camellia-128-CBC', 'cbc', other('CAMELLIA', 128, CAMELLIA)),
  CAMELLIA_256_CBC: block('Camellia-256-CBC', 'cbc', other('CAMELLIA', 256, CAMELLIA)),
  ARIA_128_GCM: block('ARIA-128-GCM', 'gcm', other('ARIA', 128, ARIA)),
  ARIA_256_GCM: block('ARIA-256-GCM', 'gcm', other('ARIA', 256, ARIA)),
  ARIA_128_CBC: block('ARIA-128-CBC', 'cbc', other('ARIA', 128, ARIA)),
  ARIA_256_CBC: block('ARIA-256-CBC', 'cbc', other('ARIA', 256, ARIA)),
  SM4_GCM: block('SM4-GCM', 'gcm', other('SM4', 128, SM4)),
  SM4_CCM: block('SM4-CCM', 'ccm', other('SM4', 128, SM4)),
  SEED_CBC: block('SEED-CBC', 'cbc', other('SEED', 128, 'RFC 4269')),
  IDEA_CBC: block('IDEA-CBC', 'cbc', other('IDEA', 128, 'RFC 5469: deprecated')),
  '3DES_EDE_CBC': TRIPLE_DES_CBC,
  DES_CBC: block('DES-CBC', 'cbc', { ...other('DES', 56, 'RFC 5469: deprecated'), nistLevel: 0 }),
  DES40_CBC: block('DES-40-CBC', 'cbc', { ...other('DES', 40, EXPORT), nistLevel: 0 }),
  DES_CBC_40: block('DES-40-CBC', 'cbc', { ...other('DES', 40, EXPORT), nistLevel: 0 }),
  RC2_CBC_40: block('RC2-40-CBC', 'cbc', { ...other('RC2', 40, EXPORT), nistLevel: 0 }),
  RC2_CBC_56: block('RC2-56-CBC', 'cbc', { ...other('RC2', 56, EXPORT), nistLevel: 0 }),
  RC4_128: stream('RC4-128', { family: 'RC4', parameterSet: '128', nistLevel: 0, source: RC4 }),
  RC4_56: stream('RC4-56', { family: 'RC4', parameterSet: '56', nistLevel: 0, source: EXPORT }),
  RC4_40: stream('RC4-40', { family: 'RC4', parameterSet: '40', nistLevel: 0, source: EXPORT }),
}

/** The longest first: `AES_128_CCM_8` before `AES_128_CCM`. */
const NAMES = Object.keys(CIPHERS).toSorted((a, b) => b.length - a.length)

/** RFC 6655 §3: suites with CCM whose name has no hash use SHA-256. */
const DEFAULT_HASH = 'SHA256'

/** What a suite's name says of the protection of its records. */
const readRecords = (suite: string): AlgorithmRow[] => {
  const body = suite.replace(/^TLS_(.+_WITH_)?/, '')
  const name = NAMES.find((one) => body === one || body.startsWith(`${one}_`))
  const cipher = name === undefined ? undefined : CIPHERS[name]
  if (!cipher && !body.startsWith('NULL_')) return []
  const rest = body.slice((name ?? 'NULL').length + 1).replace(/_OLD$/, '') || DEFAULT_HASH
  const digest = cipher?.primitive === 'ae' ? hashAlgorithm(rest) : hmac(rest)
  return [cipher, digest].filter((row) => row !== undefined)
}

const RECORDS: ReadonlyMap<string, readonly AlgorithmRow[]> = new Map(
  CIPHER_SUITES.map(({ name }) => [name, readRecords(name)]),
)

/**
 * What protects the records under a suite, and the hash of its key derivation: not its key exchange, and not its
 * authentication. Empty for what has no row here; without a cipher for a suite that does not encrypt.
 */
export const recordAlgorithms = (suite: string): readonly AlgorithmRow[] => RECORDS.get(suite) ?? []
