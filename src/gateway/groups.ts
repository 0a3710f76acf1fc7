import { isPostQuantum } from '../model/questions/tls.ts'
import { groupKind, NAMED_GROUPS, type NamedGroupRow } from '../registry/tls/namedGroups.ts'
import { ianaGroupName } from '../registry/tls/openSslGroups.ts'

/** What the pair's key exchange may be: hybrid alone, or classical too for a peer that has nothing better. */
export type GroupPolicy = 'hybrid' | 'allow-classical'

/**
 * The groups of each policy by their IANA names, the preferred one first. A classical group is never put before a
 * hybrid one. Source: RFC 10024 §3; RFC 9846 §4.3.7 (x25519).
 */
export const POLICY_GROUPS: Record<GroupPolicy, { hybrid: readonly string[]; classical: readonly string[] }> =
  {
    hybrid: { hybrid: ['X25519MLKEM768', 'SecP256r1MLKEM768', 'SecP384r1MLKEM1024'], classical: [] },
    'allow-classical': {
      hybrid: ['X25519MLKEM768', 'SecP256r1MLKEM768', 'SecP384r1MLKEM1024'],
      classical: ['x25519'],
    },
  }

/**
 * The policy as `ecdhCurve` of node:tls, for both sides, in the tuple syntax of SSL_CTX_set1_groups_list(3). A client
 * sends the key share of the first group alone. A server takes a hybrid group at the price of a HelloRetryRequest
 * where only a classical share came (`/` ends a tuple); among the hybrid ones it takes the one whose share came (`:`).
 */
export const ecdhCurveOf = (policy: GroupPolicy): string => {
  const { hybrid, classical } = POLICY_GROUPS[policy]
  return [hybrid, classical]
    .filter((tuple) => tuple.length > 0)
    .map((tuple) => tuple.join(':'))
    .join('/')
}

export type GroupKind = NamedGroupRow['kind'] | 'unknown'

/** The kind of a group by its IANA name or by OpenSSL's, as `getEphemeralKeyInfo().name` gives it. */
export const kindOfGroup = (name: string): GroupKind => {
  const iana = ianaGroupName(name)
  const row = NAMED_GROUPS.find((one) => one.name === iana)
  return row === undefined ? 'unknown' : groupKind(row.value)
}

/** What the policy lets a connection be made with. Pure ML-KEM is no hybrid, and no lesser protection either. */
export const isAllowed = (kind: GroupKind, policy: GroupPolicy): boolean =>
  isPostQuantum({ kind }) || (policy === 'allow-classical' && kind === 'classical')
