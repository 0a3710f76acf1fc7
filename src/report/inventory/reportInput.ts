import { assessedAgain } from '../../assess/assess.ts'
import type { Inventory, InventoryEndpoint } from '../../model/inventory.ts'
import type { Plan, PlanItem } from '../../model/plan.ts'
import type { ScanScope } from '../../model/scanRecord.ts'
import type { Verification, VerifiedEndpoint } from '../../model/verification.ts'

/** The input of a report: an inventory that need not fit into memory, and what else is known about its endpoints. */
export type ReportInput = Omit<Inventory, 'endpoints'> & {
  /** Highest risk first. Each call reads from the start. */
  endpoints: () => AsyncIterable<InventoryEndpoint>
  /** The arguments of the scan; unknown for an inventory from a file. */
  scope?: ScanScope | undefined
  plan?: Plan | undefined
  verification?: Verification | undefined
  /** When the report is made: expiry and overdue dates are relative to it. */
  asOf: Date
}

/** A format: the pieces of one document, in order. */
export type Report = (input: ReportInput) => AsyncIterable<string>

export const reportInput = (
  { endpoints, ...rest }: Inventory,
  more: Pick<ReportInput, 'asOf' | 'scope' | 'plan' | 'verification'>,
): ReportInput => ({
  ...rest,
  ...more,
  endpoints: async function* () {
    for (const endpoint of endpoints) yield assessedAgain(endpoint, more.asOf)
  },
})

export const itemsByEndpoint = (plan: Plan | undefined): ReadonlyMap<string, readonly PlanItem[]> => {
  const found = new Map<string, PlanItem[]>()
  for (const item of plan?.waves.flatMap(({ items }) => items) ?? []) {
    for (const id of [item.endpoint, ...item.alsoMoves.map(({ endpoint }) => endpoint)]) {
      const known = found.get(id)
      if (known) known.push(item)
      else found.set(id, [item])
    }
  }
  return found
}

export const verifiedByUrl = (
  verification: Verification | undefined,
): ReadonlyMap<string, readonly VerifiedEndpoint[]> =>
  Map.groupBy(verification?.endpoints ?? [], ({ url }) => url)
