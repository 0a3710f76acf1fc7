import type { InventoryEndpoint } from '../../model/inventory.ts'
import { isUnreached, notProbedBecause } from './labels.ts'
import { nextStep } from './nextStep.ts'
import type { Report } from './reportInput.ts'
import { beginWith, EXPLAINED, NAMED, summaryText } from './summary.ts'
import { rankedTable, type TableOptions } from './tableRows.ts'

/** Endpoints that are laid out together: the columns are as wide as the terminal has them, whoever stands in them. */
const BATCH = 500

/** What the end of a scan shows, from a scan that is over. */
export const inventoryTable = (options: TableOptions): Report =>
  async function* ({ endpoints, summary }) {
    // The end names a few of each kind: only these are kept.
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
    const steps = beginWith(worth, options.width)
    if (steps !== '') yield `${steps}\n\n`
    yield `${summaryText(notProbed, summary, options.width)}\n`
  }
