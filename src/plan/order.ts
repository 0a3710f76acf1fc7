import type { InventoryEndpoint } from '../model/inventory.ts'
import type { PlanItem } from '../model/plan.ts'

/** Highest score first, then the earlier deadline; certificates that are valid and strong today come last. */
export const ranked = <T extends { item: PlanItem; urgent: boolean }>(entries: readonly T[]): T[] =>
  entries
    .toSorted(
      (a, b) =>
        Number(b.urgent) - Number(a.urgent) ||
        b.item.score - a.item.score ||
        compare(a.item.deadline.date, b.item.deadline.date) ||
        compare(a.item.url, b.item.url) ||
        // Of one endpoint the key exchange first: its traffic is recorded today.
        compare(b.item.track, a.item.track),
    )
    .map((entry, i) => ({ ...entry, item: { ...entry.item, rank: i + 1 } }))

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/** The kind of work that a pilot tries: a change of one server software, or the proxy in front. */
export const kindOfWork = (item: PlanItem, endpoint: InventoryEndpoint | undefined): string | undefined => {
  if (item.track !== 'key-exchange' || item.status !== 'open') return undefined
  const { kind } = item.action
  if (kind === 'front-with-gateway') return kind
  return kind === 'upgrade-in-place' && endpoint?.software ? endpoint.software.id : undefined
}

/**
 * For each kind of work that several items share, the item with the lowest risk that waits for no other. Work that was
 * begun in an earlier plan needs no pilot.
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
