import { uncovered } from '../../../assess/findings/findings.ts'
import type { Finding } from '../../../model/assessment.ts'
import type { InventoryEndpoint } from '../../../model/inventory.ts'
import { FINDINGS, type FindingRow } from '../../../registry/findings.ts'
import { remediation } from '../../../registry/remediation/remediation.ts'
import { sanitize } from '../../text/sanitize.ts'
import { nextStep } from '../findings.ts'

export type Result = {
  rule: FindingRow
  level: Level
  /** Text from the network in it is sanitized. Ends with a full stop. */
  message: string
  /** What tells it apart from another result of the same rule on the same endpoint; nothing of lines or times. */
  key?: string | undefined
  /** Where it is not about the endpoint as a whole. */
  place?: { path: string; line?: number | undefined } | undefined
}

/** The findings of an endpoint, those of one rule at several addresses as one result. */
export const results = (endpoint: InventoryEndpoint): Result[] => {
  const found = Map.groupBy(uncovered(endpoint.assessment.findings), ({ id, key = '' }) => `${id} ${key}`)
  return RULE_LIST.flatMap((rule) =>
    [...found.values()]
      .filter(([first]) => first?.id === rule.id)
      .map((same) => resultOf(endpoint, rule, same as [Finding, ...Finding[]])),
  )
}

const resultOf = (
  endpoint: InventoryEndpoint,
  rule: FindingRow,
  same: readonly [Finding, ...Finding[]],
): Result => {
  const evidence = [...new Set(same.map((one) => one.evidence))].join(' ')
  const [{ key, place }] = same
  return {
    rule,
    level: rule.sarif.level ?? (same.some(({ level }) => level === 'error') ? 'error' : same[0].level),
    message: [
      messageText(evidence, MAX_EVIDENCE),
      ...(rule.settings === 'hybrid' ? [advice(endpoint)] : []),
    ].join(' '),
    key,
    place,
  }
}

const MAX_EVIDENCE = 8000

/** What to do first, and how the software that was recognised is told to. */
const advice = (endpoint: InventoryEndpoint): string => {
  const step = nextStep(endpoint)
  const row = endpoint.software && remediation(endpoint.software.id)
  const setting = row?.hybrid
    ?.split('\n')
    .map((line) => line.trim())
    .join(' ')
  return [
    step === undefined ? '' : `Next: ${messageText(step, 400)}.`,
    row && setting ? `${row.name} (${row.from}): ${messageText(setting, 400)}` : '',
  ]
    .filter((part) => part !== '')
    .join(' ')
}

/** Text from the network for a message (SARIF 2.1.0 §3.11): without links and placeholders. */
export const messageText = (text: string, maxLength: number): string =>
  sanitize(text, maxLength).replaceAll('](', '] (').replaceAll('{', '{{').replaceAll('}', '}}')

/** SARIF 2.1.0 §3.27.10. `none`: nothing was found to be wrong, because nothing is known. */
export type Level = FindingRow['level'] | 'none'

/** In the order of the file: everything that can be found, known before anything is. */
export const RULE_LIST: readonly FindingRow[] = FINDINGS.toSorted((a, b) =>
  a.sarif.id < b.sarif.id ? -1 : 1,
)

const INDEX: ReadonlyMap<string, number> = new Map(RULE_LIST.map(({ id }, at) => [id, at]))

export const ruleIndex = (id: string): number => INDEX.get(id) ?? -1

export const levelOfRule = ({ level, sarif }: FindingRow): Level => sarif.level ?? level
