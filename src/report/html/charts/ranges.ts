import type { Quantiles } from '../../../model/verification.ts'
import { decimal } from '../../text/phrases.ts'
import {
  custom,
  type Drawing,
  draw,
  grid,
  INK,
  LETTERS,
  lineFrom,
  MUTED,
  NARROW,
  nameAxis,
  PAPER,
  scale,
  textAt,
} from './draw.ts'

/** What was timed: one range, or one of each kind below one another. */
export type Timed = { name: string; ranges: readonly { colour: string; quantiles: Quantiles }[] }

/** Milliseconds of the shortest axis. Durations in a document of strangers may be shorter, or negative. */
const SHORTEST = 0.001

const LINE = 28
const SPACE = 16
const AXIS = 42

/** From the minimum to the 95th percentile, with the median marked and written, on one scale in milliseconds. */
export const ranges = (all: readonly Timed[], width: number): Drawing => {
  const names = width < NARROW ? 122 : 200
  const lines = Math.max(...all.map((timed) => timed.ranges.length))
  const row = lines * LINE + SPACE
  const height = all.length * row + AXIS
  const flat = all.flatMap((timed, i) =>
    timed.ranges.map((range, line) => ({ ...range, i, from: line - timed.ranges.length / 2 })),
  )
  const end = Math.max(...flat.map(({ quantiles }) => quantiles.p95))
  return draw(
    {
      grid: grid({ left: names, right: 26, top: 0, bottom: AXIS }),
      xAxis: {
        type: 'value',
        min: 0,
        max: Math.max(end * 1.04, SHORTEST),
        name: 'milliseconds',
        nameLocation: 'middle',
        nameGap: 26,
        nameTextStyle: { color: MUTED, fontSize: LETTERS },
        ...scale(width, { showMaxLabel: false }),
      },
      yAxis: nameAxis(
        all.map(({ name }) => name),
        names,
      ),
      series: [
        custom(
          flat.map(({ quantiles: { min, p50, p95 }, i }, place) => [min, p50, p95, i, place]),
          { x: [0, 1, 2], y: 3 },
          (_, api) => {
            const { from = 0, colour = INK } = flat[api.value(4)] ?? {}
            const at = (dimension: number): number[] => api.coord([api.value(dimension), api.value(3)])
            // The number of a line is above it.
            const y = (at(1)[1] ?? 0) + from * LINE + 20
            return drawRange(colour, api.value(1), Math.round(y), [at(0)[0], at(1)[0], at(2)[0]])
          },
        ),
      ],
    },
    width,
    height,
  )
}

const drawRange = (colour: string, median: number, y: number, xs: readonly (number | undefined)[]) => {
  const [x1 = 0, x = 0, x2 = 0] = xs
  const stroke = { stroke: colour, lineWidth: 2, fill: 'none' }
  return {
    type: 'group',
    children: [
      lineFrom(x1, y, x2, y, stroke),
      lineFrom(x1, y - 5, x1, y + 5, stroke),
      lineFrom(x2, y - 5, x2, y + 5, stroke),
      {
        type: 'circle',
        shape: { cx: x, cy: y, r: 5 },
        style: { fill: colour, stroke: PAPER, lineWidth: 1.5 },
      },
      textAt(decimal(median), x, y - 8, { align: 'center', verticalAlign: 'bottom' }),
    ],
  }
}
