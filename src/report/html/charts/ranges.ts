import type { Quantiles } from '../../../model/verification.ts'
import { decimal } from '../../text/phrases.ts'
import {
  type Api,
  axisLabel,
  type Drawing,
  draw,
  INK,
  LETTERS,
  MUTED,
  nameAxis,
  PAPER,
  RULE,
} from './draw.ts'

/** What was timed: one range, or one of each kind below one another. */
export type Timed = { name: string; ranges: readonly { colour: string; quantiles: Quantiles }[] }

const LINE = 28
const SPACE = 16
const AXIS = 42

/** From the minimum to the 95th percentile, with the median marked and written, on one scale in milliseconds. */
export const ranges = (all: readonly Timed[], width: number): Drawing => {
  const isNarrow = width < 500
  const names = isNarrow ? 122 : 200
  const lines = Math.max(...all.map((timed) => timed.ranges.length))
  const row = lines * LINE + SPACE
  const height = all.length * row + AXIS
  const flat = all.flatMap((timed, i) =>
    timed.ranges.map((range, line) => ({ ...range, i, from: line - timed.ranges.length / 2 })),
  )
  const end = Math.max(...flat.map(({ quantiles }) => quantiles.p95))
  return draw(
    {
      grid: { outerBoundsMode: 'none', left: names, right: 26, top: 0, bottom: AXIS },
      xAxis: {
        type: 'value',
        min: 0,
        max: end * 1.04 || 1,
        name: 'milliseconds',
        nameLocation: 'middle',
        nameGap: 26,
        nameTextStyle: { color: MUTED, fontSize: LETTERS },
        axisLabel: { ...axisLabel, showMaxLabel: false },
        axisLine: { show: false },
        splitLine: { showMaxLine: false, lineStyle: { color: RULE } },
        splitNumber: isNarrow ? 3 : 8,
      },
      yAxis: nameAxis(
        all.map(({ name }) => name),
        names,
      ),
      series: [
        {
          type: 'custom',
          silent: true,
          data: flat.map(({ quantiles: { min, p50, p95 }, i }, place) => [min, p50, p95, i, place]),
          encode: { x: [0, 1, 2], y: 3 },
          renderItem: (_: unknown, api: Api) => {
            const { from = 0, colour = INK } = flat[api.value(4)] ?? {}
            const at = (dimension: number): number[] => api.coord([api.value(dimension), api.value(3)])
            // The number of a line is above it.
            const y = (at(1)[1] ?? 0) + from * LINE + 20
            return drawRange(colour, api.value(1), Math.round(y), [at(0)[0], at(1)[0], at(2)[0]])
          },
        },
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
      { type: 'line', shape: { x1, y1: y, x2, y2: y }, style: stroke },
      { type: 'line', shape: { x1, y1: y - 5, x2: x1, y2: y + 5 }, style: stroke },
      { type: 'line', shape: { x1: x2, y1: y - 5, x2, y2: y + 5 }, style: stroke },
      {
        type: 'circle',
        shape: { cx: x, cy: y, r: 5 },
        style: { fill: colour, stroke: PAPER, lineWidth: 1.5 },
      },
      {
        type: 'text',
        style: {
          text: decimal(median),
          x,
          y: y - 8,
          align: 'center',
          verticalAlign: 'bottom',
          fill: INK,
          fontSize: LETTERS,
        },
      },
    ],
  }
}
