import { isPostQuantum } from '../model/questions/tls.ts'
import { groupNamed, NAMED_GROUPS, type NamedGroupRow } from '../registry/tls/groups/namedGroups.ts'
import { ianaGroupName } from '../registry/tls/software/openSslGroups.ts'

/** The key exchange that the pair allows: hybrid only, or classical too for a peer that has nothing better. */
export type GroupPolicy = 'hybrid' | 'allow-classical'

const offered = (kind: NamedGroupRow['kind']): string[] =>
  NAMED_GROUPS.filter((row) => row.offeredByGateway && row.kind === kind).map(({ name }) => name)

const HYBRID = offered('hybrid')

/**
 * The groups of each policy by their IANA names, the preferred one first. A classical group is never put before a
 * hybrid one (RFC 10024 §3).
 */
export const POLICY_GROUPS: Record<GroupPolicy, { hybrid: readonly string[]; classical: readonly string[] }> =
  {
    hybrid: { hybrid: HYBRID, classical: [] },
    'allow-classical': { hybrid: HYBRID, classical: offered('classical') },
  }

/**
 * The policy as `ecdhCurve` of node:tls, for both sides, in the tuple syntax of SSL_CTX_set1_groups_list(3). A client
 * sends the key share of the first group alone. A server chooses a hybrid group, with a HelloRetryRequest,
 * where only a classical share came (`/` ends a tuple); among the hybrid ones it chooses the one whose share came (`:`).
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
export const kindOfGroup = (name: string): GroupKind => groupNamed(ianaGroupName(name))?.kind ?? 'unknown'

/** The kinds of groups that the policy accepts. Pure ML-KEM is not a hybrid, but protects as well. */
export const isAllowed = (kind: GroupKind, policy: GroupPolicy): boolean =>
  isPostQuantum({ kind }) || (policy === 'allow-classical' && kind === 'classical')
