import type { InventoryEndpoint } from '../../src/model/inventory.ts'
import { Plan } from '../../src/model/plan.ts'
import { type PlanOptions, planMigration } from '../../src/plan/plan.ts'

export const TODAY = '2026-11-22'

/** A plan as of a day in November 2026, which fits the model. */
export const plan = (endpoints: readonly InventoryEndpoint[], changes: Partial<PlanOptions> = {}): Plan => {
  const asOf = changes.asOf ?? TODAY
  return Plan.parse(
    planMigration(endpoints, { asOf, start: asOf, capacity: 20, mandates: ['nist-ir-8547'], ...changes }),
  )
}

/** Numbers from 0 to 1 that are the same in each run. Mulberry32, public domain (T. Ettinger, 2017). */
export const randomNumbers = (seed: number): (() => number) => {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
}
