import type { Plan, PlanItem } from '../../model/plan.ts'
import type { Verification, VerifiedEndpoint } from '../../model/verification.ts'

/** The items of a plan by the id of each endpoint that moves with them. */
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

/** What was verified, by URL. */
export const verifiedByUrl = (
  verification: Verification | undefined,
): ReadonlyMap<string, readonly VerifiedEndpoint[]> =>
  Map.groupBy(verification?.endpoints ?? [], ({ url }) => url)
