import { byValue, hex16, unnamed } from '../codePoint.ts'
import { CLASSICAL_GROUPS } from './classicalGroups.ts'

/** RFC 9846 §4.3.7: NamedGroup, with what a scanner must know of each. */
export type NamedGroupRow = {
  name: string
  value: number
  kind: 'pqc' | 'hybrid' | 'classical' | 'legacy-draft'
  /** The two halves of a hybrid, in the order in which they stand on the wire. */
  components?: readonly [string, string]
  /** Bytes of KeyShareEntry.key_exchange in the ClientHello and in the ServerHello. */
  shareLength?: { client: number; server: number }
  /** May occur in TLS 1.2. */
  tls12: boolean
  tls13: boolean
  source: string
  note?: string
}

/** FIPS 203 table 3: encapsulation key (client) and ciphertext (server). */
const MLKEM512 = { client: 800, server: 768 }
const MLKEM768 = { client: 1184, server: 1088 }
const MLKEM1024 = { client: 1568, server: 1568 }

const tls13Only = { tls12: false, tls13: true } as const
const hybrid = { kind: 'hybrid', ...tls13Only } as const
const pqc = { kind: 'pqc', ...tls13Only, source: 'draft-ietf-tls-mlkem; IANA TLS Supported Groups' } as const
const kyber = { kind: 'legacy-draft', ...tls13Only } as const

const POST_QUANTUM_GROUPS = [
  {
    name: 'X25519MLKEM768',
    value: 0x11ec,
    ...hybrid,
    // The one hybrid whose name and wire order differ: ML-KEM comes first.
    components: ['MLKEM768', 'x25519'],
    shareLength: { client: 1184 + 32, server: 1088 + 32 },
    source: 'RFC 10024',
  },
  {
    name: 'SecP256r1MLKEM768',
    value: 0x11eb,
    ...hybrid,
    components: ['secp256r1', 'MLKEM768'],
    shareLength: { client: 65 + 1184, server: 65 + 1088 },
    source: 'RFC 10024',
  },
  {
    name: 'SecP384r1MLKEM1024',
    value: 0x11ed,
    ...hybrid,
    components: ['secp384r1', 'MLKEM1024'],
    shareLength: { client: 97 + 1568, server: 97 + 1568 },
    source: 'RFC 10024',
  },
  {
    name: 'curveSM2MLKEM768',
    value: 0x11ee,
    ...hybrid,
    components: ['curveSM2', 'MLKEM768'],
    shareLength: { client: 65 + 1184, server: 65 + 1088 },
    source: 'draft-yang-tls-hybrid-sm2-mlkem; IANA TLS Supported Groups',
  },
  {
    name: 'SecP256r1MLKEM512',
    value: 0x11e9,
    ...hybrid,
    components: ['secp256r1', 'MLKEM512'],
    shareLength: { client: 65 + 800, server: 65 + 768 },
    source: 'draft-rosomakho-tls-ecdhe-mlkem512; IANA TLS Supported Groups',
  },
  {
    name: 'MLKEM512X25519',
    value: 0x11ea,
    ...hybrid,
    components: ['MLKEM512', 'x25519'],
    shareLength: { client: 800 + 32, server: 768 + 32 },
    source: 'draft-rosomakho-tls-ecdhe-mlkem512; IANA TLS Supported Groups',
  },
  { name: 'MLKEM1024', value: 0x0202, ...pqc, shareLength: MLKEM1024 },
  { name: 'MLKEM768', value: 0x0201, ...pqc, shareLength: MLKEM768 },
  { name: 'MLKEM512', value: 0x0200, ...pqc, shareLength: MLKEM512 },
  {
    name: 'X25519Kyber768Draft00',
    value: 0x6399,
    ...kyber,
    components: ['x25519', 'Kyber768Draft00'],
    shareLength: { client: 32 + 1184, server: 32 + 1088 },
    source: 'draft-tls-westerbaan-xyber768d00',
    note: 'Obsolete: Kyber round 3 is not ML-KEM',
  },
  {
    name: 'SecP256r1Kyber768Draft00',
    value: 0x639a,
    ...kyber,
    components: ['secp256r1', 'Kyber768Draft00'],
    shareLength: { client: 65 + 1184, server: 65 + 1088 },
    source: 'draft-kwiatkowski-tls-ecdhe-kyber',
    note: 'Obsolete: Kyber round 3 is not ML-KEM',
  },
] as const satisfies readonly NamedGroupRow[]

/** Hybrid, post-quantum alone, obsolete Kyber drafts, classical; within each the most useful first. */
export const NAMED_GROUPS: readonly NamedGroupRow[] = [...POST_QUANTUM_GROUPS, ...CLASSICAL_GROUPS]

/** Code points that vendors took without registering them, some of them twice: the number says nothing certain. */
export const AMBIGUOUS_GROUPS = [
  {
    value: 0xfe30,
    note: 'ambiguous',
    candidates: ['X25519Kyber512Draft00', 'a Frodo hybrid'],
    source: 'RFC 9846 §4.3.7 (ecdhe_private_use); oqs-provider ALGORITHMS.md',
  },
  {
    value: 0xfe31,
    note: 'ambiguous',
    candidates: ['X25519Kyber768Draft00', 'a Frodo hybrid'],
    source: 'RFC 9846 §4.3.7 (ecdhe_private_use)',
  },
  { value: 0x2f39, note: 'ambiguous', candidates: ['x25519_kyber512'], source: 'oqs-provider ALGORITHMS.md' },
  { value: 0x2f3a, note: 'ambiguous', candidates: ['p256_kyber512'], source: 'oqs-provider ALGORITHMS.md' },
  { value: 0x2f3c, note: 'ambiguous', candidates: ['p384_kyber768'], source: 'oqs-provider ALGORITHMS.md' },
  { value: 0x2f3d, note: 'ambiguous', candidates: ['p521_kyber1024'], source: 'oqs-provider ALGORITHMS.md' },
  { value: 0x2f90, note: 'ambiguous', candidates: ['x448_kyber768'], source: 'oqs-provider ALGORITHMS.md' },
  { value: 0x2f4b, note: 'ambiguous', candidates: ['SecP256r1MLKEM512'], source: 'wolfSSL, oqs-provider' },
  { value: 0x2f4c, note: 'ambiguous', candidates: ['SecP384r1MLKEM768'], source: 'wolfSSL, oqs-provider' },
  { value: 0x2f4d, note: 'ambiguous', candidates: ['SecP521r1MLKEM1024'], source: 'wolfSSL, oqs-provider' },
  { value: 0x2fb6, note: 'ambiguous', candidates: ['X25519MLKEM512'], source: 'wolfSSL, oqs-provider' },
  { value: 0x2fb7, note: 'ambiguous', candidates: ['X448MLKEM768'], source: 'wolfSSL, oqs-provider' },
  { value: 0x023a, note: 'ambiguous', candidates: ['kyber512'], source: 'oqs-provider ALGORITHMS.md' },
  { value: 0x023c, note: 'ambiguous', candidates: ['kyber768'], source: 'oqs-provider ALGORITHMS.md' },
  { value: 0x023d, note: 'ambiguous', candidates: ['kyber1024'], source: 'oqs-provider ALGORITHMS.md' },
] as const satisfies readonly {
  value: number
  note: 'ambiguous'
  candidates: readonly string[]
  source: string
}[]

const ROWS = byValue(NAMED_GROUPS)
const AMBIGUOUS: ReadonlySet<number> = new Set(AMBIGUOUS_GROUPS.map((row) => row.value))

export const namedGroup = (value: number): NamedGroupRow | undefined => ROWS.get(value)

export const groupName = (value: number): string =>
  ROWS.get(value)?.name ?? (AMBIGUOUS.has(value) ? `${hex16(value)} (ambiguous)` : unnamed(value))

export const groupKind = (value: number): NamedGroupRow['kind'] | 'unknown' =>
  ROWS.get(value)?.kind ?? 'unknown'

/** What a scanner offers in a TLS 1.3 ClientHello to learn every group that a server takes. */
export const TLS13_GROUPS: readonly number[] = NAMED_GROUPS.filter((row) => row.tls13).map((row) => row.value)

/** What it offers in supported_groups to TLS 1.2 and older (RFC 8422 §5.1.1, RFC 7919 §2). */
export const TLS12_GROUPS: readonly number[] = NAMED_GROUPS.filter((row) => row.tls12).map((row) => row.value)
