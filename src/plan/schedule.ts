import type { PlanItem, Wave } from '../model/plan.ts'
import { addDays } from './calendar.ts'

export type ScheduleOptions = {
  /** ISO 8601 date of the first day of work. */
  start: string
  /** Working days that the team has for it in a month. */
  capacity: number
}

/** Items in the order in which they are to be done, with what has to be done before them. */
export type Schedulable = { item: PlanItem; pilot: boolean; after: readonly string[] }

/** A wave is a month: long enough to finish something, short enough to notice when it is late. */
const WAVE_DAYS = 30

/**
 * Puts items into waves of one month's capacity: the pilot first, then by rank, each as early as there is room and
 * what it depends on is placed. Blocked items come last, in a wave of their own without dates of work.
 */
export const schedule = (items: readonly Schedulable[], options: ScheduleOptions): Wave[] => {
  const waiting = items.filter(({ item }) => item.status === 'blocked' || item.status === 'waiting-on-vendor')
  const ready = items.filter((one) => !waiting.includes(one))
  const pilots = ready.filter(({ pilot }) => pilot)
  const rest = withDependencies(ready.filter(({ pilot }) => !pilot))
  const batches = [...batchesOf(pilots, options.capacity), ...batchesOf(rest, options.capacity)]
  let start = options.start
  const waves = batches.map((batch, i): Wave => {
    const days = Math.max(WAVE_DAYS, Math.ceil((effortOf(batch) / options.capacity) * WAVE_DAYS))
    const wave = {
      wave: i,
      name: nameOf(batch, i),
      start,
      end: addDays(start, days - 1),
      items: batch.map(({ item }) => item),
    }
    start = addDays(start, days)
    return wave
  })
  if (waiting.length === 0) return waves
  const last = {
    wave: waves.length,
    name: 'Waiting on others',
    start: options.start,
    end: latestRecheck(waiting, start),
  }
  return [...waves, { ...last, items: waiting.map(({ item }) => item) }]
}

/** The middle of an item's range. */
const effortOf = (batch: readonly Schedulable[]): number =>
  batch.reduce((sum, { item }) => sum + (item.effortDays[0] + item.effortDays[1]) / 2, 0)

const batchesOf = (items: readonly Schedulable[], capacity: number): Schedulable[][] => {
  const batches: Schedulable[][] = []
  let left = 0
  for (const one of items) {
    const effort = effortOf([one])
    const batch = batches.at(-1)
    if (batch === undefined || effort > left) {
      batches.push([one])
      left = capacity - effort
    } else {
      batch.push(one)
      left -= effort
    }
  }
  return batches
}

/** The order of rank, save that what an item needs comes before it. A circle is left in the order of rank. */
const withDependencies = (items: readonly Schedulable[]): Schedulable[] => {
  const byEndpoint = Map.groupBy(items, ({ item }) => item.endpoint)
  const placed = new Set<Schedulable>()
  const order: Schedulable[] = []
  const place = (first: Schedulable): void => {
    const stack = [{ one: first, opened: false }]
    while (stack.length > 0) {
      const { one, opened } = stack.pop() as { one: Schedulable; opened: boolean }
      if (opened) order.push(one)
      else if (!placed.has(one)) {
        placed.add(one)
        stack.push({ one, opened: true })
        for (const id of one.after)
          for (const before of byEndpoint.get(id) ?? []) stack.push({ one: before, opened: false })
      }
    }
  }
  for (const one of items) place(one)
  return order
}

const nameOf = (batch: readonly Schedulable[], i: number): string => {
  if (batch.every(({ pilot }) => pilot)) return 'Pilot'
  const tracks = new Set(batch.map(({ item }) => item.track))
  if (tracks.size === 1 && tracks.has('authentication')) return `Wave ${i}: certificates`
  const scores = batch.map(({ item }) => item.score)
  const highest = Math.max(...scores)
  const lowest = Math.min(...scores)
  return `Wave ${i}: risk ${highest === lowest ? highest : `${highest} to ${lowest}`}`
}

const latestRecheck = (waiting: readonly Schedulable[], otherwise: string): string =>
  waiting
    .map(({ item }) => item.recheck ?? otherwise)
    .toSorted()
    .at(-1) ?? otherwise
