import type { InventoryEndpoint } from '../model/inventory.ts'
import type { Track } from '../model/plan.ts'
import { keyName } from '../model/questions/key.ts'
import { tlsOf } from '../model/questions/tls.ts'
import type { GroupFact, TlsFacts } from '../model/tls.ts'
import type { Policy, Strength } from '../registry/mandates/mandates.ts'
import { authenticationStrength, keyExchangeStrength } from './strength.ts'

export type NeedKind =
  | 'plaintext'
  | 'classical'
  /** It accepts a hybrid group and prefers a classical one. */
  | 'order'
  /** It is hybrid and accepts obsolete versions or methods. */
  | 'obsolete'
  /** It is hybrid with groups that the mandate does not allow. */
  | 'mandate'
  /** Its key exchange could not be determined. */
  | 'unknown'
  | 'certificate'
  /** A certificate that is weak or invalid even without a quantum computer. */
  | 'weak-certificate'

/** What has to change at an endpoint on one track. */
export type Need = {
  track: Track
  kind: NeedKind
  /** What is wrong, in one sentence for a reader without the scan. */
  why: string
  strength: Strength
}

/** `asOf` is an ISO 8601 date: it decides what has expired. */
export const needsOf = (endpoint: InventoryEndpoint, policy: Policy, asOf: string): Need[] => [
  ...keyExchangeNeed(endpoint, policy),
  ...authenticationNeed(endpoint, asOf),
]

const keyExchangeNeed = (endpoint: InventoryEndpoint, policy: Policy): Need[] => {
  const strength = keyExchangeStrength(endpoint) ?? '128'
  const need = (kind: NeedKind, why: string): Need[] => [{ track: 'key-exchange', kind, why, strength }]
  const { category, reasons } = endpoint.assessment.keyExchange
  const tls = tlsOf(endpoint)
  switch (category) {
    case 'plaintext':
      return need('plaintext', 'No encryption: traffic is readable today by anyone on the network path.')
    case 'unknown':
      return need('unknown', `Its key exchange is unknown: ${reasons[0] ?? 'no answer was received'}.`)
    case 'classical':
      return need('classical', tls.length > 0 ? classicalWhy(tls) : sshWhy(reasons))
    case 'legacy-draft':
      return need(
        'classical',
        `Its only post-quantum group is the obsolete draft ${acceptedNames(tls, 'legacy-draft')}: current clients negotiate a classical group.`,
      )
  }
  const missing = missingAlgorithms(endpoint, policy)
  if (missing) return need('mandate', `It accepts none of the ${missing}.`)
  const preferred = tls.flatMap((one) => one.groups).find(isPreferredClassical)
  if (preferred)
    return need(
      'order',
      `It accepts ${acceptedNames(tls, 'hybrid') || acceptedNames(tls, 'pqc')} but prefers ${preferred.name}: clients that support both negotiate the classical group.`,
    )
  const weakSsh = weakSshMethods(endpoint)
  if (weakSsh.length > 0)
    return need(
      'obsolete',
      `It is hybrid but still offers ${weakSsh.join(', ')}: weak even without a quantum computer.`,
    )
  const obsolete = obsoleteOf(tls)
  return obsolete.length > 0
    ? need('obsolete', `It is hybrid but still accepts ${obsolete.join(' and ')}.`)
    : []
}

/** The worst first. */
const classicalWhy = (tls: readonly TlsFacts[]): string => {
  const [leaf] = tls.flatMap(({ chains }) => chains).flatMap(({ certificates }) => certificates)
  if (tls.some(({ keyExchange12 }) => keyExchange12.includes('RSA')))
    return `It accepts static RSA key exchange${leaf ? ` (${keyName(leaf.publicKey)})` : ''}, which has no forward secrecy: breaking one key decrypts every recorded session.`
  const names = acceptedNames(tls, 'classical')
  const older = obsoleteOf(tls)
  const what = names || [...new Set(tls.flatMap(({ keyExchange12 }) => keyExchange12))].join(', ')
  return `Classical key exchange only${what ? ` (${what})` : ''}${older.length > 0 ? `, and ${older.join(' and ')} still accepted` : ''}: traffic recorded today can be decrypted once a quantum computer exists.`
}

const sshWhy = ([reason = 'Classical key exchange only']: readonly string[]): string =>
  `${reason}: traffic recorded today can be decrypted once a quantum computer exists.`

const weakSshMethods = ({ addresses }: InventoryEndpoint): string[] => [
  ...new Set(
    addresses
      .flatMap(({ ssh }) => ssh?.keyExchange ?? [])
      .filter(({ weak }) => weak)
      .map(({ name }) => name),
  ),
]

const MANY = 3

/** The first few accepted groups of a kind, each once. */
const acceptedNames = (tls: readonly TlsFacts[], wanted: GroupFact['kind']): string => {
  const groups = tls.flatMap((one) => one.groups)
  const names = groups.filter(({ state, kind }) => state === 'accepted' && kind === wanted)
  const distinct = [...new Set(names.map(({ name }) => name))]
  return distinct.slice(0, MANY).join(', ') + (distinct.length > MANY ? ', …' : '')
}

const OBSOLETE = ['TLS 1.1', 'TLS 1.0', 'SSL 3.0'] as const

const obsoleteOf = (tls: readonly TlsFacts[]): string[] => [
  ...OBSOLETE.filter((version) => tls.some(({ versions }) => versions[version].state === 'accepted')),
  ...(tls.some(({ keyExchange12 }) => keyExchange12.includes('RSA')) ? ['static RSA key exchange'] : []),
]

const isSsh = ({ addresses }: InventoryEndpoint): boolean => addresses.some(({ ssh }) => ssh !== undefined)

/** `groups that the mandate allows (…)` where an address that answered accepts none of them. */
const missingAlgorithms = (
  endpoint: InventoryEndpoint,
  { groups, sshMethods }: Policy,
): string | undefined => {
  const [allowed, what, isMet] = isSsh(endpoint)
    ? [sshMethods, 'methods', offersMethod(endpoint, sshMethods ?? [])]
    : [groups, 'groups', offersGroup(tlsOf(endpoint), groups ?? [])]
  return allowed && !isMet ? `${what} that the mandate allows (${allowed.join(', ')})` : undefined
}

const offersMethod = ({ addresses }: InventoryEndpoint, names: readonly string[]): boolean =>
  addresses.every(({ ssh }) => !ssh || ssh.keyExchange.some(({ name }) => names.includes(name)))

const offersGroup = (tls: readonly TlsFacts[], names: readonly string[]): boolean =>
  tls.every(({ groups }) => groups.some(({ name, state }) => state === 'accepted' && names.includes(name)))

const isPreferredClassical = ({ rank, kind }: GroupFact): boolean => rank === 1 && kind === 'classical'

/** Plain HTTP has no authentication to migrate: the item for its key exchange brings TLS. */
const authenticationNeed = (endpoint: InventoryEndpoint, asOf: string): Need[] => {
  const { category, weakest } = endpoint.assessment.authentication
  if (category === 'none' && endpoint.assessment.keyExchange.category !== 'plaintext')
    return [weak('The server is not authenticated: it accepts anonymous cipher suites.', 'below-112')]
  if (category !== 'classical') return []
  const strength = authenticationStrength(endpoint) ?? '128'
  const name = weakest ?? 'classical'
  if (strength === 'below-112')
    return [weak(`Its certificate key (${name}) is too short even without a quantum computer.`, strength)]
  const expired = expiredSince(endpoint, asOf)
  if (expired !== undefined) return [weak(`Its certificate (${name}) expired on ${expired}.`, strength)]
  const why = `Its ${isSsh(endpoint) ? 'host key' : 'certificate'} is classical (${name}): a quantum computer can forge its signatures.`
  return [{ track: 'authentication', kind: 'certificate', why, strength }]
}

const weak = (why: string, strength: Strength): Need => ({
  track: 'authentication',
  kind: 'weak-certificate',
  why,
  strength,
})

const expiredSince = (endpoint: InventoryEndpoint, asOf: string): string | undefined =>
  tlsOf(endpoint)
    .flatMap(({ chains }) => chains)
    .flatMap(({ certificates }) => certificates[0]?.notAfter.slice(0, 10) ?? [])
    .find((notAfter) => notAfter < asOf)
