import { byValue, hex16, unnamed } from '../codePoint.ts'
import { type GroupKey, NAMED_GROUPS, type NamedGroupRow } from './groupRows.ts'

export { type GroupKey, NAMED_GROUPS, type NamedGroupRow }

const OQS = 'oqs-provider ALGORITHMS.md'
const WOLFSSL = 'wolfSSL, oqs-provider'

/** Code points that vendors use without registration, some of them twice: the number alone identifies nothing. */
export const AMBIGUOUS_GROUPS: readonly {
  value: number
  candidates: readonly string[]
  source: string
}[] = [
  {
    value: 0xfe30,
    candidates: ['X25519Kyber512Draft00', 'a Frodo hybrid'],
    source: `RFC 9846 §4.3.7; ${OQS}`,
  },
  { value: 0xfe31, candidates: ['X25519Kyber768Draft00', 'a Frodo hybrid'], source: 'RFC 9846 §4.3.7' },
  { value: 0x2f39, candidates: ['x25519_kyber512'], source: OQS },
  { value: 0x2f3a, candidates: ['p256_kyber512'], source: OQS },
  { value: 0x2f3c, candidates: ['p384_kyber768'], source: OQS },
  { value: 0x2f3d, candidates: ['p521_kyber1024'], source: OQS },
  { value: 0x2f90, candidates: ['x448_kyber768'], source: OQS },
  { value: 0x2f4b, candidates: ['SecP256r1MLKEM512'], source: WOLFSSL },
  { value: 0x2f4c, candidates: ['SecP384r1MLKEM768'], source: WOLFSSL },
  { value: 0x2f4d, candidates: ['SecP521r1MLKEM1024'], source: WOLFSSL },
  { value: 0x2fb6, candidates: ['X25519MLKEM512'], source: WOLFSSL },
  { value: 0x2fb7, candidates: ['X448MLKEM768'], source: WOLFSSL },
  { value: 0x023a, candidates: ['kyber512'], source: OQS },
  { value: 0x023c, candidates: ['kyber768'], source: OQS },
  { value: 0x023d, candidates: ['kyber1024'], source: OQS },
]

const ROWS = byValue(NAMED_GROUPS)
const NAMES: ReadonlyMap<string, NamedGroupRow> = new Map(NAMED_GROUPS.map((row) => [row.name, row]))
const AMBIGUOUS: ReadonlySet<number> = new Set(AMBIGUOUS_GROUPS.map((row) => row.value))

export const namedGroup = (value: number): NamedGroupRow | undefined => ROWS.get(value)

/** By the IANA name. */
export const groupNamed = (name: string): NamedGroupRow | undefined => NAMES.get(name)

export const groupName = (value: number): string =>
  ROWS.get(value)?.name ?? (AMBIGUOUS.has(value) ? `${hex16(value)} (ambiguous)` : unnamed(value))

export const groupKind = (value: number): NamedGroupRow['kind'] | 'unknown' =>
  ROWS.get(value)?.kind ?? 'unknown'

/** The keys that complete a handshake with a group, in their order on the wire; undefined: this program cannot. */
export const groupParts = (value: number): GroupPart[] | undefined => {
  const row = ROWS.get(value)
  const names = row?.components ?? (row ? [row.name] : [])
  const parts = names.flatMap((name) => {
    const { key, shareLength } = NAMES.get(name) ?? {}
    return key && shareLength ? [{ key, shareLength }] : []
  })
  return parts.length > 0 && parts.length === names.length ? parts : undefined
}

export type GroupPart = { key: GroupKey; shareLength: { client: number; server: number } }

/** Groups of a kind that have a property, the most useful first. */
const valuesOf = (has: (row: NamedGroupRow) => boolean | undefined): readonly number[] =>
  NAMED_GROUPS.filter(has).map(({ value }) => value)

/** What a scanner offers in a TLS 1.3 ClientHello to learn every group that a server accepts. */
export const TLS13_GROUPS = valuesOf(({ tls13 }) => tls13)

/** What it offers in supported_groups to TLS 1.2 and earlier (RFC 8422 §5.1.1, RFC 7919 §2). */
export const TLS12_GROUPS = valuesOf(({ tls12 }) => tls12)

export const COMMON_GROUPS = valuesOf(({ common }) => common)
