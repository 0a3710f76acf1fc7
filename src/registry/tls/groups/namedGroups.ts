import { hex16, unnamed } from '../../codePoint.ts'
import { byName, byValue, codePointsOf } from '../../dataFile.ts'
import table from './namedGroups.json' with { type: 'json' }

/** RFC 9846 §4.3.7: NamedGroup. A new group is a row of namedGroups.json; nothing else enumerates them. */
export type NamedGroupRow = {
  name: string
  value: number
  kind: 'pqc' | 'hybrid' | 'classical' | 'legacy-draft'
  /** How this program makes keys for it. A hybrid is completed with the keys of its components. */
  key?: GroupKey
  /** Component groups in wire order (client share, server share, shared secret). X25519MLKEM768 puts ML-KEM first, despite its name. */
  components?: readonly [string, string]
  /** Bytes of KeyShareEntry.key_exchange in the ClientHello and in the ServerHello. TLS 1.2 has no key shares. */
  shareLength?: { client: number; server: number }
  /** May occur in TLS 1.2. */
  tls12: boolean
  tls13: boolean
  /** A group that the OpenSSL of Node.js 24 has. */
  openSsl?: OpenSslGroup
  /** `serve` and `connect` offer it: hybrid groups always, classical ones if --allow-classical is given. */
  offeredByGateway?: true
  /** Go 1.26 and JDK 27 (JEP 527) have it, and no other hybrid group. */
  goAndJdk?: true
  /** True for the hybrid group and the classical group that most peers have. */
  usual?: true
  /** Every server of TLS 1.2 or 1.3 accepts at least one of these. */
  common?: true
  /** Not registered: offered only in a question of its own, and listed only where it is accepted. */
  vendor?: true
  source: string
  note?: string
}

export type GroupKey =
  /** RFC 7748, by the name of the key type in node:crypto. */
  | { type: 'montgomery'; curve: 'x25519' | 'x448' }
  /** By the name of the curve in node:crypto. */
  | { type: 'weierstrass'; curve: string }
  | { type: 'ml-kem'; parameterSet: 512 | 768 | 1024 }
  /** RFC 7919 §A: what is added to the digits of e in the formula of the prime. */
  | { type: 'ffdhe'; added: number }

export type OpenSslGroup = {
  /** The tuple that holds it in the default list of OpenSSL 3.5, from 1; absent: not in that list. */
  tuple?: number
  /** The default list sends a key share for it. */
  keyShare?: true
  /** As getEphemeralKeyInfo() of node:tls spells it, where that is not the IANA name in another case. */
  name?: string
}

/** Hybrid, post-quantum alone, obsolete Kyber drafts, classical; within each the most useful first. */
export const NAMED_GROUPS: readonly NamedGroupRow[] = codePointsOf(table.groups)

/** Code points that vendors use without registration, some of them twice: the number alone identifies nothing. */
export const AMBIGUOUS_GROUPS: readonly { value: number; candidates: readonly string[]; source: string }[] =
  codePointsOf(table.ambiguous)

export const namedGroup = byValue(NAMED_GROUPS)

export const groupNamed = byName(NAMED_GROUPS)

const ambiguous = byValue(AMBIGUOUS_GROUPS)

export const groupName = (value: number): string =>
  namedGroup(value)?.name ?? (ambiguous(value) ? `${hex16(value)} (ambiguous)` : unnamed(value))

export const groupKind = (value: number): NamedGroupRow['kind'] | 'unknown' =>
  namedGroup(value)?.kind ?? 'unknown'

/** The keys that complete a handshake with a group, in their order on the wire; undefined: this program cannot. */
export const groupParts = (value: number): GroupPart[] | undefined => {
  const row = namedGroup(value)
  const names = row?.components ?? (row ? [row.name] : [])
  const parts = names.flatMap((name) => {
    const { key, shareLength } = groupNamed(name) ?? {}
    return key && shareLength ? [{ key, shareLength }] : []
  })
  return parts.length > 0 && parts.length === names.length ? parts : undefined
}

export type GroupPart = { key: GroupKey; shareLength: { client: number; server: number } }

const valuesOf = (has: (row: NamedGroupRow) => boolean | undefined): readonly number[] =>
  NAMED_GROUPS.filter(has).map(({ value }) => value)

/** What a scanner offers in a TLS 1.3 ClientHello to learn every group that a server accepts. */
export const TLS13_GROUPS = valuesOf(({ tls13, vendor }) => tls13 && !vendor)

/** What some stacks accept in TLS 1.3 besides: groups of vendors, and curves that RFC 9846 allows only before TLS 1.3. */
export const UNUSUAL_TLS13_GROUPS: readonly number[] = [
  ...valuesOf(({ tls13, vendor }) => vendor || !tls13),
  ...AMBIGUOUS_GROUPS.map(({ value }) => value),
]

/** What it offers in supported_groups to TLS 1.2 and earlier (RFC 8422 §5.1.1, RFC 7919 §2). */
export const TLS12_GROUPS = valuesOf(({ tls12 }) => tls12)

/** RFC 7919 §2: a group of Diffie-Hellman over a finite field. */
export const isFfdhe = (value: number): boolean => namedGroup(value)?.key?.type === 'ffdhe'

export const COMMON_GROUPS = valuesOf(({ common }) => common)

/** What clients of today offer: OpenSSL's default list, and the hybrids that Go, the JDK and the gateway have. */
export const USUAL_GROUPS = valuesOf(
  ({ openSsl, offeredByGateway, goAndJdk }) => openSsl?.tuple !== undefined || offeredByGateway || goAndJdk,
)
