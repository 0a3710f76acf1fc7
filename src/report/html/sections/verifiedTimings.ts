import type { Timings, VerifiedEndpoint } from '../../../model/verification.ts'
import { number } from '../../text/phrases.ts'
import { bytesText, overheadText, timingRows } from '../../verify/chart.ts'
import { figure } from '../charts/figure.ts'
import { ranges } from '../charts/ranges.ts'
import { html, type Markup, upTo } from '../markup.ts'
import { dataTable } from '../table.ts'
import { DURATIONS, durationCells, rangeText } from './timings.ts'

const MAX_DRAWN = 20

/** The cost of post-quantum key exchange: classical above hybrid for each endpoint, and the difference. */
export const verifiedTimings = (
  endpoints: readonly VerifiedEndpoint[],
  nameOf: (url: string) => string,
): Markup | undefined => {
  const all = endpoints.flatMap(({ url, timings }) => (timings ? [{ name: nameOf(url), timings }] : []))
  if (all.length === 0) return undefined
  const shown = all.slice(0, MAX_DRAWN)
  const title = 'TLS handshakes, classical and post-quantum, in milliseconds'
  return html`<h3>Handshake times</h3>
<p class="key"><span><i class="swatch classical" aria-hidden="true"></i>classical (upper line)</span> <span><i class="swatch hybrid" aria-hidden="true"></i>post-quantum (lower line)</span></p>
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
    ['Endpoint', ...DURATIONS],
    shown.flatMap(({ name, timings }) =>
      timingRows(timings).map(([what, quantiles]) => [name, ...durationCells(what, quantiles)]),
    ),
  ),
})}
<ul>${shown.map(({ name, timings }) => html`<li><b><bdi>${name}</bdi></b>: ${overheadText(timings)} <span class="small">${number(timings.samples)} samples each. Bytes sent and received: ${bytesText(timings)}.${timings.notes.slice(0, 5).map((text) => html` Note: ${upTo(300, text)}.`)}</span></li>`)}</ul>
<p class="note">Each line reaches from the minimum to the 95th percentile; the dot is the median.</p>
${all.length > shown.length ? html`<p>The timings of ${number(all.length - shown.length)} more endpoints are in the output of <code>mcp-pqc verify --json</code>.</p>` : ''}`
}

const kindsText = (name: string, { handshake, groups }: Timings): string =>
  [
    `${name}.`,
    ...(handshake.classical
      ? [rangeText({ name: groups.classical ?? 'classical', quantiles: handshake.classical })]
      : []),
    rangeText({ name: groups.hybrid, quantiles: handshake.hybrid }),
  ].join(' ')
