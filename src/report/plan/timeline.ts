import { addDays } from '../../model/day.ts'
import type { Wave } from '../../model/plan.ts'
import { padded } from '../text/fit.ts'
import { day } from '../text/phrases.ts'
import { sanitize } from '../text/sanitize.ts'

const LABEL = 26

/** Of more waves than this the middle ones are left out. */
const MAX_BARS = 24

/** One bar per wave, from its first day to its last, no wider than `width` columns. */
export const timeline = (waves: readonly Wave[], width: number): string[] => {
  if (waves.length === 0) return []
  const [first, last] = span(waves)
  const room = Math.max(22, width - LABEL)
  const scale = room / (last - first)
  const column = (at: number): number => Math.floor((at - first) * scale)
  const bar = ({ name, start, end }: Wave): string => {
    const from = Math.min(column(Date.parse(start)), room - 1)
    const length = Math.max(1, column(dayAfter(end)) - from)
    return `${padded(sanitize(name), LABEL)}${' '.repeat(from)}${'█'.repeat(Math.min(length, room - from))}`
  }
  return [
    `${' '.repeat(LABEL)}${day(first)}${day(last - 1).padStart(room - 10)}`,
    ...(waves.length <= MAX_BARS
      ? waves.map(bar)
      : [
          ...waves.slice(0, MAX_BARS - 4).map(bar),
          `… and ${waves.length - MAX_BARS} more`,
          ...waves.slice(-4).map(bar),
        ]),
  ]
}

/** The first moment after a day. */
const dayAfter = (date: string): number => Date.parse(addDays(date, 1))

const span = (waves: readonly Wave[]): [number, number] => {
  let [first, last] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (const { start, end } of waves) {
    first = Math.min(first, Date.parse(start))
    last = Math.max(last, dayAfter(end))
  }
  return [first, last]
}
