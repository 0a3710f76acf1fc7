import type { InventoryEndpoint } from '../model/inventory.ts'
import type { Track } from '../model/plan.ts'
import { keyName } from '../model/questions/key.ts'
import type { GroupFact, TlsFacts } from '../model/tls.ts'
import { mandate, type Strength } from '../registry/mandates/mandates.ts'
import { SSH_ML_KEM_1024 } from '../registry/ssh.ts'
import { authenticationStrength, keyExchangeStrength } from './strength.ts'

export type NeedKind =
  | 'plaintext'
  | 'classical'
  /** It has a hybrid group, and would rather use another. */
  | 'order'
  /** It is hybrid, and lets in what is obsolete. */
  | 'obsolete'
  /** It is hybrid with groups that the mandate does not take. */
  | 'mandate'
  /** Nothing is known of it: first somebody has to find out. */
  | 'unknown'
  | 'certificate'
  /** A certificate that is no good today. */
  | 'weak-certificate'

/** What has to change at an endpoint on one track. */
export type Need = {
  track: Track
  kind: NeedKind
  /** What is wrong, in one sentence that can be said in a meeting. */
  why: string
  strength: Strength
}

export type Demand = {
  /** The groups that every chosen mandate takes; undefined: any hybrid or post-quantum one. */
  groups: readonly string[] | undefined
  /** ISO 8601 date: decides what has expired. */
  asOf: string
}

/** The groups that every chosen mandate takes; undefined: any hybrid or post-quantum one. */
export const requiredGroups = (mandates: readonly string[]): readonly string[] | undefined => {
  const [first, ...others] = mandates.flatMap((id) => {
    const groups = mandate(id)?.groups
    return groups ? [groups] : []
  })
  return first?.filter((name) => others.every((list) => list.includes(name)))
}

export const needsOf = (endpoint: InventoryEndpoint, demand: Demand): Need[] => [
  ...keyExchangeNeed(endpoint, demand),
  ...authenticationNeed(endpoint, demand),
]

const keyExchangeNeed = (endpoint: InventoryEndpoint, { groups }: Demand): Need[] => {
  const strength = keyExchangeStrength(endpoint) ?? '128'
  const need = (kind: NeedKind, why: string): Need[] => [{ track: 'key-exchange', kind, why, strength }]
  const { category, reasons } = endpoint.assessment.keyExchange
  const tls = tlsOf(endpoint)
  switch (category) {
    case 'plaintext':
      return need('plaintext', 'No encryption: whoever is on the way reads it today.')
    case 'unknown':
      return need('unknown', `Its key exchange is not known: ${reasons[0] ?? 'nothing was seen of it'}.`)
    case 'classical':
      return need('classical', tls.length > 0 ? classicalWhy(tls) : sshWhy(reasons))
    case 'legacy-draft':
      return need(
        'classical',
        `Its only post-quantum group is the obsolete draft ${acceptedNames(tls, 'legacy-draft')}; today’s clients fall back to a classical one.`,
      )
  }
  if (groups && !(isSsh(endpoint) ? offersSshMlKem1024(endpoint) : offersAny(tls, groups)))
    return need('mandate', `It offers none of the groups that the mandate takes (${groups.join(', ')}).`)
  const preferred = tls.flatMap((one) => one.groups).find(isPreferredClassical)
  if (preferred)
    return need(
      'order',
      `It has ${acceptedNames(tls, 'hybrid') || acceptedNames(tls, 'pqc')} but prefers ${preferred.name}: clients that could do both get the classical one.`,
    )
  const weakSsh = weakSshMethods(endpoint)
  if (weakSsh.length > 0)
    return need('obsolete', `It is hybrid, yet still offers ${weakSsh.join(', ')}, weak even today.`)
  const obsolete = obsoleteOf(tls)
  return obsolete.length > 0
    ? need('obsolete', `It is hybrid, yet still lets clients in with ${obsolete.join(' and ')}.`)
    : []
}

/** In the order of how bad it is. */
const classicalWhy = (tls: readonly TlsFacts[]): string => {
  const [leaf] = tls.flatMap(({ chains }) => chains).flatMap(({ certificates }) => certificates)
  if (tls.some(({ keyExchange12 }) => keyExchange12.includes('RSA')))
    return `Static RSA key exchange${leaf ? ` (${keyName(leaf.publicKey)})` : ''}: one broken key opens every recorded session.`
  const names = acceptedNames(tls, 'classical')
  const older = obsoleteOf(tls)
  const what = names || [...new Set(tls.flatMap(({ keyExchange12 }) => keyExchange12))].join(', ')
  return `Classical key exchange only${what ? ` (${what})` : ''}${older.length > 0 ? `, with ${older.join(' and ')}` : ''}: what is recorded today can be read once a quantum computer exists.`
}

const sshWhy = ([reason = 'It has classical key exchange only']: readonly string[]): string =>
  `${reason}: what is recorded today can be read once a quantum computer exists.`

const weakSshMethods = ({ addresses }: InventoryEndpoint): string[] => [
  ...new Set(
    addresses
      .flatMap(({ ssh }) => ssh?.keyExchange ?? [])
      .filter(({ weak }) => weak)
      .map(({ name }) => name),
  ),
]

const tlsOf = ({ addresses }: InventoryEndpoint): TlsFacts[] => addresses.flatMap(({ tls }) => tls ?? [])

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

/** The mandates name groups of TLS, and mean ML-KEM-1024: of SSH's methods one has it. At each address that answered. */
const offersSshMlKem1024 = ({ addresses }: InventoryEndpoint): boolean =>
  addresses.every(({ ssh }) => !ssh || ssh.keyExchange.some(({ name }) => name === SSH_ML_KEM_1024))

/** At each address that answered. */
const offersAny = (tls: readonly TlsFacts[], names: readonly string[]): boolean =>
  tls.every(({ groups }) => groups.some(({ name, state }) => state === 'accepted' && names.includes(name)))

const isPreferredClassical = ({ rank, kind }: GroupFact): boolean => rank === 1 && kind === 'classical'

/** Plain HTTP has no authentication to migrate: its key-exchange item brings both. */
const authenticationNeed = (endpoint: InventoryEndpoint, { asOf }: Demand): Need[] => {
  const { category, weakest } = endpoint.assessment.authentication
  if (category === 'none' && endpoint.assessment.keyExchange.category !== 'plaintext')
    return [weak('Nothing proves who answers: it takes anonymous cipher suites.', 'below-112')]
  if (category !== 'classical') return []
  const strength = authenticationStrength(endpoint) ?? '128'
  const name = weakest ?? 'classical'
  if (strength === 'below-112') return [weak(`Its certificate (${name}) is too short even today.`, strength)]
  const expired = expiredSince(endpoint, asOf)
  if (expired !== undefined) return [weak(`Its certificate (${name}) expired on ${expired}.`, strength)]
  const why = `Its certificate is ${name}: a quantum computer can forge it.`
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
