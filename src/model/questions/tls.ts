import type { State } from '../state.ts'
import type { GroupFact, TlsFacts } from '../tls.ts'

/** The versions before TLS 1.3: none has any other key exchange than a classical one. */
export const OLDER_VERSIONS = ['TLS 1.2', 'TLS 1.1', 'TLS 1.0', 'SSL 3.0'] as const

export const acceptedOlderVersions = ({ versions }: TlsFacts): (typeof OLDER_VERSIONS)[number][] =>
  OLDER_VERSIONS.filter((version) => versions[version].state === 'accepted')

export const acceptedGroups = (tls: TlsFacts): GroupFact[] =>
  tls.groups.filter(({ state }) => state === 'accepted')

export const isPostQuantum = ({ kind }: Pick<GroupFact, 'kind'>): boolean =>
  kind === 'hybrid' || kind === 'pqc'

/** A server that refuses or cuts off lets nobody in; after a time-out, or without a question, nobody knows. */
export const isSettled = (state: State): boolean => state === 'refused' || state === 'cut-off'

/** Whether the server has a post-quantum group is an open question. */
export const isPostQuantumOpen = (tls: TlsFacts): boolean =>
  !isSettled(tls.versions['TLS 1.3'].state) &&
  !acceptedGroups(tls).some(isPostQuantum) &&
  tls.groups.some((group) => isPostQuantum(group) && !isSettled(group.state))
