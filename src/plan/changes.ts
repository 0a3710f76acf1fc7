import type { Plan, PlanItem, Wave } from '../model/plan.ts'
import { keyOf, titleOf } from './replan.ts'
import { WAITING } from './schedule.ts'

/** Every difference between an earlier plan and the one that continues it, each with its reason. */
export const changesBetween = (
  previous: Plan,
  waves: readonly Wave[],
  leadOf: ReadonlyMap<string, string>,
): string[] => {
  const before = byKey(previous.waves, leadOf)
  const changes: string[] = []
  for (const [key, now] of byKey(waves, leadOf)) {
    const earlier = before.get(key)
    if (earlier) changes.push(...differences(earlier, now))
    else
      changes.push(`${titleOf(now.item)}: new, in "${now.wave.name}": ${now.item.why[1] ?? now.item.why[0]}`)
  }
  return changes
}

type Placed = { wave: Wave; item: PlanItem }

/** An item that was done and came again stands there twice: the open one counts. */
const byKey = (waves: readonly Wave[], leadOf: ReadonlyMap<string, string>): Map<string, Placed> => {
  const found = new Map<string, Placed>()
  for (const wave of waves)
    for (const item of wave.items) {
      const key = keyOf(item, leadOf)
      if (item.status !== 'done' || !found.has(key)) found.set(key, { wave, item })
    }
  return found
}

const differences = (before: Placed, now: Placed): string[] => {
  // What became done, or was done, is told where it is found out.
  if (now.item.status === 'done') return []
  const title = titleOf(now.item)
  const [old, item] = [before.item, now.item]
  const change = (what: string): string => `${title}: ${what}`
  return [
    ...(before.wave.name === now.wave.name &&
    (before.wave.start === now.wave.start || now.wave.name === WAITING)
      ? []
      : [
          change(
            `from "${before.wave.name}" to "${now.wave.name}" (${now.wave.start}), because ${moved(old, item)}`,
          ),
        ]),
    ...(old.score === item.score ? [] : [change(`its risk went from ${old.score} to ${item.score}`)]),
    ...(old.status === item.status || old.status === 'done'
      ? []
      : [
          change(
            `was ${old.status}, is ${item.status}${item.blockedBy.length > 0 ? `: ${item.blockedBy.join('; ')}` : ''}`,
          ),
        ]),
    ...(old.action.summary === item.action.summary
      ? []
      : [change(`"${old.action.summary}" became "${item.action.summary}"`)]),
    ...(old.deadline.date === item.deadline.date
      ? []
      : [
          change(
            `its deadline went from ${old.deadline.date} to ${item.deadline.date}: ${item.deadline.clause}`,
          ),
        ]),
    ...(old.deadline.overdue === item.deadline.overdue || old.deadline.date !== item.deadline.date
      ? []
      : [change(`its deadline (${item.deadline.date}) has passed`)]),
    ...(old.owner === item.owner ? [] : [change(`its owner is ${item.owner ?? 'no longer named'}`)]),
  ]
}

const moved = (old: PlanItem, item: PlanItem): string => {
  if (old.status !== item.status) return `it is ${item.status}`
  return old.score === item.score ? 'the order or the time before it changed' : 'its risk changed'
}
