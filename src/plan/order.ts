import type { InventoryEndpoint } from '../model/inventory.ts'
import type { PlanItem } from '../model/plan.ts'

/** Highest score first, then the earlier deadline; certificates that are sound today come after everything else. */
export const ranked = <T extends { item: PlanItem; urgent: boolean }>(entries: readonly T[]): T[] =>
  entries
    .toSorted(
      (a, b) =>
        Number(b.urgent) - Number(a.urgent) ||
        b.item.score - a.item.score ||
        compare(a.item.deadline.date, b.item.deadline.date) ||
        compare(a.item.url, b.item.url) ||
        // Of one endpoint the key exchange first: it is recorded today.
        compare(b.item.track, a.item.track),
    )
    .map((entry, i) => ({ ...entry, item: { ...entry.item, rank: i + 1 } }))

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/** What items have in common of which one is tried first: the server software that is changed, or the proxy. */
export const kindOfWork = (item: PlanItem, endpoint: InventoryEndpoint | undefined): string | undefined => {
  if (item.track !== 'key-exchange' || item.status !== 'open') return undefined
  const { kind } = item.action
  if (kind === 'front-with-gateway') return kind
  return kind === 'upgrade-in-place' && endpoint?.software ? endpoint.software.id : undefined
}

/**
 * Of each kind of work that several items share, the one with the lowest risk that waits for no other: mistakes are
 * cheap there. Work that was begun before needs no pilot any more.
 */
export const pilotsOf = (
  entries: readonly { item: PlanItem; work: string | undefined; after: readonly string[] }[],
  begun: ReadonlySet<string>,
): Set<PlanItem> => {
  const same = Map.groupBy(
    entries.filter(({ work }) => work !== undefined && !begun.has(work)),
    ({ work }) => work,
  )
  return new Set(
    [...same.values()]
      .filter((group) => group.length > 1)
      .flatMap((group) => group.findLast(({ after }) => after.length === 0)?.item ?? []),
  )
}
