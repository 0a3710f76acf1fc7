import type { InventoryEndpoint } from '../../model/inventory.ts'
import { isUnreached, notProbedBecause } from './labels.ts'
import { nextStep } from './nextStep.ts'
import type { Report } from './reportInput.ts'
import { EXPLAINED, fixFirst, NAMED, summaryText } from './summary.ts'
import { rankedTable, type TableOptions } from './tableRows.ts'

/** Endpoints that are laid out together: the width of a column does not depend on its content. */
const BATCH = 500

/** What the end of a scan shows, from a scan that is over. */
export const inventoryTable = (options: TableOptions): Report =>
  async function* ({ endpoints, summary }) {
    // Only the few that the end names stay in memory.
    const worth: InventoryEndpoint[] = []
    const notProbed: InventoryEndpoint[] = []
    const batch: InventoryEndpoint[] = []
    let isFirst = true
    const laidOut = (): string => {
      const text = rankedTable(batch.splice(0), { ...options, head: isFirst })
      isFirst = false
      return `${text}\n`
    }
    for await (const endpoint of endpoints()) {
      const isProbed = notProbedBecause(endpoint) === undefined
      if (isUnreached(endpoint) && notProbed.length < NAMED) notProbed.push(endpoint)
      if (isProbed && worth.length < EXPLAINED && nextStep(endpoint) !== undefined) worth.push(endpoint)
      if (batch.push(endpoint) === BATCH) yield laidOut()
    }
    if (batch.length > 0) yield laidOut()
    if (!isFirst) yield '\n'
    const steps = fixFirst(worth, options.width)
    if (steps !== '') yield `${steps}\n\n`
    yield `${summaryText(notProbed, summary, options.width)}\n`
  }
