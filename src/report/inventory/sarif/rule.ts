import type { CweId } from '../../../registry/sarif.ts'

export type Level = 'error' | 'warning' | 'note' | 'none'

/** What a finding is about: the texts are ours, and say nothing of any one endpoint. */
export type Rule = {
  /** Stable: alerts are known by it. 1 key exchange, 2 authentication, 3 SSH, 4 configuration, 9 what is not known. */
  id: `PQC${number}`
  /** In Pascal case. */
  name: string
  level: Level
  /**
   * From 0.1 to 10.0, as CVSS 3.1 would score the worst case: what code scanning sorts by. Absent where nothing was
   * found to be wrong.
   */
  severity?: number
  cwe?: readonly CweId[]
  title: string
  why: string
  remedy: string
  /** Whether the settings of the common servers belong to the remedy. */
  settings?: 'hybrid' | 'second-certificate'
}
