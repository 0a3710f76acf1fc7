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

/** Milliseconds since 1970. `done`: its share that is done, 0 to 1. `label`: text at its end. */
export type Span = { name: string; start: number; end: number; done: number; label: string }

/** A day with a line through all rows. */
export type Milestone = { at: number; name: string }

const ROW = 34
const AXIS = 26
const MILESTONES = 24

/** A bar for each span on one calendar; the part that is done is filled. */
export const gantt = (spans: readonly Span[], { at: today, name }: Milestone, width: number): Drawing => {
  const names = width < NARROW ? 110 : 220
  const height = MILESTONES + spans.length * ROW + AXIS
  const [min, max] = [
    Math.min(today, ...spans.map(({ start }) => start)),
    Math.max(today, ...spans.map(({ end }) => end)),
  ]
  return draw(
    {
      grid: grid({ left: names, right: 16, top: MILESTONES, bottom: AXIS }),
      xAxis: {
        type: 'time',
        min,
        max,
        ...scale(
          width,
          { formatter: { year: '{yyyy}', month: '{MMM}', day: '{d}' } },
          { showMinLine: false },
        ),
      },
      yAxis: nameAxis(
        spans.map((span) => span.name),
        names,
      ),
      series: [
        custom(
          spans.map(({ start, end }, i) => [start, end, i]),
          { x: [0, 1], y: 2 },
          (_, api) => {
            const span = spans[api.value(2)]
            const [x1 = 0, y = 0] = api.coord([api.value(0), api.value(2)])
            const [x2 = 0] = api.coord([api.value(1), api.value(2)])
            return drawSpan(span, x1, Math.max(x2, x1 + 4), y, [names, width - 16])
          },
        ),
        custom([[today]], { x: 0 }, (_, api) => {
          const [x = 0] = api.coord([api.value(0), 0])
          return drawMilestone(name, Math.round(x), height - AXIS)
        }),
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
      textAt(label, x, y, {
        align: fits ? 'left' : 'right',
        verticalAlign: 'middle',
        fill: MUTED,
        stroke: PAPER,
        lineWidth: 3,
      }),
    ],
  }
}

const drawMilestone = (name: string, x: number, bottom: number) => ({
  type: 'group',
  children: [
    lineFrom(x, MILESTONES - 6, x, bottom, { stroke: INK, lineWidth: 1, lineDash: [3, 3] }),
    textAt(name, x, 0, { align: 'left', verticalAlign: 'top' }),
  ],
})
