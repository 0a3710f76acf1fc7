import { addDays } from '../model/day.ts'
import type { PlanItem, Wave } from '../model/plan.ts'

export type ScheduleOptions = {
  /** ISO 8601 date of the first day of work. */
  start: string
  /** Working days that the team has for it in a month. */
  capacity: number
  /** The number of the first wave after the pilot; above 1 where a plan is continued. */
  firstNumber: number
  /** ISO 8601 date: the start of the wave of waiting items. */
  waitingSince: string
}

export type Schedulable = {
  item: PlanItem
  pilot: boolean
  /** False for a certificate that is valid and strong today: these have waves of their own. */
  urgent: boolean
  /** Ids of endpoints whose items come first. */
  after: readonly string[]
}

const WAVE_DAYS = 30
const PILOT_DAYS = 14

/** Items that nobody can work on: they wait for others or for a date. */
export const WAITING = 'Waiting for others'

/**
 * Puts ranked items into waves of one month's capacity: the pilot first, then by rank and after their dependencies.
 * Waiting items come last, in a wave of their own.
 */
export const schedule = (items: readonly Schedulable[], options: ScheduleOptions): Wave[] => {
  const { waiting = [], pilot = [], work = [], certificates = [] } = Object.groupBy(items, turnOf)
  const batches = [pilot, withDependencies(work), withDependencies(certificates)].flatMap((some) =>
    batchesOf(some, options.capacity),
  )
  let { start, firstNumber: number } = options
  const waves = batches.map((batch): Wave => {
    const isPilot = batch.every((one) => one.pilot)
    const least = isPilot ? PILOT_DAYS : WAVE_DAYS
    const days = Math.max(least, Math.ceil((effortOf(batch) / options.capacity) * WAVE_DAYS))
    const end = addDays(start, days - 1)
    const name = isPilot ? 'Pilot' : nameOf(batch, number++)
    const wave = { wave: 0, name, start, end, items: batch.map(({ item }) => inWave(item, end)) }
    start = addDays(start, days)
    return wave
  })
  if (waiting.length > 0) {
    const rechecks = waiting.map(({ item }) => item.recheck ?? start)
    const end = rechecks.reduce((latest, date) => (date > latest ? date : latest), options.waitingSince)
    waves.push({
      wave: 0,
      name: WAITING,
      start: options.waitingSince,
      end,
      items: waiting.map(({ item }) => item),
    })
  }
  return waves.map((wave, i) => ({ ...wave, wave: i }))
}

const turnOf = ({ item, pilot, urgent }: Schedulable): 'waiting' | 'pilot' | 'work' | 'certificates' => {
  if (item.status === 'blocked' || item.status === 'waiting-on-vendor') return 'waiting'
  return pilot ? 'pilot' : urgent ? 'work' : 'certificates'
}

/** The item as it stands in a wave that ends on a day. */
export const inWave = (item: PlanItem, end: string): PlanItem => {
  const late = item.status !== 'done' && !item.deadline.overdue && end > item.deadline.date
  return late === item.late ? item : { ...item, late }
}

/** The middle of an item's range. */
const effortOf = (batch: readonly { item: PlanItem }[]): number =>
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

/** By rank, but each after its dependencies. A dependency cycle is left in the order of rank. */
const withDependencies = (items: readonly Schedulable[]): Schedulable[] => {
  const byEndpoint = Map.groupBy(items, ({ item }) => item.endpoint)
  const opened = new Set<Schedulable>()
  const order: Schedulable[] = []
  for (const first of items) {
    const stack = [{ one: first, ready: false }]
    for (let top = stack.pop(); top; top = stack.pop()) {
      const { one, ready } = top
      if (ready) order.push(one)
      else if (!opened.has(one)) {
        opened.add(one)
        stack.push({ one, ready: true })
        const before = one.after.flatMap((id) => byEndpoint.get(id) ?? [])
        for (const needed of before.toReversed()) stack.push({ one: needed, ready: false })
      }
    }
  }
  return order
}

const nameOf = (batch: readonly Schedulable[], number: number): string => {
  if (batch.every(({ urgent }) => !urgent)) return `Wave ${number}: certificates`
  let [lowest, highest] = [100, 0]
  for (const { item } of batch) {
    lowest = Math.min(lowest, item.score)
    highest = Math.max(highest, item.score)
  }
  return `Wave ${number}: risk ${highest === lowest ? highest : `${highest} to ${lowest}`}`
}
