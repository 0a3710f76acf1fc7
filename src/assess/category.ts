import type { AuthenticationCategory, KeyExchangeCategory } from '../model/assessment.ts'
import type { Chain } from '../model/certificate.ts'
import type { AddressFacts } from '../model/endpoint.ts'
import { SHARED_SECRET_NAMES, stateText, VERSION_NAMES } from '../model/questions/names.ts'
import { lacksPostQuantum, usualVaries, varyingCertificates } from '../model/questions/repeats.ts'
import {
  acceptedGroups,
  acceptedOlderVersions,
  acceptsAny,
  acceptsTls,
  isAnonymous,
  isPostQuantum,
  isRefused,
  OLDER_VERSIONS,
  postQuantumChains,
  preferredGroup,
  sshListOpen,
  suitesOpen,
} from '../model/questions/tls.ts'
import type { SshFacts } from '../model/ssh.ts'
import type { TlsFacts } from '../model/tls.ts'
import { encryptsNothing } from '../registry/tls/suites/cipherSuites.ts'
import { type ClientOutcomes, clientOutcomes } from './clientsGet.ts'

export type JudgedAddress = {
  address: AddressFacts
  category: KeyExchangeCategory
  preferred?: string
  prefersClassical?: boolean
  /** null: not tested, or not answered; a connection that was cut off is not an answer. */
  classicalAccepted: boolean | null
  unknown?: string
  clients: ClientOutcomes
}

export const judgeAddresses = (addresses: readonly AddressFacts[]): JudgedAddress[] =>
  addresses.map((address) => {
    const judged = { address, ...judge(address) }
    return { ...judged, clients: clientOutcomes(judged) }
  })

/** Worst first: the weakest address of an endpoint counts. */
export const WORST_FIRST: readonly KeyExchangeCategory[] = [
  'plaintext',
  'classical',
  'legacy-draft',
  'hybrid',
  'pqc',
]

/** The weakest with a known category. Of two with the same category, the one that prefers a classical group. */
export const weakestOf = (judged: readonly JudgedAddress[]): JudgedAddress | undefined => {
  const strength = ({ category, prefersClassical }: JudgedAddress): number =>
    2 * WORST_FIRST.indexOf(category) + (prefersClassical ? 0 : 1)
  return judged
    .filter(({ category }) => category !== 'unknown')
    .toSorted((a, b) => strength(a) - strength(b))[0]
}

export const NO_VERSION = 'no TLS version was accepted'

type Judged = Omit<JudgedAddress, 'address' | 'clients'>

const judge = (address: AddressFacts): Judged => {
  const { tls, ssh, service, port, state, detail } = address
  if (service === 'http') return { category: 'plaintext', classicalAccepted: null }
  if (ssh) return judgeSsh(ssh)
  const place = address.address === null ? '' : `${address.address} `
  if (!tls) return unknownFor(`${place}port ${port} ${stateText(state)}${detail ? `: ${detail}` : ''}`)
  if (!acceptsTls(tls)) return unknownFor(NO_VERSION)
  if (isUnencrypted(tls)) return { category: 'plaintext', classicalAccepted: null }
  if (tls.sharedSecret)
    return unknownFor(`it accepts only clients with ${SHARED_SECRET_NAMES[tls.sharedSecret]}`)
  if (lacksPostQuantum(tls)) return { category: 'classical', classicalAccepted: true }
  const preferred = preferredGroup(tls)
  const category = categoryOf(tls)
  return {
    category,
    ...(preferred ? { preferred: preferred.name, prefersClassical: preferred.kind === 'classical' } : {}),
    classicalAccepted: isClassicalAccepted(tls),
    ...(category === 'unknown' ? { unknown: 'unknown whether it accepts a post-quantum group' } : {}),
  }
}

/**
 * Whether connections are not encrypted, independent of the groups. A suite or version that was not tested may encrypt. If only
 * some of the servers behind an address refuse the usual ClientHello, those may accept suites without encryption alone: the
 * weakest server counts.
 */
export const isUnencrypted = (tls: TlsFacts): boolean =>
  encryptsNothing(Object.values(tls.cipherSuites).flat())
    ? suitesOpen(tls, VERSION_NAMES) === undefined
    : usualVaries(tls) && unencryptedSuites(tls).length > 0

export const unencryptedSuites = ({ cipherSuites }: TlsFacts): string[] =>
  Object.values(cipherSuites)
    .flat()
    .filter((name) => encryptsNothing([name]))

const unknownFor = (unknown: string): Judged => ({ category: 'unknown', classicalAccepted: null, unknown })

/** The best supported kind; of pure and hybrid groups, the one that the server prefers. */
const categoryOf = (tls: TlsFacts): KeyExchangeCategory => {
  const groups = acceptedGroups(tls)
  const best = groups.find(isPostQuantum)
  if (best) return best.kind
  if (acceptsAny(tls, isPostQuantum) === 'undetermined') return 'unknown'
  // What vendors use twice may be post-quantum or not.
  if (groups.some(({ kind }) => kind === 'unknown')) return 'unknown'
  if (groups.some(({ kind }) => kind === 'legacy-draft')) return 'legacy-draft'
  if (groups.some(({ kind }) => kind === 'classical')) return 'classical'
  return acceptedOlderVersions(tls).length > 0 ? 'classical' : 'unknown'
}

const isClassicalAccepted = (tls: TlsFacts): boolean | null => {
  const classical = tls.groups.filter(({ kind }) => kind === 'classical')
  if (acceptedOlderVersions(tls).length > 0 || classical.some(({ state }) => state === 'accepted'))
    return true
  return [...classical, ...OLDER_VERSIONS.map((version) => tls.versions[version])].every(isRefused)
    ? false
    : null
}

/** RFC 4253 §7.1 lets the client's order decide, so everything that is offered counts. */
const judgeSsh = (ssh: SshFacts): Judged => {
  const { state, detail, keyExchange } = ssh
  if (state !== 'accepted') return unknownFor(`SSH: ${detail ?? 'no key exchange was offered'}`)
  // A method without a row in the registry may be of any kind, and so may those that were cut from a long list.
  const open = sshListOpen(ssh, 'keyExchange')
  const [first] = keyExchange
  const best = keyExchange.find(isPostQuantum) ?? (open === undefined ? first : undefined)
  return {
    category: best?.kind ?? 'unknown',
    ...(first ? { preferred: first.name, prefersClassical: first.kind === 'classical' } : {}),
    classicalAccepted:
      keyExchange.some(({ kind }) => kind === 'classical') || (open === undefined ? false : null),
    ...(best ? {} : { unknown: `SSH key exchange methods ${open ?? 'were not offered'}` }),
  }
}

export const authenticationAt = ({ service, tls, ssh }: AddressFacts): AuthenticationCategory => {
  if (ssh) {
    if (ssh.state !== 'accepted') return 'unknown'
    if (ssh.hostKeys.some(isPostQuantum)) return 'pqc'
    return sshListOpen(ssh, 'hostKeys') === undefined ? 'classical' : 'unknown'
  }
  if (service === 'http') return 'none'
  if (!tls) return 'unknown'
  if (acceptsOnlyAnonymous(tls)) return 'none'
  const varying = varyingCertificates(tls)
  const each = tls.chains
    .filter(({ certificates: [leaf] }) => leaf && varying.includes(leaf.sha256))
    .map((chain) => ofChains([chain]))
  return each.find((category) => category !== 'pqc') ?? ofChains(tls.chains)
}

/** A suite or version that was not tested may show a certificate. */
const acceptsOnlyAnonymous = (tls: TlsFacts): boolean =>
  isAnonymous(tls) && isRefused(tls.versions['TLS 1.3']) && suitesOpen(tls) === undefined

/** `pqc`: every key and signature of a chain is post-quantum. */
export const ofChains = (chains: readonly Chain[]): AuthenticationCategory => {
  if (postQuantumChains(chains) !== 'none') return 'pqc'
  const isVulnerable = chains
    .flatMap(({ certificates }) => certificates)
    .some(({ publicKey, signatureQuantum }) => [publicKey.quantum, signatureQuantum].includes('vulnerable'))
  return isVulnerable ? 'classical' : 'unknown'
}
