import type { Inventory, InventoryEndpoint } from '../../model/inventory.ts'
import type { TableOptions } from '../../report/inventory/table.ts'
import { ProgressLine } from './progress.ts'

export type ScanViewOptions = TableOptions & {
  /** Print nothing: the result is JSON. */
  quiet: boolean
  /** Endpoints and addresses to come. */
  total: number
  print: (text: string) => void
}

/** A scan on a terminal: a row for each endpoint when it is done, then the ranking. */
export type ScanView = {
  /** `endpoint` is undefined for an address of a range where nothing listens. */
  done(endpoint: InventoryEndpoint | undefined): void
  end(inventory: Inventory, explain: boolean): void
}

/** Loads the writers only if something is printed. */
export const scanView = async (options: ScanViewOptions): Promise<ScanView> => {
  const rows = options.quiet ? undefined : await printedRows(options)
  const progress = new ProgressLine()
  const { total } = options
  let done = 0
  progress.update({ done, total })
  return {
    done(endpoint) {
      done++
      if (endpoint && rows) {
        progress.clear()
        rows.done(endpoint)
      }
      progress.update({ done, total })
    },
    end(inventory, explain) {
      progress.clear()
      rows?.end(inventory, explain)
    },
  }
}

const printedRows = async ({ print, ...options }: ScanViewOptions): Promise<ScanView> => {
  const [{ doneRow, rankedTable, tableHead }, { Conclusion }, { factsText }] = await Promise.all([
    import('../../report/inventory/table.ts'),
    import('../../report/inventory/summary.ts'),
    import('../../report/inventory/facts/text.ts'),
  ])
  let any = false
  return {
    done(endpoint) {
      if (!any) print(tableHead(options))
      any = true
      if (endpoint) print(doneRow(endpoint, options))
    },
    end({ endpoints, summary }, explain) {
      if (explain) for (const endpoint of endpoints) print(`\n${factsText(endpoint, options.width)}`)
      if (endpoints.length > 0) print(`\nRanked, highest risk first\n\n${rankedTable(endpoints, options)}\n`)
      const conclusion = new Conclusion()
      for (const endpoint of endpoints) conclusion.add(endpoint)
      print(conclusion.text(summary, options.width))
    },
  }
}
