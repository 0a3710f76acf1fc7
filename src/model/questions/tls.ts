import type { Chain } from '../certificate.ts'
import type { AddressFacts } from '../endpoint.ts'
import type { SshFacts } from '../ssh.ts'
import type { State } from '../state.ts'
import type { GroupFact, TlsFacts } from '../tls.ts'

type Addresses = { addresses: readonly AddressFacts[] }

/** The TLS facts of each address that has some. */
export const tlsOf = ({ addresses }: Addresses): TlsFacts[] => addresses.flatMap(({ tls }) => tls ?? [])

export const sshOf = ({ addresses }: Addresses): SshFacts[] => addresses.flatMap(({ ssh }) => ssh ?? [])

export const chainsOf = (endpoint: Addresses): Chain[] => tlsOf(endpoint).flatMap(({ chains }) => chains)

/** The versions before TLS 1.3: none has any other key exchange than a classical one. */
export const OLDER_VERSIONS = ['TLS 1.2', 'TLS 1.1', 'TLS 1.0', 'SSL 3.0'] as const

export const acceptedOlderVersions = ({ versions }: TlsFacts): (typeof OLDER_VERSIONS)[number][] =>
  OLDER_VERSIONS.filter((version) => versions[version].state === 'accepted')

export const acceptedGroups = ({ groups }: Pick<TlsFacts, 'groups'>): GroupFact[] =>
  groups.filter(({ state }) => state === 'accepted')

/** The one that the server itself would rather use; undefined where the client decides, or it is not known. */
export const preferredGroup = (tls: TlsFacts): GroupFact | undefined =>
  acceptedGroups(tls).find(({ rank }) => rank === 1)

/** Of a group, of an SSH method, or of a whole key exchange by its category. Drafts are not: they have to be replaced. */
export const isPostQuantum = ({ kind }: { kind: string | undefined }): boolean =>
  kind === 'hybrid' || kind === 'pqc'

/** A refusal or a cut-off connection is an answer; after a time-out or without a test the answer is unknown. */
export const isSettled = (state: State): boolean => state === 'refused' || state === 'cut-off'

/** Not asked, or asked and not answered. */
export const isUnanswered = ({ state }: { state: State }): boolean =>
  state === 'not-tested' || state === 'timed-out'

/** Whether the server has a post-quantum group is an open question. */
export const isPostQuantumOpen = (tls: TlsFacts): boolean =>
  !isSettled(tls.versions['TLS 1.3'].state) &&
  !acceptedGroups(tls).some(isPostQuantum) &&
  tls.groups.some((group) => isPostQuantum(group) && !isSettled(group.state))
