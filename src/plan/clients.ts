import type { InventoryEndpoint } from '../model/inventory.ts'
import { tlsOf } from '../model/questions/tls.ts'
import { ML_KEM_1024_CLIENTS } from '../registry/remediation/remediation.ts'
import { CLIENT_PROFILES } from '../registry/tls/clientProfiles.ts'

/**
 * The client runtimes, of those that the endpoint was probed with, that could not connect once it took post-quantum
 * groups only. `strict`: groups with ML-KEM-1024 only.
 */
export const clientsLeftOut = (endpoint: InventoryEndpoint, strict: boolean): string[] => {
  const probed = new Set(
    tlsOf(endpoint)
      .flatMap((tls) => tls.clients)
      .map(({ client }) => client),
  )
  return CLIENT_PROFILES.filter(
    ({ client, offersHybrid }) =>
      probed.has(client) && !(strict ? ML_KEM_1024_CLIENTS.includes(client) : offersHybrid),
  ).map(({ client }) => client)
}

/** Hybrid comes first; classical goes when the last client that needs it has gone. */
export const clientSteps = (endpoint: InventoryEndpoint, strict: boolean): string[] => {
  const clients = clientsLeftOut(endpoint, strict)
  if (clients.length === 0) return []
  return [
    strict
      ? `These clients offer no group with ML-KEM-1024 and cannot connect any more; upgrade or bridge them first: ${clients.join(', ')}.`
      : `Classical groups stay for now. Before they are dropped, these clients have to go or be bridged: ${clients.join(', ')}.`,
  ]
}
