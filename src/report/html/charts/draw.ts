import { BarChart, CustomChart, HeatmapChart } from 'echarts/charts'
import { GridComponent, VisualMapComponent } from 'echarts/components'
import { type EChartsCoreOption, init, use } from 'echarts/core'
import { SVGRenderer } from 'echarts/renderers'

use([BarChart, CustomChart, HeatmapChart, GridComponent, VisualMapComponent, SVGRenderer])

/** Font size in a chart, in units of its width. */
export const LETTERS = 13

/** The page's colours: they follow the reader's light or dark scheme. */
export const INK = 'var(--ink)'
export const MUTED = 'var(--muted)'
const RULE = 'var(--rule)'
export const PAPER = 'var(--paper)'

/** The content of an `<svg>` of so many units: drawn without a browser, and without style, script or animation. */
export const draw = (option: EChartsCoreOption, width: number, height: number): Drawing => {
  const chart = init(null, null, { renderer: 'svg', ssr: true, width, height })
  try {
    chart.setOption({ animation: false, textStyle: { color: INK, fontSize: LETTERS }, ...option })
    return { width, height, content: inert(chart.renderToSVGString()) }
  } finally {
    chart.dispose()
  }
}

export type Drawing = { width: number; height: number; content: string }

/** The area of the bars and lines, between margins of so many units. */
export const grid = (margins: { left: number; right: number; top: number; bottom: number }) => ({
  outerBoundsMode: 'none',
  ...margins,
})

/** Without a line and ticks, every name of it shown. */
export const categories = (data: readonly string[], label: object) => ({
  type: 'category',
  data,
  axisLine: { show: false },
  axisTick: { show: false },
  axisLabel: { color: INK, fontSize: LETTERS, interval: 0, ...label },
})

/** Numbers or times, with a line through the picture at each of them. */
export const scale = (width: number, label: object, line: object = {}) => ({
  axisLabel: { color: MUTED, fontSize: LETTERS, hideOverlap: true, ...label },
  axisLine: { show: false },
  splitLine: { show: true, showMaxLine: false, lineStyle: { color: RULE }, ...line },
  splitNumber: width < NARROW ? 3 : 8,
})

/** A series that draws each data item itself. */
export const custom = (
  data: readonly (readonly number[])[],
  encode: object,
  renderItem: (_: unknown, api: Api) => object,
) => ({ type: 'custom', silent: true, data, encode, renderItem })

/** Units of width below which a picture is for a phone. */
export const NARROW = 500

/** A text at a point, and a line between two. */
export const textAt = (text: string, x: number, y: number, style: object) => ({
  type: 'text',
  style: { text, x, y, fill: INK, fontSize: LETTERS, ...style },
})

export const lineFrom = (x1: number, y1: number, x2: number, y2: number, style: object) => ({
  type: 'line',
  shape: { x1, y1, x2, y2 },
  style,
})

/** The rows by their names, the first at the top, in so many units at the left. */
export const nameAxis = (data: readonly string[], width: number) => ({
  ...categories(data, { width: width - 14, overflow: 'truncate' }),
  inverse: true,
})

/** What a custom series draws with: the numbers of a data item, and where a point is. */
export type Api = { value: (dimension: number) => number; coord: (value: readonly number[]) => number[] }

/**
 * The content security policy allows one style sheet by its hash, and no style attributes: fonts become attributes, and
 * what only a pointer would use is removed. Quotation marks in texts are entities.
 */
const inert = (svg: string): string =>
  svg
    // echarts cuts names between the two halves of a character.
    .toWellFormed()
    .replace(/^<svg[^>]*>/, '')
    .replace(/<\/svg>\s*$/, '')
    .replace(/<style\b[\s\S]*?<\/style>/g, '')
    .replace(/ (?:class|ecmeta_\w+|pointer-events|xml:space)="[^"]*"/g, '')
    .replace(/ style="([^"]*)"/g, (_, style: string) => fontAttributes(style))
    .replace(/<rect [^>]*fill="none"><\/rect>\n?/, '')

const fontAttributes = (style: string): string =>
  ['font-size', 'font-weight']
    .flatMap((name) => {
      const [, value] = new RegExp(`(?:^|;)${name}:([^;]*)`).exec(style) ?? []
      return value === undefined ? [] : [` ${name}="${value}"`]
    })
    .join('')
