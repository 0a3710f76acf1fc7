import { type Drawing, draw, grid, LETTERS, NARROW, nameAxis, PAPER, scale } from './draw.ts'

export type Segment = { name: string; colour: string; onColour: string }
export type Bar = { name: string; counts: readonly number[] }

const ROW = 30
const AXIS = 26
const SHARE = 44

/** Bars on one scale, each made of segments with their counts in them, and with the name on the left. */
export const stackedBars = (bars: readonly Bar[], segments: readonly Segment[], width: number): Drawing =>
  drawBars(bars, segments, {
    width,
    names: Math.min(Math.round(width * 0.42), 270),
    right: 12,
    row: ROW,
    axis: AXIS,
  })

/** One bar over the whole width, without a scale: the share of each segment. */
export const shareBar = (counts: readonly number[], segments: readonly Segment[], width: number): Drawing =>
  drawBars([{ name: '', counts }], segments, { width, names: 0, right: 0, row: SHARE, axis: 0 })

type Room = { width: number; names: number; right: number; row: number; axis: number }

const drawBars = (
  bars: readonly Bar[],
  segments: readonly Segment[],
  { width, names, right, row, axis }: Room,
): Drawing => {
  const height = bars.length * row + axis
  const most = Math.max(1, ...bars.map(({ counts }) => counts.reduce((sum, one) => sum + one, 0)))
  const fits = (value: number): boolean =>
    (value / most) * (width - names - right) > String(value).length * LETTERS * 0.7 + 6
  return draw(
    {
      grid: grid({ left: names, right, top: 0, bottom: axis }),
      xAxis: {
        type: 'value',
        max: most,
        minInterval: 1,
        ...scale(width, { show: axis > 0, showMaxLabel: false }, { show: axis > 0 }),
        splitNumber: width < NARROW ? 3 : 6,
      },
      yAxis: nameAxis(
        bars.map(({ name }) => name),
        names,
      ),
      series: segments.map(({ name, colour, onColour }, i) => ({
        type: 'bar',
        name,
        stack: 'all',
        silent: true,
        barWidth: axis > 0 ? row - 10 : row,
        itemStyle: { color: colour, borderColor: PAPER, borderWidth: 1 },
        emphasis: { disabled: true },
        data: bars.map(({ counts }) => {
          const value = counts[i] ?? 0
          return { value, label: { show: value > 0 && fits(value) } }
        }),
        label: { color: onColour, fontSize: LETTERS, textBorderWidth: 0 },
      })),
    },
    width,
    height,
  )
}
