import type { InventoryEndpoint } from '../../../model/inventory.ts'
import { CODE_SCANNING } from '../../../registry/sarif.ts'
import { endpointTitle, notProbedBecause } from '../labels.ts'
import type { ReportInput } from '../reportInput.ts'
import { results as resultsOf } from './findings.ts'
import { messageText } from './message.ts'
import type { Level } from './rules.ts'

/** The most severe first: if there are too many, the least severe are left out. */
export const LEVELS = ['error', 'warning', 'note', 'none'] as const satisfies readonly Level[]

/** The number of results, known before any is written. */
export type Census = {
  results: Record<Level, number>
  /** Of each level, as many as there is room for. */
  room: Record<Level, number>
  leftOut: number
  notProbed: { count: number; shown: string[] }
}

const MAX_SHOWN = 100

export const takeCensus = async ({ endpoints }: ReportInput): Promise<Census> => {
  const results = { error: 0, warning: 0, note: 0, none: 0 }
  const notProbed = { count: 0, shown: [] as string[] }
  for await (const endpoint of endpoints()) {
    for (const { level, rule } of resultsOf(endpoint)) {
      results[level]++
      if (rule.id !== 'not-probed') continue
      notProbed.count++
      if (notProbed.shown.length < MAX_SHOWN) notProbed.shown.push(notProbedText(endpoint))
    }
  }
  let free: number = CODE_SCANNING.maxResults
  const room = { error: 0, warning: 0, note: 0, none: 0 }
  for (const level of LEVELS) {
    room[level] = Math.min(results[level], free)
    free -= room[level]
  }
  const leftOut = LEVELS.reduce((sum, level) => sum + results[level] - room[level], 0)
  return { results, room, leftOut, notProbed }
}

const notProbedText = (endpoint: InventoryEndpoint): string => {
  const why = endpoint.unresolved ? 'its address is a template' : notProbedBecause(endpoint)
  return `'${messageText(endpointTitle(endpoint), 300)}' could not be probed: ${messageText(why ?? 'no reason is known', 400)}.`
}
