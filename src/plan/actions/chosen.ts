import type { InventoryEndpoint } from '../../model/inventory.ts'
import type { Action, PlanItem } from '../../model/plan.ts'
import type { Policy } from '../../registry/mandates/mandates.ts'
import { PUBLIC_PKI_RECHECK } from '../../registry/remediation/remediation.ts'
import type { Need } from '../needs.ts'

export type Chosen = {
  action: Action
  effortDays: readonly [number, number]
  /** What has to happen first, outside of the plan. */
  blockedBy?: readonly string[]
  /** `open` if absent. */
  status?: 'blocked' | 'waiting-on-vendor'
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
  earlier: PlanItem['action']['kind'] | undefined
}

/** Nothing is changed until the day of a review. */
export const keepUntil = (recheck: string, summary: string, blocker: string, steps: string[]): Chosen => ({
  action: { kind: 'accept', summary, steps, rollback: 'None: nothing is changed.' },
  effortDays: [0, 0.5],
  blockedBy: [blocker],
  status: 'blocked',
  recheck,
})

/** When to review what waits for a standard or for public authorities. */
export const standardsReview = (asOf: string): string =>
  PUBLIC_PKI_RECHECK > asOf ? PUBLIC_PKI_RECHECK : asOf
