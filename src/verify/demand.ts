import { isSettled } from '../model/questions/tls.ts'
import type { TlsFacts } from '../model/tls.ts'
import { type Group, isPostQuantumName, namedGroup, USUAL_HYBRID } from './groups.ts'

/** What mandates take. What is undefined there, they leave open: anything that a quantum computer does not break. */
export type Demand = {
  /** Ids of the registry. */
  mandates: readonly string[]
  groups: readonly string[] | undefined
  signature: string | undefined
}

/** What is asked for, as far as it is about mandates. */
export type WithDemand = { demand?: Demand | undefined }

/** Whether a group is what is asked for: post-quantum, and where the mandates name groups one of theirs. */
export const meets = ({ demand }: WithDemand, group: string | undefined): boolean =>
  isPostQuantumName(group) && (demand?.groups === undefined || demand.groups.includes(group as string))

/** `post-quantum group`, or `group of cnsa-2.0 (SecP384r1MLKEM1024, MLKEM1024)`. */
export const wanted = ({ demand }: WithDemand): string =>
  demand?.groups === undefined
    ? 'post-quantum group'
    : `group of ${demand.mandates.join(', ')} (${demand.groups.join(', ')})`

/** What to offer a server of which nothing is known. */
export const usualGroup = ({ demand }: WithDemand): Group => {
  const [first] = demand?.groups ?? []
  return first === undefined ? USUAL_HYBRID : namedGroup(first)
}

/** Whether the server has a group that is asked for is an open question. */
export const isWantedOpen = (options: WithDemand, { versions, groups }: TlsFacts): boolean => {
  const asked = groups.filter(({ name }) => meets(options, name))
  return (
    !isSettled(versions['TLS 1.3'].state) &&
    !asked.some(({ state }) => state === 'accepted') &&
    asked.some(({ state }) => !isSettled(state))
  )
}
