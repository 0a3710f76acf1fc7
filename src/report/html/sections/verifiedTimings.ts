import type { Quantiles, Timings, VerifiedEndpoint } from '../../../model/verification.ts'
import { milliseconds, number } from '../../text/phrases.ts'
import { bytesText, overheadText } from '../../verify/chart.ts'
import { figure } from '../charts/figure.ts'
import { ranges } from '../charts/ranges.ts'
import { html, type Markup, upTo } from '../markup.ts'
import { dataTable } from '../table.ts'
import { rangeText } from './timings.ts'

/** Endpoints whose timings are drawn. */
const MAX_DRAWN = 20

/** What post-quantum key exchange costs: classical above hybrid for each endpoint, and what the difference comes to. */
export const verifiedTimings = (
  endpoints: readonly VerifiedEndpoint[],
  nameOf: (url: string) => string,
): Markup | undefined => {
  const all = endpoints.flatMap(({ url, timings }) => (timings ? [{ name: nameOf(url), timings }] : []))
  if (all.length === 0) return undefined
  const shown = all.slice(0, MAX_DRAWN)
  const title = 'Handshakes of both kinds, in milliseconds'
  return html`<h3>What it costs in time</h3>
<p class="key"><span><i class="swatch classical" aria-hidden="true"></i>classical, the upper line</span> <span><i class="swatch hybrid" aria-hidden="true"></i>post-quantum, the lower one</span></p>
${figure({
  id: 'chart-verified',
  title,
  description: shown.map(({ name, timings }) => kindsText(name, timings)).join(' '),
  draw: (width) =>
    ranges(
      shown.map(({ name, timings: { handshake } }) => ({
        name,
        ranges: [
          ...(handshake.classical ? [{ colour: 'var(--classical)', quantiles: handshake.classical }] : []),
          { colour: 'var(--hybrid)', quantiles: handshake.hybrid },
        ],
      })),
      width,
    ),
  table: dataTable(
    title,
    ['Endpoint', 'Duration', 'Median', '95 %', '99 %', 'Fastest', 'Slowest'],
    shown.flatMap(({ name, timings }) => rowsOf(name, timings)),
  ),
})}
<ul>${shown.map(({ name, timings }) => html`<li><b><bdi>${name}</bdi></b>: ${overheadText(timings)} <span class="small">${number(timings.samples)} of each kind. Bytes sent and received: ${bytesText(timings)}.${timings.notes.slice(0, 5).map((text) => html` Note: ${upTo(300, text)}.`)}</span></li>`)}</ul>
<p class="note">A line reaches from the fastest handshake to the 95th percentile, the dot is the median.</p>
${all.length > shown.length ? html`<p>The timings of ${number(all.length - shown.length)} more are in the document of <code>mcp-pqc verify --json</code>.</p>` : ''}`
}

const kindsText = (name: string, { handshake, groups }: Timings): string =>
  [
    `${name}.`,
    ...(handshake.classical
      ? [rangeText({ name: groups.classical ?? 'classical', quantiles: handshake.classical })]
      : []),
    rangeText({ name: groups.hybrid, quantiles: handshake.hybrid }),
  ].join(' ')

const rowsOf = (name: string, { handshake, firstAnswer, groups, connect, mcp }: Timings): string[][] => {
  const row = (what: string, quantiles: Quantiles | undefined): string[][] =>
    quantiles
      ? [
          [
            name,
            what,
            ...[quantiles.p50, quantiles.p95, quantiles.p99, quantiles.min, quantiles.max].map(milliseconds),
          ],
        ]
      : []
  const classical = groups.classical ?? 'classical'
  return [
    ...row(`handshake, ${classical}`, handshake.classical),
    ...row(`handshake, ${groups.hybrid}`, handshake.hybrid),
    ...row(`ServerHello, ${classical}`, firstAnswer.classical),
    ...row(`ServerHello, ${groups.hybrid}`, firstAnswer.hybrid),
    ...row('TCP connection', connect),
    ...row('first MCP answer', mcp?.first),
    ...row('warm MCP request', mcp?.warm),
  ]
}
