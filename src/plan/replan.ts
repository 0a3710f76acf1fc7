import type { InventoryEndpoint } from '../model/inventory.ts'
import type { Plan, PlanItem, Wave } from '../model/plan.ts'
import { inWave, WAITING } from './schedule.ts'

/** An earlier plan as it stands today: what of it goes on unchanged, and what has to be planned anew. */
export type Continued = {
  /** Waves that began, with what is done in them, and what is still open where their time is not over. */
  kept: Wave[]
  /** Done before their wave began. */
  done: PlanItem[]
  /** Open ones that the scan did not see: they are carried along as they were. */
  carried: PlanItem[]
  /** Keys of items that have their place. */
  placed: Set<string>
  notes: string[]
}

export type Today = {
  asOf: string
  /** ISO 8601 date of the scan. */
  scannedAt: string
  /** What has to be done as of today, by `keyOf`. */
  needed: ReadonlyMap<string, PlanItem>
  /** The endpoints of the inventory, and the id of the lead of each one’s listener group. */
  endpoints: ReadonlyMap<string, InventoryEndpoint>
  leadOf: ReadonlyMap<string, string>
}

/** Endpoint and track: an endpoint has one item on each. */
export const keyOf = (
  { endpoint, track }: Pick<PlanItem, 'endpoint' | 'track'>,
  leadOf: ReadonlyMap<string, string>,
): string => `${leadOf.get(endpoint) ?? endpoint} ${track}`

/**
 * Waves that have begun stay as they are until their time is over; done stays done; what the scan no longer finds is
 * done; what the scan did not see stays as it was. Everything else is left to be planned anew.
 */
export const continuePlan = (previous: Plan, today: Today): Continued => {
  const result: Continued = { kept: [], done: [], carried: [], placed: new Set(), notes: [] }
  for (const wave of previous.waves) {
    const begun = wave.start <= today.asOf && wave.name !== WAITING
    const over = wave.end < today.asOf
    const items: PlanItem[] = []
    for (const item of wave.items) {
      const now = asOfToday(item, today, result.notes)
      const key = keyOf(item, today.leadOf)
      // Two that were apart share a listener now: one item is left of them.
      if (now.status !== 'done' && result.placed.has(key)) continue
      if (now.status !== 'done' && (!begun || over || isWaiting(now))) {
        if (begun && over && !isWaiting(now))
          result.notes.push(`${titleOf(item)}: was not finished in "${wave.name}", and is planned again`)
        if (!today.needed.has(key)) result.carried.push(now)
        continue
      }
      if (begun) items.push(inWave(now, wave.end))
      else result.done.push(now)
      if (!isAgain(now, today)) result.placed.add(key)
    }
    if (begun && items.length > 0) result.kept.push({ ...wave, items })
  }
  return result
}

/** Done, and found again by a scan after that plan: it has to be done once more. */
const isAgain = (item: PlanItem, { needed, leadOf, scannedAt }: Today): boolean =>
  item.status === 'done' && needed.has(keyOf(item, leadOf)) && scannedAt > (item.doneOn ?? scannedAt)

const isWaiting = ({ status }: PlanItem): boolean => status === 'blocked' || status === 'waiting-on-vendor'

const asOfToday = (item: PlanItem, today: Today, notes: string[]): PlanItem => {
  const { needed, leadOf, endpoints, asOf } = today
  const now = needed.get(keyOf(item, leadOf))
  if (item.status === 'done') {
    if (now)
      notes.push(
        isAgain(item, today)
          ? `${titleOf(item)}: was done, but a later scan finds the need again: planned once more`
          : `${titleOf(item)}: is marked done, but the scan does not show it yet: scan again`,
      )
    return { ...item, doneOn: item.doneOn ?? item.verification?.at.slice(0, 10) ?? asOf }
  }
  if (now) {
    if (now.endpoint !== item.endpoint)
      notes.push(`${titleOf(item)}: shares a listener with ${titleOf(now)} and moves with it`)
    return now
  }
  const endpoint = endpoints.get(item.endpoint)
  if (endpoint && isKnown(endpoint, item)) {
    notes.push(`${titleOf(item)}: done, the scan no longer finds the need`)
    return { ...item, status: 'done', late: false, doneOn: asOf }
  }
  notes.push(`${titleOf(item)}: the scan did not see it: it stays as it was`)
  return item
}

/** Whether the scan could tell. */
const isKnown = ({ assessment }: InventoryEndpoint, { track }: PlanItem): boolean =>
  (track === 'key-exchange' ? assessment.keyExchange : assessment.authentication).category !== 'unknown'

export const titleOf = ({ name, url, track }: PlanItem): string => `${name ?? url} (${track})`
