import type { Inventory } from '../../model/inventory.ts'
import { jsonPieces } from '../text/json.ts'
import type { Report, ReportInput } from './reportInput.ts'

export const inventoryJson: Report = (input) => {
  const { summary, ...head } = documentOf(input)
  const interrupted = summary.interrupted || undefined
  return jsonPieces({ ...head, endpoints: input.endpoints(), summary, interrupted })
}

/** The document without its endpoints, and without what only reports know, such as the plan. */
const documentOf = ({
  schemaVersion,
  tool,
  startedAt,
  finishedAt,
  authorization,
  summary,
}: ReportInput): Omit<Inventory, 'endpoints'> => ({
  schemaVersion,
  tool,
  startedAt,
  finishedAt,
  ...(authorization ? { authorization } : {}),
  summary,
})
