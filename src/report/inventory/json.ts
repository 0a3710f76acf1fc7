import { jsonPieces } from '../text/json.ts'
import { type Report, recounting } from './reportInput.ts'

export const inventoryJson: Report = (input) => {
  // Not what only reports know, such as the plan.
  const { schemaVersion, tool, startedAt, finishedAt, authorization } = input
  const { endpoints, summary } = recounting(input)
  const interrupted = summary.interrupted || undefined
  return jsonPieces({
    ...{ schemaVersion, tool, startedAt, finishedAt, authorization },
    ...{ endpoints, summary, interrupted },
  })
}
