import { eachAssessedAgain } from '../../assess/assess.ts'
import type { Inventory, InventoryEndpoint, Summary } from '../../model/inventory.ts'
import type { Plan, PlanItem } from '../../model/plan.ts'
import { countCategories } from '../../model/questions/summary.ts'
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
  endpoints: () => eachAssessedAgain(endpoints, more.asOf),
})

/**
 * The categories of the summary, counted again in one reading of the endpoints: those of an earlier scan may follow older rules. They
 * are complete after the last endpoint.
 */
export const recounting = ({ endpoints, summary }: ReportInput) => {
  const none = (counts: Record<string, number>) =>
    Object.fromEntries(Object.keys(counts).map((key) => [key, 0]))
  const counted: Summary = {
    ...summary,
    keyExchange: none(summary.keyExchange),
    authentication: none(summary.authentication),
    clientsGet: none(summary.clientsGet ?? {}),
  }
  async function* counting(): AsyncGenerator<InventoryEndpoint> {
    for await (const endpoint of endpoints()) {
      countCategories(counted, endpoint.assessment)
      yield endpoint
    }
    for (const counts of [counted.keyExchange, counted.authentication, counted.clientsGet ?? {}])
      for (const key in counts) if (counts[key] === 0) delete counts[key]
  }
  return { endpoints: counting(), summary: counted }
}

/** The summary with the categories counted again. */
export const recounted = async (input: ReportInput): Promise<Summary> => {
  const { endpoints, summary } = recounting(input)
  for await (const _ of endpoints);
  return summary
}

export const itemsByEndpoint = (plan: Plan | undefined): ReadonlyMap<string, readonly PlanItem[]> => {
  const found = new Map<string, PlanItem[]>()
  for (const item of plan?.waves.flatMap(({ items }) => items) ?? [])
    for (const { endpoint } of [item, ...item.alsoMoves])
      found
        .set(endpoint, found.get(endpoint) ?? [])
        .get(endpoint)
        ?.push(item)
  return found
}

/** What the plan and the verification have about an endpoint. */
export type Known = { items: readonly PlanItem[]; verified: readonly VerifiedEndpoint[] }

/** The endpoints, each with what else is known about it. */
export async function* withKnown(input: ReportInput): AsyncGenerator<[InventoryEndpoint, Known]> {
  const items = itemsByEndpoint(input.plan)
  const verified = Map.groupBy(input.verification?.endpoints ?? [], ({ url }) => url)
  for await (const endpoint of input.endpoints())
    yield [endpoint, { items: items.get(endpoint.id) ?? [], verified: verified.get(endpoint.url) ?? [] }]
}
