import type { Assessment, Finding, Undetermined } from '../../model/assessment.ts'
import type { InventoryEndpoint } from '../../model/inventory.ts'
import { hasAnswered } from '../../model/questions/endpoint.ts'
import { FINDINGS, type FindingId, findingRow } from '../../registry/findings.ts'
import { judgeAddresses, weakestOf } from '../category.ts'
import type { AssessmentInput, Predicate, Subject } from './answer.ts'
import { AUTHENTICATION } from './authentication.ts'
import { CIPHER_SUITES } from './cipherSuites.ts'
import { CONFIGURATION } from './configuration.ts'
import { KEY_EXCHANGE } from './keyExchange.ts'
import { SSH } from './ssh.ts'
import { UNKNOWN } from './unknown.ts'

const PREDICATES: Readonly<Record<FindingId, Predicate>> = {
  ...KEY_EXCHANGE,
  ...CIPHER_SUITES,
  ...AUTHENTICATION,
  ...SSH,
  ...CONFIGURATION,
  ...UNKNOWN,
}

export type Findings = { findings: Finding[]; undetermined: Undetermined[] }

export const findingsOf = (
  input: AssessmentInput,
  tier: Assessment['sensitivity']['tier'],
  day: Date,
): Findings => {
  const subject = subjectOf(input)
  // An endpoint that did not answer is not judged, and nothing about it is undetermined.
  const rows = FINDINGS.filter(
    ({ side }) => subject.answered.length > 0 || side === 'unknown' || side === 'configuration',
  )
  const isSensitive = tier === 'critical' || tier === 'high'
  const findings: Finding[] = []
  const undetermined: Undetermined[] = []
  for (const row of rows) {
    const { found, open } = PREDICATES[row.id](subject, day)
    for (const { evidence, level = row.level, ...rest } of found)
      findings.push({ id: row.id, level: row.raised && isSensitive ? 'error' : level, evidence, ...rest })
    for (const one of open) undetermined.push({ id: row.id, ...one })
  }
  return { findings: findings.map((one) => covered(one, findings)), undetermined }
}

const subjectOf = (input: AssessmentInput): Subject => {
  const judged = judgeAddresses(input.addresses)
  const answered = judged.filter(({ address }) => hasAnswered([address]))
  return { ...input, judged, answered, isUnknown: weakestOf(judged) === undefined }
}

const covered = (finding: Finding, all: readonly Finding[]): Finding => {
  const cover = all.find(
    ({ id, address }) =>
      findingRow(id)?.covers?.includes(finding.id) &&
      (address === undefined || finding.address === undefined || finding.address === address),
  )
  return cover ? { ...finding, coveredBy: cover.id } : finding
}

/** The findings that reports show: those that no other finding covers. */
export const uncovered = (findings: readonly Finding[]): Finding[] =>
  findings.filter(({ coveredBy }) => coveredBy === undefined)

/** An endpoint from a file or a store, with the findings of this day and of this version's rules. */
export const withFindings = (endpoint: InventoryEndpoint, day: Date): InventoryEndpoint => {
  const { sensitivity } = endpoint.assessment
  return {
    ...endpoint,
    assessment: { ...endpoint.assessment, ...findingsOf({ ...endpoint, endpoint }, sensitivity.tier, day) },
  }
}
