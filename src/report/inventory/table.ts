import type { InventoryEndpoint } from '../../model/inventory.ts'
import type { Report } from './reportInput.ts'
import { Conclusion } from './summary.ts'
import { rankedTable, type TableOptions } from './tableRows.ts'

/** Endpoints that are laid out together: the width of a column does not depend on its content. */
const BATCH = 500

/** What the end of a scan shows, from a scan that is over. */
export const inventoryTable = (options: TableOptions): Report =>
  async function* ({ endpoints, summary }) {
    const conclusion = new Conclusion()
    const batch: InventoryEndpoint[] = []
    let isFirst = true
    const laidOut = (): string => {
      const text = rankedTable(batch.splice(0), { ...options, head: isFirst })
      isFirst = false
      return `${text}\n`
    }
    for await (const endpoint of endpoints()) {
      conclusion.add(endpoint)
      if (batch.push(endpoint) === BATCH) yield laidOut()
    }
    if (batch.length > 0) yield laidOut()
    if (!isFirst) yield '\n'
    yield `${conclusion.text(summary, options.width)}\n`
  }
