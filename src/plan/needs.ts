import type { InventoryEndpoint } from '../model/inventory.ts'
import type { Track } from '../model/plan.ts'
import { CLIENT_PROFILES } from '../registry/clientProfiles.ts'
import { mandate, type Strength } from '../registry/mandates.ts'
import { authenticationStrength, keyExchangeStrength } from './strength.ts'

/** What has to change at an endpoint on one track. */
export type Need = {
  track: Track
  why: string[]
  /** Nothing is known of it: first somebody has to find out. */
  unknown: boolean
  strength: Strength
}

/** The groups that every chosen mandate takes; undefined: any hybrid or post-quantum one. */
export const requiredGroups = (mandates: readonly string[]): readonly string[] | undefined => {
  const lists = mandates.flatMap((id) => {
    const groups = mandate(id)?.groups
    return groups ? [groups] : []
  })
  const [first, ...others] = lists
  return first?.filter((name) => others.every((list) => list.includes(name)))
}

export const needsOf = (endpoint: InventoryEndpoint, groups: readonly string[] | undefined): Need[] => [
  ...keyExchangeNeed(endpoint, groups),
  ...authenticationNeed(endpoint),
]

const keyExchangeNeed = (endpoint: InventoryEndpoint, groups: readonly string[] | undefined): Need[] => {
  const { category, reasons } = endpoint.assessment.keyExchange
  const strength = keyExchangeStrength(endpoint) ?? '128'
  const need = (why: string[], unknown = false): Need[] => [{ track: 'key-exchange', why, unknown, strength }]
  if (category === 'unknown')
    return need(reasons.length > 0 ? reasons : ['its key exchange is unknown'], true)
  if (category !== 'hybrid' && category !== 'pqc') return need(reasons)
  if (groups && !offersAny(endpoint, groups))
    return need([`it offers none of ${groups.join(', ')}`, ...reasons])
  return prefersClassical(endpoint) ? need(reasons) : []
}

/** At each address that answered. */
const offersAny = (endpoint: InventoryEndpoint, names: readonly string[]): boolean =>
  endpoint.addresses
    .flatMap(({ tls }) => tls ?? [])
    .every(({ groups }) => groups.some(({ name, state }) => state === 'accepted' && names.includes(name)))

const prefersClassical = ({ addresses }: InventoryEndpoint): boolean =>
  addresses.some(({ tls }) => tls?.groups.some(({ rank, kind }) => rank === 1 && kind === 'classical'))

/** Plain HTTP has no authentication to migrate: its key-exchange item brings both. */
const authenticationNeed = (endpoint: InventoryEndpoint): Need[] => {
  const { category, reasons } = endpoint.assessment.authentication
  if (category !== 'classical') return []
  return [
    {
      track: 'authentication',
      why: reasons,
      unknown: false,
      strength: authenticationStrength(endpoint) ?? '128',
    },
  ]
}

/**
 * The client runtimes that could not connect once the server dropped its classical groups: those that it was probed
 * with and that offer no post-quantum group at all.
 */
export const clientsWithoutHybrid = (endpoint: InventoryEndpoint): string[] => {
  const probed = new Set(
    endpoint.addresses.flatMap(({ tls }) => tls?.clients ?? []).map(({ client }) => client),
  )
  return CLIENT_PROFILES.filter(({ client, offersHybrid }) => !offersHybrid && probed.has(client)).map(
    ({ client }) => client,
  )
}
