import { AUTHENTICATION_FINDINGS } from './findings/authentication.ts'
import { CIPHER_SUITE_FINDINGS } from './findings/cipherSuites.ts'
import { CONFIGURATION_FINDINGS } from './findings/configuration.ts'
import { KEY_EXCHANGE_FINDINGS } from './findings/keyExchange.ts'
import type { FindingRow } from './findings/row.ts'
import { SSH_FINDINGS } from './findings/ssh.ts'
import { UNKNOWN_FINDINGS } from './findings/unknown.ts'

export { type FindingRow, GATES, type GateName, type Level, type VerifyCheck } from './findings/row.ts'

const ALL = [
  ...KEY_EXCHANGE_FINDINGS,
  ...CIPHER_SUITE_FINDINGS,
  ...AUTHENTICATION_FINDINGS,
  ...SSH_FINDINGS,
  ...CONFIGURATION_FINDINGS,
  ...UNKNOWN_FINDINGS,
] as const

export type FindingId = (typeof ALL)[number]['id']

/** In the order in which reports show them. */
export const FINDINGS: readonly (FindingRow & { id: FindingId })[] = ALL

const ROWS: ReadonlyMap<string, FindingRow & { id: FindingId }> = new Map(
  FINDINGS.map((row) => [row.id, row]),
)

/** Undefined for an id that this version does not have. */
export const findingRow = (id: string): (FindingRow & { id: FindingId }) | undefined => ROWS.get(id)

/** What a category weighs by itself. */
export const CATEGORY_RISKS = {
  postQuantum: { weight: 0.05, driver: 'its key exchange is post-quantum' },
  unauthenticated: { weight: 0.5, driver: 'the server is not authenticated' },
  authenticationUnknown: { weight: 0.1, driver: 'its authentication is unknown' },
} as const satisfies Record<string, NonNullable<FindingRow['risk']>>
