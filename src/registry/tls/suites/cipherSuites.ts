import { unnamed } from '../../codePoint.ts'
import { byName, byValue } from '../../dataFile.ts'
import table from './cipherSuites.json' with { type: 'json' }

/** RFC 9846 §B.4 and RFC 5246 §A.5: CipherSuite, with the key exchange and authentication that its name contains. */
export type CipherSuiteRow = {
  name: string
  value: number
  tls13: boolean
  keyExchange:
    | 'TLS13'
    | 'RSA'
    | 'DHE'
    | 'ECDHE'
    | 'DH'
    | 'ECDH'
    | 'PSK'
    | 'DHE_PSK'
    | 'ECDHE_PSK'
    | 'RSA_PSK'
    | 'SRP'
    | 'KRB5'
    | 'GOST'
    | 'ECCPWD'
    | 'NULL'
  /** `any`: TLS 1.3, where the signature is negotiated apart from the suite. */
  authentication:
    | 'RSA'
    | 'ECDSA'
    | 'DSS'
    | 'anon'
    | 'PSK'
    | 'SRP'
    | 'KRB5'
    | 'GOST'
    | 'ECCPWD'
    | 'NULL'
    | 'any'
  /** Hash of the TLS 1.3 key schedule; absent where this program derives no keys. */
  hash?: 'sha256' | 'sha384'
  aead?: 'aes-128-gcm' | 'aes-256-gcm' | 'chacha20-poly1305' | 'aes-128-ccm' | 'aes-128-ccm-8'
  source: string
}

/** RFC 5746 §3.3 and RFC 7507 §2: signals, not suites. No server may choose them. */
export const TLS_EMPTY_RENEGOTIATION_INFO_SCSV = 0x00ff
export const TLS_FALLBACK_SCSV = 0x5600

const SIGNALS: ReadonlyMap<number, string> = new Map([
  [TLS_EMPTY_RENEGOTIATION_INFO_SCSV, 'TLS_EMPTY_RENEGOTIATION_INFO_SCSV'],
  [TLS_FALLBACK_SCSV, 'TLS_FALLBACK_SCSV'],
])

/** The suites of TLS 1.3 for which this program has the AEAD and the hash. */
const TLS13_ALGORITHMS = table.tls13 as Readonly<Record<string, Pick<CipherSuiteRow, 'hash' | 'aead'>>>

type Meaning = Pick<CipherSuiteRow, 'tls13' | 'keyExchange' | 'authentication' | 'hash' | 'aead'>

/**
 * Reads a suite's name. TLS_<key exchange>[_<authentication>][_EXPORT]_WITH_<cipher>_<hash> up to TLS 1.2;
 * TLS_<AEAD>_<hash> in TLS 1.3, except for the MGM suites of RFC 9367, which have the form of TLS 1.2.
 */
const meaning = (name: string): Meaning => {
  const keys = name.match(/^TLS_(.+)_WITH_/)?.[1]?.replace(/_EXPORT(1024)?$/, '')
  if (keys === undefined || name.includes('_MGM_')) {
    return { tls13: true, keyExchange: 'TLS13', authentication: 'any', ...TLS13_ALGORITHMS[name] }
  }
  return { tls13: false, ...(KEYS[keys] ?? parseKeys(keys)) }
}

type Keys = Pick<CipherSuiteRow, 'keyExchange' | 'authentication'>

/** Names other than a key exchange followed by an authentication. RFC 6655 §6 names PSK_DHE in this order. */
const KEYS = table.keyExchanges as Readonly<Record<string, Keys>>

/** DH, DHE, ECDH and ECDHE, each with RSA, DSS, ECDSA or anon. DH_anon is ephemeral by nature (RFC 5246 §F.1.1.1). */
const parseKeys = (keys: string): Keys => {
  const [, keyExchange, authentication] = keys.match(/^(DHE?|ECDHE?)_(RSA|DSS|ECDSA|anon)$/) ?? []
  if (keyExchange === undefined || authentication === undefined)
    throw new Error(`Unreadable suite name: ${keys}`)
  return { keyExchange, authentication } as Keys
}

type Block = { source: string; registered: boolean; suites: Readonly<Record<string, string>> }

const rowsOf = ({ source, suites }: Block): CipherSuiteRow[] =>
  Object.entries(suites).map(([value, name]) => ({ name, value: Number(value), ...meaning(name), source }))

export const CIPHER_SUITES: readonly CipherSuiteRow[] = table.blocks.flatMap(rowsOf)

export const cipherSuite = byValue(CIPHER_SUITES)

export const cipherSuiteNamed = byName(CIPHER_SUITES)

export const cipherSuiteName = (value: number): string =>
  cipherSuite(value)?.name ?? SIGNALS.get(value) ?? unnamed(value)

export type SuiteWeakness = 'anonymous' | 'null' | 'export' | 'des' | 'rc4' | '3des' | 'idea'

/** By the IANA name. An export suite counts as such whatever its cipher. `useless`: no protection against today's attackers. */
const WEAKNESSES = table.weaknesses.map(({ part, ...row }) => ({
  ...(row as { weakness: SuiteWeakness; useless?: true; source: string }),
  part: new RegExp(part),
}))

/** Empty for a suite that is as strong as its version. */
export const suiteWeaknesses = (name: string): readonly SuiteWeakness[] => {
  const known = ASKED.get(name)
  if (known) return known
  const found = weaknessRows(name).map(({ weakness }) => weakness)
  if (ASKED.size < MAX_ASKED) ASKED.set(name, found)
  return found
}

/** No suite of these encrypts; false for none. */
export const encryptsNothing = (names: readonly string[]): boolean =>
  names.length > 0 && names.every((name) => suiteWeaknesses(name).includes('null'))

const weaknessRows = (name: string) => WEAKNESSES.filter(({ part }) => part.test(name))

/** Every predicate asks about every suite of every endpoint. Names may come from a file: only so many are remembered. */
const ASKED = new Map<string, readonly SuiteWeakness[]>()
const MAX_ASKED = 1000

/** How a suite before TLS 1.3 agrees on keys, where it needs no secret shared beforehand. */
export const keyExchangeOf = (value: number): (typeof EXCHANGES)[number] | undefined => {
  const { keyExchange, authentication } = cipherSuite(value) ?? {}
  const isStatic = keyExchange === 'ECDH' || keyExchange === 'DH'
  if (isStatic && authentication === 'anon') return undefined
  return EXCHANGES.find((one) => one === keyExchange)
}

/** The most useful first. ECDH and DH: with the static key of the certificate (RFC 5246 §7.4.2), save where there is none. */
const EXCHANGES = ['ECDHE', 'DHE', 'RSA', 'ECDH', 'DH'] as const

/** The kind of parameters in its ServerKeyExchange; a pre-shared key may be part of the key exchange (RFC 4279, RFC 5489). */
export const ephemeralOf = (value: number): 'ECDHE' | 'DHE' | undefined => {
  const { keyExchange } = cipherSuite(value) ?? {}
  if (keyExchange === 'ECDHE' || keyExchange === 'ECDHE_PSK') return 'ECDHE'
  return keyExchange === 'DHE' || keyExchange === 'DHE_PSK' ? 'DHE' : undefined
}

/** RFC 7905 and RFC 9846 §B.4. */
export const isChaCha20 = (value: number): boolean => /_CHACHA20_/.test(cipherSuiteName(value))

/** What a scanner offers in TLS 1.3, by strength; then RFC 8998's, since few stacks have them; RFC 9150's do not encrypt. */
export const TLS13_CIPHER_SUITES: readonly number[] = [
  ...[0x1302, 0x1303, 0x1301, 0x1304, 0x1305],
  ...[0x00c6, 0x00c7],
  ...[0xc0b5, 0xc0b4],
]

const OFFERED: readonly CipherSuiteRow['keyExchange'][] = EXCHANGES

/** Forward secrecy first, then RSA, then static keys; in each AEAD first; suites that protect nothing at the very end. */
const rank = ({ name, keyExchange }: CipherSuiteRow): number => {
  const weak = weaknessRows(name)
  const aead = /_(GCM|CCM|POLY1305)(_|$)/.test(name)
  const last = weak.some(({ useless }) => useless) ? 100 : 0
  return last + OFFERED.indexOf(keyExchange) * 10 + (weak.length > 0 ? 2 : 0) + (aead ? 0 : 1)
}

/**
 * What a scanner offers to TLS 1.2 and earlier: every registered suite whose key exchange needs no pre-shared secret.
 * Some old servers read no more than 128 suites: split the list for them.
 */
export const TLS12_CIPHER_SUITES: readonly number[] = table.blocks
  .filter(({ registered }) => registered)
  .flatMap(rowsOf)
  .filter(({ keyExchange }) => OFFERED.includes(keyExchange))
  .map((row) => ({ value: row.value, rank: rank(row) }))
  .toSorted((a, b) => a.rank - b.rank)
  .map(({ value }) => value)
