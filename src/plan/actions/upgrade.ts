import {
  LIKELY_SERVERS,
  type RemediationRow,
  remediation,
  settingFor,
  usableGroups,
} from '../../registry/remediation/remediation.ts'
import { clientSteps } from '../clients.ts'
import type { ActionQuestion, Chosen } from './chosen.ts'

/** For known software with a setting for it. `allowed`: what the policy restricts it to. */
export const upgradeInPlace = (
  { endpoint, need, policy }: ActionQuestion,
  row: RemediationRow,
  config: string,
  allowed = policy.groups,
): Chosen => ({
  action: {
    kind: 'upgrade-in-place',
    summary: summaryOf(need.kind, row.name, usableGroups(row, allowed)),
    steps: [
      versionStep(row),
      'Apply the configuration to one instance.',
      `Caution: ${row.trap}`,
      'Verify that instance, then update the others.',
      ...clientSteps(endpoint, policy),
    ],
    config,
    rollback: row.rollback,
  },
  effortDays: need.kind === 'order' || need.kind === 'obsolete' ? CHANGE_OF_A_LINE : row.effortDays,
  blockedBy: [],
  status: 'open',
})

export const versionStep = ({ name, from, check }: RemediationRow): string =>
  check ?? `Requirement for ${name}: ${from}.`

const CHANGE_OF_A_LINE = [0.25, 1] as const

const summaryOf = (
  kind: ActionQuestion['need']['kind'],
  name: string,
  only: readonly string[] | undefined,
): string => {
  if (only) return `Configure ${name} for ${only.join(' and ')} only`
  if (kind === 'order') return `Put the hybrid group first in the group list of ${name}`
  if (kind === 'obsolete') return `Disable obsolete versions and key exchange methods in ${name}`
  return `Enable hybrid key exchange in ${name}`
}

/** For unknown software that is hybrid already: the line to change, for each likely server. */
export const changeOfOrder = ({ endpoint, need, policy }: ActionQuestion): Chosen => ({
  action: {
    kind: 'upgrade-in-place',
    summary:
      need.kind === 'order'
        ? 'Put the hybrid group first in the server’s group list'
        : 'Disable TLS 1.1, earlier versions and static RSA key exchange',
    steps: [
      'Ask its owner which software terminates TLS.',
      'Change the lines for that software on one instance.',
      'Verify that instance, then update the others.',
      ...clientSteps(endpoint, policy),
    ],
    config: LIKELY_SERVERS.flatMap((id) => remediation(id) ?? [])
      .map((row) => `# ${row.name}\n${settingFor(row, policy.groups) ?? row.hybrid}`)
      .join('\n\n'),
    rollback: 'Restore the previous group list.',
  },
  effortDays: [0.25, 1],
  blockedBy: [],
  status: 'open',
})
