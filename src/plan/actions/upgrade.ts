import type { InventoryEndpoint } from '../../model/inventory.ts'
import { tlsOf } from '../../model/questions/tls.ts'
import { shellWord } from '../../model/text/shellWord.ts'
import type { Policy } from '../../registry/mandates/mandates.ts'
import {
  LIKELY_SERVERS,
  type RemediationRow,
  remediation,
  settingFor,
  usableGroups,
} from '../../registry/remediation/remediation.ts'
import { clientsWithout } from '../../registry/tls/software/clientProfiles.ts'
import { imperative, type Need } from '../needs.ts'
import { type ActionQuestion, type Chosen, chosen } from './chosen.ts'
import { placeOf } from './places.ts'

/** For known software with a setting for it. `allowed`: the groups or SSH methods that the policy restricts it to. */
export const upgradeInPlace = (
  { endpoint, need, policy }: ActionQuestion,
  row: RemediationRow,
  config: string,
  allowed: readonly string[] | undefined,
): Chosen => ({
  ...chosen('upgrade', {
    summary: summaryOf(need, row.name, usableGroups(row, allowed)),
    version: versionStep(row),
    trap: row.trap,
    further: furtherSteps(need),
    clients: clientSteps(endpoint, policy),
    config,
    rollback: row.rollback,
  }),
  // A change of a line takes the same time everywhere.
  ...(need.kind === 'order' || need.kind === 'obsolete' ? {} : { effortDays: row.effortDays }),
})

export const versionStep = ({ name, from, check }: RemediationRow): string =>
  check ?? `Requirement for ${name}: ${from}.`

/** What the setting for a hybrid group does not do. */
const furtherSteps = ({ kind, rows }: Need): string[] => {
  const text = imperative(rows.filter(({ settings }) => settings !== 'hybrid'))
  return kind === 'obsolete' || text === '' ? [] : [`${text}.`]
}

const summaryOf = ({ kind, rows }: Need, name: string, only: readonly string[] | undefined): string => {
  if (only) return `Configure ${name} for ${only.join(' and ')} only`
  if (kind === 'order') return orderOf(rows, `the group list of ${name}`)
  if (kind === 'obsolete') return `${imperative(rows)} in ${name}`
  return `Enable hybrid key exchange in ${name}`
}

/** `Put the hybrid group first in the group list of nginx`, as the most urgent finding about the order says it. */
const orderOf = (rows: Need['rows'], list: string): string =>
  imperative(rows.filter(({ need }) => need?.kind === 'order').slice(0, 1)).replace('the group list', list)

/** No setting of the server helps where a device in front of it cuts off long ClientHellos. */
export const letHellosPass = ({ endpoint, need, policy }: ActionQuestion): Chosen => {
  const further = imperative(need.rows.filter(({ need: one }) => one?.kind !== need.kind))
  return chosen('letHellosPass', {
    url: shellWord(placeOf(endpoint).url),
    further: further === '' ? [] : [`${further}.`],
    clients: clientSteps(endpoint, policy),
  })
}

/** For unknown software that is hybrid already: the line to change, for each likely server. */
export const changeOfOrder = ({ endpoint, need, policy }: ActionQuestion): Chosen =>
  chosen('order', {
    summary: need.kind === 'order' ? orderOf(need.rows, 'the server’s group list') : imperative(need.rows),
    further: furtherSteps(need),
    clients: clientSteps(endpoint, policy),
    config: LIKELY_SERVERS.flatMap((id) => remediation(id) ?? [])
      .map((row) => `# ${row.name}\n${settingFor(row, policy.groups) ?? row.hybrid}`)
      .join('\n\n'),
  })

/**
 * The client runtimes, of those that the endpoint was probed with, that cannot connect once it accepts only the groups
 * that the policy allows: where it names none, hybrid and post-quantum ones.
 */
export const clientsLeftOut = (endpoint: InventoryEndpoint, { groups }: Policy): string[] => {
  const probed = tlsOf(endpoint).flatMap(({ clients }) => clients.map(({ client }) => client))
  return clientsWithout(groups).filter((client) => probed.includes(client))
}

/** Classical groups stay until the last client that needs them is upgraded, unless a mandate forbids them. */
export const clientSteps = (endpoint: InventoryEndpoint, policy: Policy): string[] => {
  const clients = clientsLeftOut(endpoint, policy)
  if (clients.length === 0) return []
  return [
    policy.groups
      ? `These clients offer none of the groups ${policy.groups.join(', ')} and cannot connect any more. Upgrade them first, or put mcp-pqc connect in front of them: ${clients.join(', ')}.`
      : `Classical groups stay for now. Before you disable them, upgrade these clients or put mcp-pqc connect in front of them: ${clients.join(', ')}.`,
  ]
}
