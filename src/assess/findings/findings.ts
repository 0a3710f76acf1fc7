import type { Assessment, Finding, Undetermined } from '../../model/assessment.ts'
import type { AddressFacts } from '../../model/endpoint.ts'
import { addressName, hasAnswered } from '../../model/questions/endpoint.ts'
import { FINDINGS, type FindingId, findingRow } from '../../registry/findings.ts'
import { type JudgedAddress, judgeAddresses, weakestOf } from '../category.ts'
import { shared } from '../sharedText.ts'
import { type AssessmentInput, nothingSeen, type Predicate, type Subject } from './answer.ts'
import { AUTHENTICATION } from './authentication.ts'
import { CIPHER_SUITES } from './cipherSuites.ts'
import { CONFIGURATION } from './configuration.ts'
import { CONNECTIONS } from './connections.ts'
import { KEY_EXCHANGE } from './keyExchange.ts'
import { SSH } from './ssh.ts'
import { UNKNOWN } from './unknown.ts'

const PREDICATES: Readonly<Record<FindingId, Predicate>> = {
  ...KEY_EXCHANGE,
  ...CONNECTIONS,
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
  judged = judgeAddresses(input.addresses),
): Findings => {
  const subject = subjectOf(input, judged)
  const isSensitive = tier === 'critical' || tier === 'high'
  const findings: Finding[] = []
  const undetermined: Undetermined[] = []
  for (const row of subject.answered.length > 0 ? FINDINGS : FOR_UNANSWERED) {
    const { found, open } = PREDICATES[row.id](subject, day, row.evidence)
    const level = row.raised && isSensitive ? { level: 'error' as const } : undefined
    for (const one of found)
      findings.push({ id: row.id, level: row.level, ...one, ...level, evidence: shared(one.evidence) })
    for (const one of open) undetermined.push({ id: row.id, ...one, reason: shared(one.reason) })
  }
  cover(findings)
  // An array that has grown reserves spare memory; a copy does not.
  return { findings: findings.slice(), undetermined: undetermined.slice() }
}

/** An endpoint that did not answer is not judged, and nothing about it is undetermined. */
const FOR_UNANSWERED = FINDINGS.filter(({ side }) => side === 'unknown' || side === 'configuration')

/** An address that does not answer may accept anything; one that is closed or unreachable accepts nothing from here. */
const MAY_BE_ANYTHING: readonly AddressFacts['state'][] = ['open', 'timed-out', 'not-tested']

const subjectOf = (input: AssessmentInput, judged: readonly JudgedAddress[]): Subject => {
  const answered = judged.filter(({ address }) => hasAnswered([address]))
  const untested = judged
    .filter(({ address }) => MAY_BE_ANYTHING.includes(address.state) && !hasAnswered([address]))
    .map(({ address }) => ({ reason: nothingSeen(address), address: addressName(address) }))
  return { ...input, judged, answered, untested, isUnknown: weakestOf(judged) === undefined }
}

/** Marks what another finding of the endpoint says better; of several, the first in the order of the catalogue. */
const cover = (findings: readonly Finding[]): void => {
  for (const { id, address } of findings) {
    const covered = findingRow(id)?.covers
    if (covered === undefined) continue
    for (const one of findings) {
      const isSamePlace = address === undefined || one.address === undefined || one.address === address
      if (covered.includes(one.id) && isSamePlace) one.coveredBy ??= id
    }
  }
}

/** The findings that reports show: those that no other finding covers. */
export const uncovered = (findings: readonly Finding[]): Finding[] =>
  findings.filter(({ coveredBy }) => coveredBy === undefined)
