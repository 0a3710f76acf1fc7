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

/** The client runtimes whose hello offers a group with ML-KEM-1024, of those in src/registry/tls/clientHellos. */
export const ML_KEM_1024_CLIENTS: readonly string[] = ['Go 1.26 (net/http)', 'Go 1.27 (net/http)']

const ROWS: ReadonlyMap<string, RemediationRow> = new Map(
  [...REMEDIATIONS, ...SSH_SERVERS].map((row) => [row.id, row]),
)

export const remediation = (id: string): RemediationRow | undefined => ROWS.get(id)
