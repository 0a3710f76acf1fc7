import type { Inventory } from '../../../src/model/inventory.ts'
import { htmlReport } from '../../../src/report/html/page.ts'
import { type ReportInput, reportInput } from '../../../src/report/inventory/reportInput.ts'
import { NOW } from '../../facts.ts'

/** The page of an inventory, in one piece. */
export const htmlPage = (
  inventory: Inventory,
  beside: Partial<Pick<ReportInput, 'plan' | 'verification' | 'asOf'>> = {},
): Promise<string> => written(reportInput(inventory, { asOf: NOW, ...beside }))

export const written = async (input: ReportInput): Promise<string> => {
  let text = ''
  for await (const piece of htmlReport(input)) text += piece
  return text
}
