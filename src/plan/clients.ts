import type { InventoryEndpoint } from '../model/inventory.ts'
import { tlsOf } from '../model/questions/tls.ts'
import type { Policy } from '../registry/mandates/mandates.ts'
import { CLIENT_PROFILES } from '../registry/tls/clientProfiles.ts'

/**
 * The client runtimes, of those that the endpoint was probed with, that cannot connect once it accepts only the groups
 * that the policy allows: where it names none, hybrid and post-quantum ones.
 */
export const clientsLeftOut = (endpoint: InventoryEndpoint, { groups }: Policy): string[] => {
  const probed = new Set(
    tlsOf(endpoint)
      .flatMap((tls) => tls.clients)
      .map(({ client }) => client),
  )
  return CLIENT_PROFILES.filter(
    ({ client, postQuantumGroups }) =>
      probed.has(client) && !postQuantumGroups.some((name) => groups?.includes(name) ?? true),
  ).map(({ client }) => client)
}

/** Classical groups stay until the last client that needs them is upgraded, unless a mandate forbids them. */
export const clientSteps = (endpoint: InventoryEndpoint, policy: Policy): string[] => {
  const clients = clientsLeftOut(endpoint, policy)
  if (clients.length === 0) return []
  return [
    policy.groups
      ? `These clients offer none of the groups ${policy.groups.join(', ')} and cannot connect any more; upgrade or bridge them first: ${clients.join(', ')}.`
      : `Classical groups stay for now. Before they are dropped, these clients have to go or be bridged: ${clients.join(', ')}.`,
  ]
}
