import { findingChange } from '../assess/compare/findings.ts'
import type { InventoryEndpoint } from '../model/inventory.ts'
import type { Plan, PlanItem, Wave } from '../model/plan.ts'
import { findingState } from '../model/questions/finding.ts'
import { FINDINGS } from '../registry/findings.ts'
import { inWave, WAITING } from './schedule.ts'

export type Continued = {
  /** Waves that have begun: their done items, and the open ones if the wave has not ended. */
  begun: Wave[]
  /** Items that were done before their wave began. */
  done: PlanItem[]
  /** Open items that the scan did not reach: unchanged. */
  carried: PlanItem[]
  /** Keys of items that are not scheduled again. */
  placed: Set<string>
  notes: string[]
}

export type Today = {
  asOf: string
  /** ISO 8601 date of the scan. */
  scannedAt: string
  /** The items that today's inventory needs, by `keyOf`. */
  needed: ReadonlyMap<string, PlanItem>
  /** The endpoints of the inventory, and the id of the lead of each one’s listener group. */
  endpoints: ReadonlyMap<string, InventoryEndpoint>
  leadOf: ReadonlyMap<string, string>
}

/** A listener group has one item on each track. */
export const keyOf = (
  { endpoint, track }: Pick<PlanItem, 'endpoint' | 'track'>,
  leadOf: ReadonlyMap<string, string>,
): string => `${leadOf.get(endpoint) ?? endpoint} ${track}`

/**
 * Waves that have begun stay as they are until they end; done items stay done; an item that the scan no longer finds is
 * done; an item that the scan did not reach is unchanged. All others are scheduled again.
 */
export const continuePlan = (previous: Plan, today: Today): Continued => {
  const result: Continued = { begun: [], done: [], carried: [], placed: new Set(), notes: [] }
  for (const wave of previous.waves) {
    const begun = wave.start <= today.asOf && wave.name !== WAITING
    const over = wave.end < today.asOf
    const items: PlanItem[] = []
    for (const item of wave.items) {
      const now = asOfToday(item, today, result.notes)
      const key = keyOf(item, today.leadOf)
      // Two endpoints that share a listener since then have one item.
      if (now.status !== 'done' && result.placed.has(key)) continue
      if (now.status !== 'done' && (!begun || over || isWaiting(now))) {
        if (begun && over && !isWaiting(now))
          result.notes.push(`${titleOf(item)}: not finished in "${wave.name}"; scheduled again`)
        if (!today.needed.has(key)) result.carried.push(now)
        continue
      }
      if (begun) items.push(inWave(now, wave.end))
      else result.done.push(now)
      if (!isAgain(now, today)) result.placed.add(key)
    }
    if (begun && items.length > 0) result.begun.push({ ...wave, items })
  }
  return result
}

/** Done, and found again by a later scan. */
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
          ? `${titleOf(item)}: was done, but a later scan finds the weakness again; scheduled again`
          : `${titleOf(item)}: is marked done, but the latest scan is older than that; scan again`,
      )
    return { ...item, doneOn: item.doneOn ?? item.verification?.at.slice(0, 10) ?? asOf }
  }
  if (now) {
    if (now.endpoint !== item.endpoint)
      notes.push(`${titleOf(item)}: shares a listener with ${titleOf(now)} and is migrated with it`)
    return now
  }
  const endpoint = endpoints.get(item.endpoint)
  if (endpoint && isGone(endpoint, item)) {
    notes.push(`${titleOf(item)}: done; the scan no longer finds the weakness`)
    return { ...item, status: 'done', late: false, doneOn: asOf }
  }
  notes.push(`${titleOf(item)}: unchanged; the scan could not check it`)
  return item
}

/**
 * Whether every finding of the item is gone, by the comparison of `diff`; for plans without findings, what its track depends
 * on. The earlier state of the endpoint is what its item says.
 */
const isGone = ({ assessment }: InventoryEndpoint, { track, findings = [] }: PlanItem): boolean =>
  ['not-probed', ...(findings.length > 0 ? findings : DEPENDS_ON[track])].every(
    (id) => findingChange('present', findingState(assessment, id)) === 'gone',
  )

const DEPENDS_ON = {
  'key-exchange': ['key-exchange-unknown'],
  authentication: FINDINGS.filter(({ change }) => change === 'authentication').map(({ id }) => id),
}

export const titleOf = ({ name, url, track }: PlanItem): string => `${name ?? url} (${track})`
