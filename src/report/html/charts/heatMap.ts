import { number } from '../../text/phrases.ts'
import { categories, type Drawing, draw, grid, INK, LETTERS, MUTED, NARROW, PAPER } from './draw.ts'

/** `colour` of a cell by how full it is: 0 (empty) to 4. */
export type Column = { name: string; short: string; colour: (level: number) => string }
export type HeatRow = { name: string; counts: readonly number[] }

const CELL = 46
const HEADINGS = 30

/** Rows and columns of cells with their numbers: the higher the number, the stronger the colour of the column. */
export const heatMap = (rows: readonly HeatRow[], columns: readonly Column[], width: number): Drawing => {
  const isNarrow = width < NARROW
  const names = isNarrow ? 66 : 110
  const height = rows.length * CELL + HEADINGS
  const most = Math.max(1, ...rows.flatMap(({ counts }) => counts))
  const letters = { fontSize: isNarrow ? LETTERS - 2 : LETTERS }
  return draw(
    {
      grid: grid({ left: names, right: 0, top: HEADINGS, bottom: 0 }),
      xAxis: {
        ...categories(
          columns.map(({ name, short }) => (isNarrow ? short : name)),
          { ...letters, color: MUTED },
        ),
        position: 'top',
      },
      yAxis: {
        ...categories(
          rows.map(({ name }) => name),
          { ...letters, align: 'left', margin: names - 2 },
        ),
        inverse: true,
      },
      // A heat map needs one; each cell sets its own colour.
      visualMap: { show: false, min: 0, max: most, inRange: { opacity: 1 } },
      series: [
        {
          type: 'heatmap',
          silent: true,
          emphasis: { disabled: true },
          label: { show: true, fontSize: LETTERS + 2 },
          data: rows.flatMap(({ counts }, y) =>
            counts.map((count, x) => ({
              value: [x, y, count],
              itemStyle: {
                color: columns[x]?.colour(levelOf(count, most)),
                opacity: 1,
                borderColor: PAPER,
                borderWidth: 3,
              },
              label: {
                formatter: () => (count === 0 ? '–' : number(count)),
                color: count === 0 ? MUTED : INK,
                fontWeight: count === 0 ? 'normal' : 'bold',
              },
            })),
          ),
        },
      ],
    },
    width,
    height,
  )
}

/** On a logarithmic scale, so that small numbers stay visible next to large ones. */
const levelOf = (count: number, most: number): number =>
  count === 0 ? 0 : Math.max(1, Math.ceil((4 * Math.log(count + 1)) / Math.log(most + 1)))
