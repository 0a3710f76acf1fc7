import type { Certificate, Chain } from '../certificate.ts'
import type { AddressFacts } from '../endpoint.ts'
import type { SshFacts } from '../ssh.ts'
import type { Answer, State } from '../state.ts'
import type { GroupFact, RateLimit, TlsFacts } from '../tls.ts'
import { stateText, type VersionName } from './names.ts'

type Addresses = { addresses: readonly AddressFacts[] }

/** The TLS facts of each address that has some. */
export const tlsOf = ({ addresses }: Addresses): TlsFacts[] => addresses.flatMap(({ tls }) => tls ?? [])

/**
 * Why it is not known of what kind all algorithms of a list of SSH are: some have no row in the registry, or the list was cut.
 * Undefined: all are known.
 */
export const sshListOpen = (
  { truncated = [], ...lists }: SshFacts,
  list: 'keyExchange' | 'hostKeys',
): string | undefined => {
  const unknown = lists[list].filter(({ kind }) => kind === 'unknown').map(({ name }) => name)
  if (unknown.length > 0) return `unknown to this program: ${unknown.slice(0, 3).join(', ').slice(0, 200)}`
  return truncated.find(({ where }) => where === list)?.why
}

export const sshOf = ({ addresses }: Addresses): SshFacts[] => addresses.flatMap(({ ssh }) => ssh ?? [])

export const chainsOf = (endpoint: Addresses): Chain[] => tlsOf(endpoint).flatMap(({ chains }) => chains)

/** The versions before TLS 1.3: none has any other key exchange than a classical one. */
export const OLDER_VERSIONS = ['TLS 1.2', 'TLS 1.1', 'TLS 1.0', 'SSL 3.0'] as const

export const acceptedOlderVersions = ({ versions }: TlsFacts): VersionName[] =>
  [...OLDER_VERSIONS, 'SSL 2.0' as const].filter((version) => isAcceptedVersion(versions, version))

export const isAcceptedVersion = (versions: TlsFacts['versions'], version: VersionName): boolean =>
  versions[version]?.state === 'accepted'

export const acceptsTls = ({ versions }: Pick<TlsFacts, 'versions'>): boolean =>
  Object.values(versions).some(({ state }) => state === 'accepted')

/** SSL 2.0 is asked of servers that are old enough to have it, and of those that accept no version of TLS. */
export const asksSsl2 = ({ versions }: Pick<TlsFacts, 'versions'>): boolean =>
  isAcceptedVersion(versions, 'TLS 1.0') ||
  isAcceptedVersion(versions, 'SSL 3.0') ||
  !acceptsTls({ versions })

/** Not asked, or not answered. Where SSL 2.0 is not asked, or a file does not have it, that leaves nothing open. */
export const isOpenVersion = (versions: TlsFacts['versions'], version: VersionName): boolean => {
  const answer = versions[version]
  return answer !== undefined && isUnanswered(answer) && (version !== 'SSL 2.0' || asksSsl2({ versions }))
}

export const acceptedGroups = ({ groups }: Pick<TlsFacts, 'groups'>): GroupFact[] =>
  groups.filter(({ state }) => state === 'accepted')

/**
 * The one that the server itself would rather use; undefined where the client decides, or it is not known. `groups` begins with
 * the choice among all, which were offered with the post-quantum ones first: a classical choice there is the server's own,
 * also where it leaves the order of classical groups to the client (a tuple of OpenSSL 3.5).
 */
export const preferredGroup = (tls: TlsFacts): GroupFact | undefined => {
  const accepted = acceptedGroups(tls)
  const [first] = accepted
  const isOwn = first?.kind === 'classical' && accepted.some(isPostQuantum)
  return accepted.find(({ rank }) => rank === 1) ?? (isOwn ? first : undefined)
}

/** Of a group, of an SSH method, or of a whole key exchange by its category. Drafts are not: they have to be replaced. */
export const isPostQuantum = ({ kind }: { kind: string | undefined }): boolean =>
  kind === 'hybrid' || kind === 'pqc'

/** Only a refusal is a no: without an answer, or without a question, it is unknown. */
export const isRefused = ({ state }: { state: State }): boolean => state === 'refused'

/** Not asked, or asked and not answered: the connection timed out or was cut off. */
export const isUnanswered = ({ state }: { state: State }): boolean =>
  state === 'not-tested' || state === 'timed-out' || state === 'cut-off'

/** What a limit of connections meant for the scan. */
export const rateLimitText = ({ answered, pauseMs, simultaneous }: RateLimit): string => {
  if (pauseMs === undefined && simultaneous !== undefined)
    return 'the host cut connections off while others were open; asked again, one at a time'
  const after = answered === 0 ? '' : ` after ${answered} ${answered === 1 ? 'answer' : 'answers'}`
  const seen = `the host cut ${after === '' ? 'the first connections' : 'connections'} off${after}, whatever was asked`
  return pauseMs === undefined
    ? `${seen}, and did not answer again`
    : `${seen}; asked again, one every ${pauseMs} ms`
}

/** A form of ClientHello that got no answer is rejected only where repeated questions confirmed it. */
export const isFormRejected = (answer: Answer): boolean =>
  answer.state !== 'accepted' && (!isUnanswered(answer) || answer.confirmed === true)

/** The server, or a device in front of it, cuts off or ignores ClientHellos as long as those with a hybrid key share. */
export const cutsLargeHellos = ({ tolerance }: Pick<TlsFacts, 'tolerance'>): boolean =>
  isFormRejected(tolerance.largeHello)

/** Whether the server accepts one of these groups: post-quantum ones, or those that a mandate allows. */
export const acceptsAny = (
  { versions, groups, tls13Hello }: Pick<TlsFacts, 'versions' | 'groups' | 'tls13Hello'>,
  wanted: (group: GroupFact) => boolean,
): 'yes' | 'no' | 'undetermined' => {
  const asked = groups.filter(wanted)
  if (asked.some(({ state }) => state === 'accepted')) return 'yes'
  if (isRefused(versions['TLS 1.3']) || tls13Hello?.confirmed) return 'no'
  return asked.every(isRefused) ? 'no' : 'undetermined'
}

/** The same at each address with TLS or SSH; a server of SSH lists every method that it accepts. */
export const acceptsAnyAt = (
  endpoint: Addresses,
  wanted: (one: { name: string }) => boolean,
): ('yes' | 'no' | 'undetermined')[] => [
  ...sshOf(endpoint).map((ssh) => {
    if (ssh.keyExchange.some(wanted)) return 'yes'
    return sshListOpen(ssh, 'keyExchange') === undefined ? 'no' : 'undetermined'
  }),
  ...tlsOf(endpoint).map((tls) => acceptsAny(tls, wanted)),
]

/** `TLS 1.1, TLS 1.0 not tested; SSL 3.0 timed out`. */
export const statesOf = (versions: TlsFacts['versions'], names: readonly (keyof typeof versions)[]): string =>
  [...Map.groupBy(names, (name) => versions[name]?.state ?? 'not-tested')]
    .map(([state, same]) => `${same.join(', ')} ${stateText(state)}`)
    .join('; ')

/** Why more suites of these versions may be accepted than were seen; undefined where all are known. */
export const suitesOpen = (
  { versions, cipherSuiteChoice }: TlsFacts,
  wanted: readonly VersionName[] = OLDER_VERSIONS,
): string | undefined => {
  const open = wanted.filter((version) => isOpenVersion(versions, version))
  if (open.length > 0) return statesOf(versions, open)
  const some = wanted.filter(
    (version) => isAcceptedVersion(versions, version) && cipherSuiteChoice[version] === undefined,
  )
  return some.length > 0 ? `not every cipher suite of ${some.join(', ')} was tested` : undefined
}

/** Every suite that was seen is one without a certificate, and none showed one. */
export const isAnonymous = ({ chains, cipherSuites }: TlsFacts): boolean => {
  const names = Object.values(cipherSuites).flat()
  return chains.length === 0 && names.length > 0 && names.every((name) => /_anon_/.test(name))
}

/**
 * Whether all, some or none of the chains are post-quantum: every key and signature resists a quantum computer, and is of
 * `algorithm` where one is named.
 */
export const postQuantumChains = (chains: readonly Chain[], algorithm?: string): 'all' | 'some' | 'none' => {
  const isGood = ({ publicKey, signatureAlgorithm, signatureQuantum }: Certificate): boolean =>
    publicKey.quantum === 'resistant' &&
    signatureQuantum === 'resistant' &&
    (algorithm === undefined || (publicKey.parameters === algorithm && signatureAlgorithm === algorithm))
  const good = chains.filter(({ certificates }) => certificates.length > 0 && certificates.every(isGood))
  return good.length === 0 ? 'none' : good.length === chains.length ? 'all' : 'some'
}

/** An authority of the system's trust store issued a certificate: clients of the public trust it. */
export const isPubliclyTrusted = (endpoint: Addresses): boolean =>
  chainsOf(endpoint).some(({ anchor }) => anchor === 'system')
