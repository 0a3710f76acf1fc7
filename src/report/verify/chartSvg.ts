import type { Quantiles, Timings, VerifiedEndpoint } from '../../model/verification.ts'
import { escapeXml } from '../text/escape.ts'
import { cutMiddle } from '../text/fit.ts'
import { decimal } from '../text/phrases.ts'
import { sanitize } from '../text/sanitize.ts'
import { overheadText } from './chart.ts'

export type VerifyChartOptions = {
  /** Pixels. */
  width?: number | undefined
  /** Colours of CSS: what is written with, and on. Inside a page: `currentColor` and `none`. */
  ink?: string | undefined
  background?: string | undefined
}

/** Handshake times as one SVG element, to stand in a page or, with its namespace, in a file of its own. */
export const verifyChartSvg = (
  timings: Timings,
  { width = 720, ink = '#1f2328', background = '#ffffff' }: VerifyChartOptions = {},
): string => {
  const rows = rowsOf(timings)
  const scale = scaleOf(rows, width)
  const axis = TOP + rows.length * ROW
  const height = heightOf(rows.length)
  const title = `TLS handshake in milliseconds, after TCP: ${timings.samples} of each`
  const words = rows.map(({ name, q }) => `${name}: ${numbers(q)}`).join('; ')
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" color="${escapeXml(ink)}" fill="currentColor" font-family="system-ui, sans-serif" font-size="12">`,
    `<title>${escapeXml(title)}</title>`,
    `<desc>${escapeXml(`${words}. ${overheadText(timings)}`)}</desc>`,
    `<rect width="${width}" height="${height}" fill="${escapeXml(background)}"/>`,
    text(MARGIN, 22, title, 'font-weight="600"'),
    ...ticks(scale.end).flatMap((tick) => gridLine(scale.x(tick), axis, tick)),
    ...rows.flatMap((row, i) => rowMarks(row, TOP + i * ROW + ROW / 2, scale, width)),
    text(MARGIN, axis + 38, overheadText(timings)),
    text(
      MARGIN,
      axis + 56,
      'Line: minimum to p99. Bar: median to p95. Ring: median until the ServerHello.',
      'opacity="0.7"',
    ),
    '</svg>',
  ].join('')
}

/** The charts of all endpoints that were timed, one below the other, each under its URL: a file of its own. */
export const verifyChartsSvg = (endpoints: readonly VerifiedEndpoint[]): string => {
  const width = 720
  let y = 0
  const panels: string[] = []
  for (const { url, timings } of endpoints) {
    if (!timings) continue
    panels.push(text(MARGIN, y + 24, cutMiddle(sanitize(url), 100), 'font-weight="600"'))
    panels.push(`<svg y="${y + HEADING}">${verifyChartSvg(timings, { width })}</svg>`)
    y += HEADING + heightOf(rowsOf(timings).length)
  }
  if (panels.length === 0) panels.push(text(MARGIN, 24, 'No handshakes were timed.'))
  const height = Math.max(y, HEADING + MARGIN)
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" font-family="system-ui, sans-serif" font-size="12">`,
    '<title>TLS handshake times</title>',
    `<rect width="${width}" height="${height}" fill="#ffffff"/>`,
    ...panels,
    '</svg>\n',
  ].join('')
}

const HEADING = 28

type Row = { name: string; q: Quantiles; first: Quantiles; colour: string }
type Scale = { end: number; x: (value: number) => number }

const MARGIN = 16
const TOP = 34
const ROW = 34
const BELOW = 70
/** Pixels for the names on the left and the numbers on the right. */
const NAMES = 170
const NUMBERS = 170

/** Told apart without seeing colours too: by place and by name. */
const COLOURS = { classical: '#9a6700', hybrid: '#0969da' }

const rowsOf = ({ handshake, firstAnswer, groups }: Timings): Row[] => [
  ...(handshake.classical && firstAnswer.classical
    ? [
        {
          name: groups.classical ?? 'classical',
          q: handshake.classical,
          first: firstAnswer.classical,
          colour: COLOURS.classical,
        },
      ]
    : []),
  { name: groups.hybrid, q: handshake.hybrid, first: firstAnswer.hybrid, colour: COLOURS.hybrid },
]

const heightOf = (rows: number): number => TOP + rows * ROW + BELOW

const scaleOf = (rows: readonly Row[], width: number): Scale => {
  const most = Math.max(...rows.flatMap(({ q, first }) => [q.p99, first.p50]))
  const step = stepFor(most)
  const end = Math.max(step, Math.ceil(most / step) * step)
  const room = Math.max(1, width - NAMES - NUMBERS)
  return { end, x: (value) => NAMES + (value / end) * room }
}

/** 1, 2 or 5 times a power of ten: about five ticks. */
const stepFor = (most: number): number => {
  const rough = most > 0 ? most / 5 : 1
  const power = 10 ** Math.floor(Math.log10(rough))
  return [1, 2, 5, 10].map((factor) => factor * power).find((step) => step >= rough) ?? rough
}

const ticks = (end: number): number[] => {
  const step = stepFor(end)
  return Array.from({ length: Math.round(end / step) + 1 }, (_, i) => i * step)
}

const gridLine = (x: number, axis: number, value: number): string[] => [
  `<line x1="${px(x)}" y1="${TOP}" x2="${px(x)}" y2="${axis}" stroke="currentColor" stroke-opacity="0.15"/>`,
  text(x, axis + 16, String(Number(value.toPrecision(6))), 'text-anchor="middle" opacity="0.7"'),
]

const rowMarks = ({ name, q, first, colour }: Row, y: number, { x }: Scale, width: number): string[] => [
  text(MARGIN, y + 4, name),
  `<line x1="${px(x(q.min))}" y1="${y}" x2="${px(x(q.p99))}" y2="${y}" stroke="${colour}" stroke-width="2"/>`,
  `<rect x="${px(x(q.p50))}" y="${y - 7}" width="${px(Math.max(1, x(q.p95) - x(q.p50)))}" height="14" rx="2" fill="${colour}"/>`,
  `<circle cx="${px(x(first.p50))}" cy="${y}" r="4" fill="none" stroke="${colour}" stroke-width="2"/>`,
  text(width - MARGIN, y + 4, `${decimal(q.p50)} (p95 ${decimal(q.p95)})`, 'text-anchor="end"'),
]

const numbers = ({ p50, p95, p99 }: Quantiles): string =>
  `median ${decimal(p50)}, p95 ${decimal(p95)}, p99 ${decimal(p99)}`

const text = (x: number, y: number, words: string, more = ''): string =>
  `<text x="${px(x)}" y="${y}"${more === '' ? '' : ` ${more}`}>${escapeXml(words)}</text>`

const px = (value: number): string => value.toFixed(1)
