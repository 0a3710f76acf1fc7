import { uncovered } from '../../../assess/findings/findings.ts'
import type { Finding } from '../../../model/assessment.ts'
import type { InventoryEndpoint } from '../../../model/inventory.ts'
import { FINDINGS, type FindingRow } from '../../../registry/findings.ts'
import { remediation } from '../../../registry/remediation/remediation.ts'
import { CODE_SCANNING } from '../../../registry/sarif.ts'
import { sanitize } from '../../text/sanitize.ts'
import { nextStep } from '../findings.ts'
import { endpointTitle, notProbedBecause } from '../labels.ts'
import { incompleteBecause, LIMITED } from '../limited.ts'
import type { ReportInput } from '../reportInput.ts'

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
    message: `${messageText(evidence, MAX_EVIDENCE)}${rule.settings === 'hybrid' ? ` ${advice(endpoint)}` : ''}`,
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

export const ruleIndex = (id: string): number => RULE_LIST.findIndex((rule) => rule.id === id)

export const levelOfRule = ({ level, sarif }: FindingRow): Level => sarif.level ?? level

/** The most severe first: if there are too many, the least severe are left out. */
export const LEVELS = ['error', 'warning', 'note', 'none'] as const satisfies readonly Level[]

/** The number of results, known before any is written. */
export type Census = {
  results: Record<Level, number>
  /** Of each level, as many as there is room for. */
  room: Record<Level, number>
  leftOut: number
  notProbed: { count: number; shown: string[] }
  /** Of those whose lists a limit of connections left incomplete. */
  limited: { count: number; shown: string[] }
}

const MAX_SHOWN = 100

export const takeCensus = async ({ endpoints }: ReportInput): Promise<Census> => {
  const counts = { error: 0, warning: 0, note: 0, none: 0 }
  const notProbed = { count: 0, shown: [] as string[] }
  const limited = { count: 0, shown: [] as string[] }
  for await (const endpoint of endpoints()) {
    const why = incompleteBecause(endpoint)
    if (why !== undefined && ++limited.count <= MAX_SHOWN)
      limited.shown.push(`'${messageText(endpointTitle(endpoint), 300)}': ${LIMITED} (${why}).`)
    for (const { level, rule } of results(endpoint)) {
      counts[level]++
      if (rule.id !== 'not-probed') continue
      notProbed.count++
      if (notProbed.shown.length < MAX_SHOWN) notProbed.shown.push(notProbedText(endpoint))
    }
  }
  let free: number = CODE_SCANNING.maxResults
  let leftOut = 0
  const room = { ...counts }
  for (const level of LEVELS) {
    room[level] = Math.min(counts[level], free)
    free -= room[level]
    leftOut += counts[level] - room[level]
  }
  return { results: counts, room, leftOut, notProbed, limited }
}

const notProbedText = (endpoint: InventoryEndpoint): string => {
  const why = endpoint.unresolved ? 'its address is a template' : notProbedBecause(endpoint)
  return `'${messageText(endpointTitle(endpoint), 300)}' could not be probed: ${messageText(why ?? 'no reason is known', 400)}.`
}
