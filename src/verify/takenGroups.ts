import { acceptedGroups, isPostQuantum } from '../model/questions/tls.ts'
import type { GroupFact, TlsFacts } from '../model/tls.ts'
import { onlyOpenSslGroup } from '../registry/tls/openSslGroups.ts'
import { meets, type WithDemand } from './demand.ts'
import { type Group, namedGroup } from './groups.ts'

/** Hybrid before pure ML-KEM, the server's own order within each. */
export const bestGroup = (facts: TlsFacts, options: WithDemand): Group | undefined => {
  const accepted = postQuantumGroups(facts).filter(({ name }) => meets(options, name))
  return asGroup(accepted.find(({ kind }) => kind === 'hybrid') ?? accepted[0])
}

export const lesserGroup = (facts: TlsFacts, options: WithDemand): Group | undefined =>
  asGroup(postQuantumGroups(facts).find(({ name }) => !meets(options, name)))

const postQuantumGroups = (facts: TlsFacts): GroupFact[] => acceptedGroups(facts).filter(isPostQuantum)

export const classicalGroup = (facts: TlsFacts): Group | undefined => {
  const accepted = acceptedGroups(facts).filter(({ kind }) => kind === 'classical')
  return asGroup(accepted.find(({ name }) => onlyOpenSslGroup(name) !== undefined) ?? accepted[0])
}

const asGroup = (fact: GroupFact | undefined): Group | undefined => fact && namedGroup(fact.name)
