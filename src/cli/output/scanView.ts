import type { InventoryEndpoint } from '../../model/inventory.ts'
import type { TextOptions } from '../../report/text/fit.ts'
import type { ScanDocument } from '../../scan/collect.ts'
import { ProgressLine } from './progress.ts'

export type ScanViewOptions = TextOptions & {
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
  end(document: ScanDocument, explain: boolean): Promise<void>
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
    async end(document, explain) {
      progress.clear()
      await rows?.end(document, explain)
    },
  }
}

const printedRows = async ({ print, ...options }: ScanViewOptions): Promise<ScanView> => {
  const [{ doneRow, inventoryTable, tableHead }, { factsText }] = await Promise.all([
    import('../../report/inventory/table.ts'),
    import('../../report/inventory/facts/text.ts'),
  ])
  let any = false
  return {
    done(endpoint) {
      if (!any) print(tableHead(options))
      any = true
      if (endpoint) print(doneRow(endpoint, options))
    },
    async end(document, explain) {
      if (explain)
        for await (const endpoint of document.endpoints()) print(`\n${factsText(endpoint, options.width)}`)
      if (document.summary.endpoints > 0) print('\nRanked, highest risk first\n')
      const table = inventoryTable(options)({ ...document, asOf: new Date() })
      // `print` adds the line feed that a piece ends with.
      for await (const piece of table) print(piece.slice(0, -1))
    },
  }
}
