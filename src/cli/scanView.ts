import type { Inventory, InventoryEndpoint } from '../model/inventory.ts'
import { evidence } from '../report/evidence.ts'
import { doneLine, firstSteps, rankedTable, summaryText, type TableOptions } from '../report/table.ts'
import { ProgressLine } from './progress.ts'

export type ScanViewOptions = TableOptions & {
  /** Nothing is printed: the result goes out as JSON. */
  silent: boolean
  total: number
  print: (text: string) => void
}

/** The most endpoints that the end of a scan explains. */
const EXPLAINED = 3

/** What a person sees of a scan: a row for each endpoint when it is done, then the ranking. */
export class ScanView {
  readonly #options: ScanViewOptions
  readonly #progress = new ProgressLine()
  #done = 0

  constructor(options: ScanViewOptions) {
    this.#options = options
  }

  /** `endpoint` is undefined for an address of a range where nothing listens. */
  done(endpoint: InventoryEndpoint | undefined): void {
    this.#done++
    if (endpoint && !this.#options.silent) {
      this.#progress.clear()
      this.#options.print(doneLine(endpoint, this.#options))
    }
    this.#progress.update({ done: this.#done, total: this.#options.total })
  }

  end({ endpoints, summary }: Inventory, explain: boolean): void {
    this.#progress.clear()
    const { silent, print } = this.#options
    if (silent) return
    if (explain) for (const endpoint of endpoints) print(`\n${evidence(endpoint)}`)
    if (endpoints.length > 0) {
      print(`\n${rankedTable(endpoints, this.#options)}\n`)
      print(`Begin with\n${firstSteps(endpoints, EXPLAINED)}\n`)
    }
    print(summaryText(summary))
  }
}
