import type { InventoryEndpoint } from '../../model/inventory.ts'
import type { Action, PlanItem } from '../../model/plan.ts'
import type { Need } from '../needs.ts'

/** What to do about one need. */
export type Chosen = {
  action: Action
  effortDays: readonly [number, number]
  /** Things outside of the plan that have to happen first. */
  blockedBy: readonly string[]
  status: 'open' | 'blocked' | 'waiting-on-vendor'
  /** ISO 8601 date: when to look again at a blocked or accepted one. */
  recheck?: string
  /** What proves it done, where that is not the track's own check. */
  verify?: string
}

export type ActionQuestion = {
  endpoint: InventoryEndpoint
  need: Need
  /** The groups that the mandates ask for; undefined: any hybrid one. */
  groups: readonly string[] | undefined
  /** The signature algorithm that certificates get. */
  signature: string
  /** ISO 8601 date: today. */
  asOf: string
  /** The day of the first plan that had the item, and the day to look again that the last one named. */
  since: string
  recheck: string | undefined
  /** What the last plan did about it. */
  earlier: PlanItem['action']['kind'] | undefined
}
