import type { Wave } from '../model/plan.ts'

const LABEL = 26
const DAY_MS = 86_400_000

/** One bar a wave, from the first day to the last: a line each, no wider than `width` columns. */
export const timeline = (waves: readonly Wave[], width: number): string[] => {
  if (waves.length === 0) return []
  const first = Math.min(...waves.map(({ start }) => Date.parse(start)))
  const last = Math.max(...waves.map(({ end }) => Date.parse(end)))
  const room = Math.max(10, width - LABEL - 2)
  const scale = room / (last - first + DAY_MS)
  const column = (date: string): number => Math.floor((Date.parse(date) - first) * scale)
  const heading = `${new Date(first).toISOString().slice(0, 10)}${new Date(last)
    .toISOString()
    .slice(0, 10)
    .padStart(room - 10)}`
  return [
    `${' '.repeat(LABEL)}${heading}`,
    ...waves.map(({ name, start, end }) => {
      const from = column(start)
      const length = Math.max(1, column(end) - from + 1)
      const label = name.length > LABEL - 2 ? `${name.slice(0, LABEL - 3)}…` : name
      return `${label.padEnd(LABEL)}${' '.repeat(from)}${'█'.repeat(Math.min(length, room - from))}`
    }),
  ]
}
