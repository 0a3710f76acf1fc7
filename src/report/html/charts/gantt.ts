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

/** Milliseconds since 1970. `done`: its share that is done, 0 to 1. `label`: text at its end. */
export type Span = { name: string; start: number; end: number; done: number; label: string }

/** A day with a line through all rows. */
export type Milestone = { at: number; name: string }

const ROW = 34
const AXIS = 26
const MILESTONES = 24

/** A bar for each span on one calendar; the part that is done is filled. */
export const gantt = (spans: readonly Span[], { at: today, name }: Milestone, width: number): Drawing => {
  const isNarrow = width < 500
  const names = isNarrow ? 110 : 220
  const height = MILESTONES + spans.length * ROW + AXIS
  const [min, max] = [
    Math.min(today, ...spans.map(({ start }) => start)),
    Math.max(today, ...spans.map(({ end }) => end)),
  ]
  return draw(
    {
      grid: { outerBoundsMode: 'none', left: names, right: 16, top: MILESTONES, bottom: AXIS },
      xAxis: {
        type: 'time',
        min,
        max,
        axisLabel: { ...axisLabel, formatter: { year: '{yyyy}', month: '{MMM}', day: '{d}' } },
        axisLine: { show: false },
        splitLine: { show: true, showMinLine: false, showMaxLine: false, lineStyle: { color: RULE } },
        splitNumber: isNarrow ? 3 : 8,
      },
      yAxis: nameAxis(
        spans.map((span) => span.name),
        names,
      ),
      series: [
        {
          type: 'custom',
          silent: true,
          data: spans.map(({ start, end }, i) => [start, end, i]),
          encode: { x: [0, 1], y: 2 },
          renderItem: (_: unknown, api: Api) => {
            const span = spans[api.value(2)]
            const [x1 = 0, y = 0] = api.coord([api.value(0), api.value(2)])
            const [x2 = 0] = api.coord([api.value(1), api.value(2)])
            return drawSpan(span, x1, Math.max(x2, x1 + 4), y, [names, width - 16])
          },
        },
        {
          type: 'custom',
          silent: true,
          data: [[today]],
          encode: { x: 0 },
          renderItem: (_: unknown, api: Api) => {
            const [x = 0] = api.coord([api.value(0), 0])
            return drawMilestone(name, Math.round(x), height - AXIS)
          },
        },
      ],
    },
    width,
    height,
  )
}

const BAR = 16

const drawSpan = (
  span: Span | undefined,
  x1: number,
  x2: number,
  y: number,
  [left, right]: [left: number, right: number],
) => {
  const { done = 0, label = '' } = span ?? {}
  const rect = (width: number, fill: string) => ({
    type: 'rect',
    shape: { x: x1, y: y - BAR / 2, width, height: BAR },
    style: { fill, stroke: 'var(--bar)', lineWidth: 1 },
  })
  // A label that would leave the picture goes to the other side of the bar, or into the bar where a name is there.
  const room = 8 + label.length * LETTERS * 0.55
  const fits = x2 + room <= right
  const x = fits ? x2 + 8 : x1 - room >= left ? x1 - 8 : x2 - 8
  return {
    type: 'group',
    children: [
      rect(x2 - x1, 'var(--bar-soft)'),
      ...(done > 0 ? [rect((x2 - x1) * done, 'var(--bar)')] : []),
      {
        type: 'text',
        style: {
          text: label,
          x,
          y,
          align: fits ? 'left' : 'right',
          verticalAlign: 'middle',
          fill: MUTED,
          fontSize: LETTERS,
          stroke: PAPER,
          lineWidth: 3,
        },
      },
    ],
  }
}

const drawMilestone = (name: string, x: number, bottom: number) => ({
  type: 'group',
  children: [
    {
      type: 'line',
      shape: { x1: x, y1: MILESTONES - 6, x2: x, y2: bottom },
      style: { stroke: INK, lineWidth: 1, lineDash: [3, 3] },
    },
    {
      type: 'text',
      style: { text: name, x, y: 0, align: 'left', verticalAlign: 'top', fill: INK, fontSize: LETTERS },
    },
  ],
})
