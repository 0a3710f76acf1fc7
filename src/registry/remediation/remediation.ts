import { PLATFORMS } from './platforms.ts'
import type { RemediationRow } from './row.ts'
import { RUNTIMES } from './runtimes.ts'
import { SERVERS } from './servers.ts'
import { SSH_SERVERS } from './ssh.ts'

export { type RemediationRow, SSH_SERVERS }

/** Everything that terminates TLS. */
export const REMEDIATIONS: readonly RemediationRow[] = [...SERVERS, ...RUNTIMES, ...PLATFORMS]

/** The most likely servers if the software is unknown, in the order in which their configurations are shown. */
export const LIKELY_SERVERS = ['nginx', 'haproxy', 'apache', 'node', 'openssl'] as const

/**
 * When to review whether public certificate authorities issue post-quantum certificates: browsers announced the
 * phases of Merkle Tree Certificates for 2027 (collected November 2026).
 */
export const PUBLIC_PKI_RECHECK = '2027-07-01'

const ROWS: ReadonlyMap<string, RemediationRow> = new Map(
  [...REMEDIATIONS, ...SSH_SERVERS].map((row) => [row.id, row]),
)

export const remediation = (id: string): RemediationRow | undefined => ROWS.get(id)

/** Of the groups that a policy allows, those that the software can be restricted to; undefined: any hybrid one will do. */
export const usableGroups = (
  row: RemediationRow,
  allowed: readonly string[] | undefined,
): readonly string[] | undefined => allowed?.filter((name) => row.only?.groups.includes(name))

/** The configuration for the groups that a policy allows; undefined: the software has no such setting. */
export const settingFor = (
  row: RemediationRow,
  allowed: readonly string[] | undefined,
): string | undefined => {
  const groups = usableGroups(row, allowed)
  if (!groups) return row.hybrid
  return groups.length > 0 ? row.only?.setting(groups) : undefined
}
