import type { Quantiles, Timings, VerifiedEndpoint } from '../../model/verification.ts'
import { STYLE } from '../html/assets.ts'
import { ranges } from '../html/charts/ranges.ts'
import { escapeXml } from '../text/escape.ts'
import { cutMiddle } from '../text/fit.ts'
import { decimal } from '../text/phrases.ts'
import { sanitize } from '../text/sanitize.ts'
import { overheadText } from './chart.ts'

const WIDTH = 720
const MARGIN = 16
/** Pixels above and below the times of an endpoint. */
const HEAD = 72
const FOOT = 44

/** `verify --chart`: the times of all endpoints that were timed, as the HTML report draws them, in an SVG file. */
export const verifyChartsSvg = (endpoints: readonly VerifiedEndpoint[]): string => {
  let y = MARGIN
  const panels: string[] = []
  for (const { url, timings } of endpoints) {
    if (!timings) continue
    const panel = panelOf(sanitize(url), timings, y)
    panels.push(panel.content)
    y += panel.height
  }
  if (panels.length === 0) panels.push(text(y + 14, 'No handshakes were timed.'))
  const height = Math.max(y, 48)
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" font-family="system-ui, sans-serif" font-size="13" fill="var(--ink)">
<title>TLS handshake times</title>
<rect width="${WIDTH}" height="${height}" fill="var(--paper)"/>
${panels.join('\n')}
</svg>
`
  return svg.replace(/var\(--([\w-]+)\)/g, (_, name: string) => COLOURS.get(name) ?? 'currentColor')
}

/** The light colours of the HTML report by name: programs that draw SVG files know no variables of CSS. */
const COLOURS = new Map(
  [...STYLE.matchAll(/--([\w-]+): (#[\da-f]{6});/g)]
    .toReversed()
    .map(([, name = '', colour = '']) => [name, colour]),
)

/** One endpoint, `y` pixels from the top. */
const panelOf = (url: string, timings: Timings, y: number): { content: string; height: number } => {
  const { samples, handshake, firstAnswer } = timings
  const kinds = [
    { name: timings.groups.classical ?? 'classical', colour: 'var(--classical)', kind: 'classical' },
    { name: timings.groups.hybrid, colour: 'var(--hybrid)', kind: 'hybrid' },
  ] as const
  const shown = kinds.filter(({ kind }) => handshake[kind])
  const timed = [
    { name: 'Handshake', of: handshake },
    { name: 'ServerHello', of: firstAnswer },
  ].map(({ name, of }) => ({
    name,
    ranges: shown.flatMap(({ kind, colour }) => {
      const quantiles = of[kind]
      return quantiles ? [{ colour, quantiles }] : []
    }),
  }))
  const { height, content } = ranges(timed, WIDTH - 2 * MARGIN)
  const words = shown.flatMap(({ kind, name }) => {
    const quantiles = handshake[kind]
    return quantiles ? [`${name}: ${quantilesText(quantiles)}`] : []
  })
  const parts = [
    text(y + 14, cutMiddle(url, 95), 'font-weight="600"'),
    text(y + 34, `Times after the TCP handshake, ${samples} samples each: minimum, median, 95th percentile`),
    ...shown.map(
      ({ name, colour }, i) =>
        `<rect x="${MARGIN + i * 220}" y="${y + 46}" width="11" height="11" fill="${colour}"/>${text(y + 56, name, '', MARGIN + i * 220 + 17)}`,
    ),
    `<svg x="${MARGIN}" y="${y + HEAD}" width="${WIDTH - 2 * MARGIN}" height="${height}" role="img">`,
    `<title>${escapeXml(`TLS handshake times of ${url}`)}</title>`,
    `<desc>${escapeXml(`${words.join('; ')}. ${overheadText(timings)}`)}</desc>`,
    `${content}</svg>`,
    text(y + HEAD + height + 18, overheadText(timings)),
  ]
  return { content: parts.join('\n'), height: HEAD + height + FOOT }
}

const quantilesText = ({ p50, p95, p99 }: Quantiles): string =>
  `median ${decimal(p50)}, p95 ${decimal(p95)}, p99 ${decimal(p99)}`

const text = (y: number, words: string, attributes = '', x = MARGIN): string =>
  `<text x="${x}" y="${y}" ${attributes}>${escapeXml(words)}</text>`
