import type { Plan, PlanItem, Wave } from '../model/plan.ts'
import { addDays } from './calendar.ts'
import type { Schedulable, ScheduleOptions } from './schedule.ts'

export type ReplanOptions = ScheduleOptions & { asOf: string; previous?: Plan | undefined }

const keyOf = ({ endpoint, track }: PlanItem): string => `${endpoint} ${track}`

/**
 * Continues an earlier plan: waves that have begun stay as they are, what is done in them stays done, and what is no
 * longer needed counts as done. Only what was still to come is planned anew, and every difference is put in words.
 */
export const keepEarlier = (
  items: readonly Schedulable[],
  options: ReplanOptions,
  schedule: (items: readonly Schedulable[], options: ScheduleOptions) => Wave[],
): { waves: Wave[]; changes: string[] } => {
  const { previous, asOf } = options
  if (!previous) return { waves: schedule(items, options), changes: [] }
  const needed = new Map(items.map((one) => [keyOf(one.item), one]))
  const changes: string[] = []
  const begun = previous.waves.filter(({ start, name }) => start <= asOf && name !== WAITING)
  const kept = begun.map(
    (wave): Wave => ({ ...wave, items: wave.items.map((item) => continued(item, needed, changes)) }),
  )
  const doneLater = previous.waves
    .filter((wave) => !begun.includes(wave))
    .flatMap(({ items: later }) => later)
    .filter((item) => item.status === 'done' || !needed.has(keyOf(item)))
    .map((item) => continued(item, needed, changes))
  const placed = new Set([...kept.flatMap((wave) => wave.items), ...doneLater].map(keyOf))
  const rest = items.filter(({ item }) => !placed.has(keyOf(item)))
  const start = kept.reduce(
    (latest, { end }) => (addDays(end, 1) > latest ? addDays(end, 1) : latest),
    options.start,
  )
  const planned = schedule(rest, { ...options, start })
  const finished: Wave[] =
    doneLater.length === 0
      ? []
      : [{ wave: 0, name: 'Done before their time', start: asOf, end: asOf, items: doneLater }]
  const waves = [...kept, ...finished, ...planned].map((wave, i) => ({ ...wave, wave: i }))
  return { waves, changes: [...changes, ...moves(previous, waves)] }
}

const WAITING = 'Waiting on others'

/** The item as it is now, with the earlier word on whether it is done. */
const continued = (item: PlanItem, needed: ReadonlyMap<string, Schedulable>, changes: string[]): PlanItem => {
  const now = needed.get(keyOf(item))?.item
  if (item.status === 'done') return item
  if (now === undefined) {
    changes.push(`${item.url} (${item.track}): done, the latest scan no longer finds the need`)
    return { ...item, status: 'done' }
  }
  return { ...now, status: item.status }
}

const moves = (previous: Plan, waves: readonly Wave[]): string[] => {
  const before = waveByKey(previous.waves)
  const now = waveByKey(waves)
  return [...now].flatMap(([key, { wave, item }]) => {
    const earlier = before.get(key)
    if (!earlier) return [`${item.url} (${item.track}): new, in "${wave.name}", because ${item.why[0]}`]
    if (earlier.wave.name === wave.name || item.status === 'done') return []
    const reason =
      earlier.item.score === item.score
        ? 'the order around it changed'
        : `its risk went from ${earlier.item.score} to ${item.score}`
    return [`${item.url} (${item.track}): from "${earlier.wave.name}" to "${wave.name}", because ${reason}`]
  })
}

const waveByKey = (waves: readonly Wave[]): Map<string, { wave: Wave; item: PlanItem }> =>
  new Map(waves.flatMap((wave) => wave.items.map((item) => [keyOf(item), { wave, item }] as const)))
