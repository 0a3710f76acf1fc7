import { LIKELY_SERVERS, type RemediationRow, remediation } from '../../registry/remediation/remediation.ts'
import { clientSteps } from '../clients.ts'
import type { ActionQuestion, Chosen } from './chosen.ts'

/** What the software that stands there offers for the groups that are asked for; undefined: it has no such setting. */
export const configurationOf = (row: RemediationRow, groups: ActionQuestion['groups']): string | undefined =>
  groups ? row.strict : row.hybrid

/** Software that is known and has a setting for it. */
export const upgradeInPlace = (
  { endpoint, need, groups }: ActionQuestion,
  row: RemediationRow,
  config: string,
): Chosen => ({
  action: {
    kind: 'upgrade-in-place',
    summary: summaryOf(need.kind, row.name, groups !== undefined),
    steps: [
      `Check that the version can: ${row.from}.`,
      'Put the configuration in, on one instance first.',
      `Mind the trap: ${row.trap}`,
      'Verify, then the other instances.',
      ...clientSteps(endpoint, groups !== undefined),
    ],
    config,
    rollback: row.rollback,
  },
  effortDays: need.kind === 'order' || need.kind === 'obsolete' ? CHANGE_OF_A_LINE : row.effortDays,
  blockedBy: [],
  status: 'open',
})

const CHANGE_OF_A_LINE = [0.25, 1] as const

const summaryOf = (kind: ActionQuestion['need']['kind'], name: string, strict: boolean): string => {
  if (strict) return `Configure ${name} for groups with ML-KEM-1024 only`
  if (kind === 'order') return `Put the hybrid group first in the list of ${name}`
  if (kind === 'obsolete') return `Switch off in ${name} what is obsolete`
  return `Turn hybrid key exchange on in ${name}`
}

/** It can do hybrid already, on software that is not known: a line changes, and which one is shown for each that is likely. */
export const changeOfOrder = ({ endpoint, need }: ActionQuestion): Chosen => ({
  action: {
    kind: 'upgrade-in-place',
    summary:
      need.kind === 'order'
        ? 'Put the hybrid group first in its list of groups'
        : 'Switch off TLS 1.1, older versions and static RSA',
    steps: [
      'Ask its owner which software ends TLS there.',
      'Change the lines that belong to it, on one instance first.',
      'Verify, then the other instances.',
      ...clientSteps(endpoint, false),
    ],
    config: LIKELY_SERVERS.flatMap((id) => remediation(id) ?? [])
      .map(({ name, hybrid }) => `# ${name}\n${hybrid}`)
      .join('\n\n'),
    rollback: 'Put the earlier list of groups back.',
  },
  effortDays: [0.25, 1],
  blockedBy: [],
  status: 'open',
})
