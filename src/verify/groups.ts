import { acceptedGroups, acceptsAny, isPostQuantum } from '../model/questions/tls.ts'
import type { GroupFact, TlsFacts } from '../model/tls.ts'
import type { Policy } from '../registry/mandates/mandates.ts'
import { groupNamed, NAMED_GROUPS, type NamedGroupRow } from '../registry/tls/groups/namedGroups.ts'
import { openSslGroupNamed } from '../registry/tls/software/openSslGroups.ts'

export type Group = Pick<NamedGroupRow, 'name' | 'value'>

/** What the mandates allow; absent: there are none. */
export type WithPolicy = { policy?: Policy | undefined }

/** Drafts are not: a server with Kyber has to migrate again. */
export const isPostQuantumName = (name: string | undefined): boolean =>
  isPostQuantum({ kind: (name === undefined ? undefined : groupNamed(name)?.kind) ?? 'unknown' })

/** Whether a group is accepted by this verification: post-quantum, and allowed by the mandates. */
export const meets = ({ policy }: WithPolicy, group: string | undefined): boolean =>
  group !== undefined && isPostQuantumName(group) && (policy?.groups?.includes(group) ?? true)

/** `post-quantum group`, or `group of cnsa-2.0 (SecP384r1MLKEM1024, MLKEM1024)`. */
export const wanted = ({ policy }: WithPolicy): string =>
  policy?.groups === undefined
    ? 'post-quantum group'
    : `group of ${policy.mandates.join(', ')} (${policy.groups.join(', ')})`

const usual = (kind: NamedGroupRow['kind']): Group =>
  NAMED_GROUPS.find((row) => row.usual && row.kind === kind) as Group

export const USUAL_CLASSICAL = usual('classical')

export const usualGroup = ({ policy }: WithPolicy): Group =>
  policy?.groups?.map(groupNamed)[0] ?? usual('hybrid')

/** Whether the server accepts a group that this verification accepts. */
export const acceptsWanted = (options: WithPolicy, facts: TlsFacts): 'yes' | 'no' | 'undetermined' =>
  acceptsAny(facts, ({ name }) => meets(options, name))

/** Hybrid before pure ML-KEM, the server's own order within each. */
export const bestGroup = (facts: TlsFacts, options: WithPolicy): Group | undefined => {
  const accepted = postQuantumGroups(facts).filter(({ name }) => meets(options, name))
  return asGroup(accepted.find(({ kind }) => kind === 'hybrid') ?? accepted[0])
}

/** A post-quantum group that it accepts and the mandates do not allow. */
export const notAllowedByMandate = (facts: TlsFacts, options: WithPolicy): Group | undefined =>
  asGroup(postQuantumGroups(facts).find(({ name }) => !meets(options, name)))

export const classicalGroup = (facts: TlsFacts): Group | undefined => {
  const accepted = acceptedGroups(facts).filter(({ kind }) => kind === 'classical')
  return asGroup(accepted.find(({ name }) => openSslGroupNamed(name) !== undefined) ?? accepted[0])
}

const postQuantumGroups = (facts: TlsFacts): GroupFact[] => acceptedGroups(facts).filter(isPostQuantum)

const asGroup = (fact: GroupFact | undefined): Group | undefined => fact && groupNamed(fact.name)
