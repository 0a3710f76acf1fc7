import type { Inventory } from '../../model/inventory.ts'
import { jsonPieces } from '../text/json.ts'
import type { Report, ReportInput } from './reportInput.ts'

/** The document of `scan --json`, an endpoint at a time. */
export const inventoryJson: Report = (input) => {
  const { summary, ...head } = documentOf(input)
  return jsonPieces(head, input.endpoints(), summary)
}

/** What the document has beside its endpoints: a report's own knowledge, such as the plan, is not part of it. */
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
