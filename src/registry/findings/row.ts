import type { CweId } from '../sarif.ts'

export type Level = 'error' | 'warning' | 'note'

/** What the plan makes of a finding. */
export type NeedKind =
  | 'plaintext'
  | 'classical'
  /** It has a hybrid group and prefers another one. */
  | 'order'
  /** It accepts something obsolete or weak. */
  | 'obsolete'
  /** It has none of the groups that the mandates allow. */
  | 'mandate'
  | 'unknown'
  | 'certificate'
  /** A certificate that is not good enough today. */
  | 'weak-certificate'

/** Checks of `verify` that follow from findings alone. */
export type VerifyCheck = 'older-versions' | 'certificates' | 'signatures'

/** A condition of `--fail-on`; several findings may share one. */
export const GATES = {
  plaintext: 'plain HTTP',
  classical: 'no post-quantum key exchange (plain HTTP and Kyber drafts included)',
  'classical-accepted': 'clients without post-quantum key exchange let in',
  'obsolete-version': 'TLS 1.1 or older accepted',
  'static-rsa': 'static RSA key exchange accepted',
  'weak-cipher-suite':
    'a cipher suite without encryption or authentication, or with an export, DES, RC4, 3DES or IDEA cipher',
  'short-rsa': 'an RSA key below 2,048 bits',
  untrusted:
    'a certificate that does not validate (expired ones included), is for another name, or does not match the signature of the handshake',
  unknown: 'a key exchange that could not be found out',
} as const

export type GateName = keyof typeof GATES

/** One weakness: everything that any report, gate, plan or check says of it. The predicates are in assess/findings/. */
export type FindingRow = {
  /** Stable: `--json`, gates and docs name it. */
  id: string
  side: 'key-exchange' | 'authentication' | 'configuration' | 'unknown'
  level: Level
  /** It is an error at endpoints with critical or highly sensitive data. */
  raised?: 'sensitive-data'
  title: string
  why: string
  remedy: string
  /** The imperative of the table and of plan items; `{url}` stands for the endpoint's. */
  next?: string
  nextSsh?: string
  /** Whether the settings of the common servers belong to the remedy. */
  settings?: 'hybrid' | 'second-certificate'
  /** A share from 0 to 1. `quantum`: weighed by the odds of a quantum computer. `open`: the driver where it is undetermined. */
  risk?: { weight: number; quantum?: true; driver: string; open?: string }
  gates?: readonly GateName[]
  /** The lowest rank of an endpoint comes first. */
  need?: { kind: NeedKind; rank: number }
  /** The check of `verify` that it fails, or that warns of it. */
  verify?: { check: VerifyCheck; result: 'fail' | 'warn' }
  /** Findings that say less about the same cause: they stay in the document, and reports leave them out. */
  hides?: readonly string[]
  /** It depends on the day. */
  aged?: true
  /** `id` is what code scanning knows alerts by: 1 key exchange, 2 authentication, 3 SSH, 4 configuration, 9 unknown. */
  sarif?: {
    id: `PQC${number}`
    name: string
    /** From 0.1 to 10.0, as CVSS 3.1 would score the worst case; absent where nothing was found to be wrong. */
    severity?: number
    cwe?: readonly CweId[]
    level?: 'none'
  }
  standards: readonly string[]
}
