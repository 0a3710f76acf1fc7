import type { Plan, PlanItem, Wave } from '../model/plan.ts'
import { keyOf, titleOf } from './replan.ts'
import { WAITING } from './schedule.ts'

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

/** An item that was done and is needed again is in the plan twice: the open one counts. */
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
  // continuePlan has a note for it.
  if (now.item.status === 'done') return []
  const [old, item] = [before.item, now.item]
  const isMoved = before.wave.name !== now.wave.name || before.wave.start !== now.wave.start
  const isStillWaiting = before.wave.name === WAITING && now.wave.name === WAITING
  const waits = item.blockedBy.length > 0 ? `: ${item.blockedBy.join('; ')}` : ''
  const hasNewDate = old.deadline.date !== item.deadline.date
  const changes: readonly [holds: boolean, what: string][] = [
    [
      isMoved && !isStillWaiting,
      `moved from "${before.wave.name}" to "${now.wave.name}" (${now.wave.start}) because ${moved(old, item)}`,
    ],
    [old.score !== item.score, `risk changed from ${old.score} to ${item.score}`],
    [
      old.status !== item.status && old.status !== 'done',
      `status changed from ${old.status} to ${item.status}${waits}`,
    ],
    [
      old.action.summary !== item.action.summary,
      `action changed from "${old.action.summary}" to "${item.action.summary}"`,
    ],
    [
      hasNewDate,
      `deadline changed from ${old.deadline.date} to ${item.deadline.date}: ${item.deadline.clause}`,
    ],
    [
      !hasNewDate && old.deadline.overdue !== item.deadline.overdue,
      `deadline ${item.deadline.date} has passed`,
    ],
    [old.owner !== item.owner, `owner changed from ${old.owner ?? 'none'} to ${item.owner ?? 'none'}`],
  ]
  return changes.flatMap(([holds, what]) => (holds ? [`${titleOf(item)}: ${what}`] : []))
}

const moved = (old: PlanItem, item: PlanItem): string => {
  if (old.status !== item.status) return `its status changed to ${item.status}`
  return old.score === item.score ? 'other items changed' : 'its risk changed'
}
