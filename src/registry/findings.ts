import type { ChangeKind } from '../model/diff.ts'
import { finder } from './dataFile.ts'
import authentication from './findings/authentication.json' with { type: 'json' }
import cipherSuites from './findings/cipherSuites.json' with { type: 'json' }
import configuration from './findings/configuration.json' with { type: 'json' }
import connections from './findings/connections.json' with { type: 'json' }
import keyExchange from './findings/keyExchange.json' with { type: 'json' }
import ssh from './findings/ssh.json' with { type: 'json' }
import unknown from './findings/unknown.json' with { type: 'json' }
import gates from './gates.json' with { type: 'json' }

export type Level = 'error' | 'warning' | 'note'

/** What the plan makes of a finding. */
export const NEED_KINDS = [
  'plaintext',
  'classical',
  /** It accepts a hybrid group, and some clients that offer it get a classical one. */
  'order',
  /** Clients that send a hybrid key share are cut off, by a device on the path or by the server. */
  'cut-off',
  'obsolete',
  /** It accepts none of the groups that the mandates allow. */
  'mandate',
  'unknown',
  'certificate',
  /** A certificate that is weak or invalid even without a quantum computer. */
  'weak-certificate',
] as const

/** Checks of `verify` that findings decide: from the scan alone, or together with the check's own handshakes. */
export const VERIFY_CHECKS = [
  'addresses',
  'repeated-dials',
  'preference',
  'older-versions',
  'hello-tolerance',
  'certificates',
  'signatures',
  'resumption',
] as const

export type VerifyCheck = (typeof VERIFY_CHECKS)[number]

/** A condition of `--fail-on`; several findings may share one. */
export const GATES = gates

export type GateName = keyof typeof GATES

const TABLE = {
  ...keyExchange,
  ...connections,
  ...cipherSuites,
  ...authentication,
  ...ssh,
  ...configuration,
  ...unknown,
}

/** The keys of the files; the compiler demands a predicate for each. */
export type FindingId = keyof typeof TABLE

/** One weakness, with everything that reports, gates, plan and checks say about it. Its predicate is in assess/findings/. */
export type FindingRow = {
  /** Stable: part of `--json` and of `--fail-on`. */
  id: string
  side: 'key-exchange' | 'authentication' | 'configuration' | 'unknown'
  level: Level
  /** An error at endpoints with critical or highly sensitive data. */
  raised?: 'sensitive-data'
  title: string
  /** A sentence about one endpoint; `{some}` and other words stand for what its predicate saw. */
  evidence: string
  why: string
  remedy: string
  /** An imperative for tables and plan items; `{url}` is replaced by the endpoint's. */
  next?: string
  nextSsh?: string
  /** Settings of common servers that belong to the remedy. */
  settings?: 'hybrid' | 'second-certificate'
  /**
   * `weight`: from 0 to 1. `quantum`: multiplied by the odds of a quantum computer. `reason`: why it weighs that much.
   * `open`: the driver if it is undetermined.
   */
  risk?: { weight: number; quantum?: true; reason: string; driver: string; open?: string }
  gates?: readonly GateName[]
  /** The finding with the lowest rank is the most urgent of an endpoint. */
  need?: { kind: (typeof NEED_KINDS)[number]; rank: number }
  verify?: { check: VerifyCheck; result: 'fail' | 'warn' }
  /** Ids of findings that this one replaces in reports; JSON keeps them. */
  covers?: readonly string[]
  /** It depends on the day. */
  aged?: true
  /** The kind of change of `diff` that reports it more precisely than the kind `finding`. */
  change?: ChangeKind
  /** What `diff` calls the certificate of an endpoint with it. */
  trust?: 'not trusted' | 'for another name'
  /** The reasons of the assessment name its facts already. */
  stated?: true
  /** Code scanning identifies alerts by `id`: 1 key exchange, 2 authentication, 3 SSH, 4 configuration, 9 unknown. */
  sarif: {
    id: `PQC${number}`
    name: string
    /** From 0.1 to 10.0, as CVSS 3.1 scores the worst case; absent for what is unknown. */
    severity?: number
    cwe?: readonly number[]
    level?: 'none'
  }
  standards: readonly string[]
}

/** In the order in which reports show them. */
export const FINDINGS: readonly (FindingRow & { id: FindingId })[] = Object.entries(TABLE).map(
  ([id, row]) => ({ id: id as FindingId, ...(row as Omit<FindingRow, 'id'>) }),
)

/** Undefined for an id that this version does not have. */
export const findingRow = finder(FINDINGS, ({ id }): string => id)

export type RiskWeight = Omit<NonNullable<FindingRow['risk']>, 'reason'>

/** What a category weighs by itself. */
export const CATEGORY_RISKS = {
  postQuantum: { weight: 0.05, driver: 'its key exchange is post-quantum' },
  unauthenticated: { weight: 0.5, driver: 'the server is not authenticated' },
  authenticationUnknown: { weight: 0.1, driver: 'its authentication is unknown' },
} as const satisfies Record<string, RiskWeight>
