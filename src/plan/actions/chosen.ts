import type { InventoryEndpoint } from '../../model/inventory.ts'
import type { Action, PlanItem } from '../../model/plan.ts'
import type { Policy } from '../../registry/mandates/mandates.ts'
import type { Need } from '../needs.ts'

/** What to do about one need. */
export type Chosen = {
  action: Action
  effortDays: readonly [number, number]
  /** What has to happen first, outside of the plan. */
  blockedBy: readonly string[]
  status: 'open' | 'blocked' | 'waiting-on-vendor'
  /** ISO 8601 date: when to review a blocked or accepted item. */
  recheck?: string
  /** The command that proves it done, if not `mcp-pqc verify` for its track. */
  verify?: string
}

export type ActionQuestion = {
  endpoint: InventoryEndpoint
  need: Need
  policy: Policy
  /** ISO 8601 date: today. */
  asOf: string
  /** The day of the first plan that had the item, and the review date in the previous one. */
  since: string
  recheck: string | undefined
  /** The action in the previous plan. */
  earlier: PlanItem['action']['kind'] | undefined
}
