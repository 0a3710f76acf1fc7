import type { InventoryEndpoint, Summary } from '../model/inventory.ts'
import { countEndpoint, emptySummary } from '../model/questions/summary.ts'

/** Highest risk first; the same risk by URL, so that two runs agree. */
export const byRisk = (a: InventoryEndpoint, b: InventoryEndpoint): number =>
  b.assessment.risk.score - a.assessment.risk.score || (a.url < b.url ? -1 : 1)

/** How many of what. `silentAddresses`: of ranges, where nothing listens. */
export const summarize = (
  endpoints: readonly InventoryEndpoint[],
  { silentAddresses, interrupted }: { silentAddresses: number; interrupted: boolean },
): Summary => {
  const summary = { ...emptySummary(), silentAddresses, interrupted }
  for (const endpoint of endpoints) countEndpoint(summary, endpoint)
  return summary
}
