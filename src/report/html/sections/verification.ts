import type { Check, Timings, Verification, VerifiedEndpoint } from '../../../model/verification.ts'
import { number, plural } from '../../text/phrases.ts'
import { sanitize } from '../../text/sanitize.ts'
import { bytesText, overheadText, timingRows } from '../../verify/chart.ts'
import { figure } from '../charts/figure.ts'
import { ranges } from '../charts/ranges.ts'
import { dataTable, moment, section } from '../elements.ts'
import { html, type Markup, upTo } from '../markup.ts'
import { DURATIONS, durationCells, rangeText } from './timings.ts'

const MAX_ENDPOINTS = 200

export const verificationSection = (
  { endpoints, startedAt }: Verification,
  names: ReadonlyMap<string, string>,
): Markup => {
  const nameOf = (url: string): string => names.get(url) ?? sanitize(url)
  const passed = endpoints.filter(({ verdict }) => verdict === 'pass').length
  return section(
    'verification',
    html`<p class="statement">${number(passed)} of ${plural(endpoints.length, 'endpoint')} ${passed === 1 ? 'passes' : 'pass'}.</p>
<ul class="verified">${endpoints.slice(0, MAX_ENDPOINTS).map((one) => verified(one, nameOf(one.url)))}</ul>
${endpoints.length > MAX_ENDPOINTS ? html`<p>${number(endpoints.length - MAX_ENDPOINTS)} more are in the output of <code>mcp-pqc verify --json</code>.</p>` : ''}
${verifiedTimings(endpoints, nameOf)}`,
    { moment: moment(startedAt) },
  )
}

const verified = ({ url, requirement, verdict, checks }: VerifiedEndpoint, name: string): Markup => {
  const failed = checks.filter(({ result }) => result === 'fail').length
  return html`<li><details><summary><span class="verdict ${verdict}">${verdict}</span> <bdi>${name}</bdi> <span class="small">${name === url ? '' : html`<bdi>${upTo(300, url)}</bdi>; `}required: ${requirement}${failed > 0 ? `; ${plural(failed, 'check')} failed` : ''}</span></summary>
<div class="scroll" tabindex="0" role="group" aria-label="Checks of ${url}"><table class="data checks">
<caption class="away">Checks of ${url}</caption>
<thead><tr><th scope="col">Check</th><th scope="col">Result</th><th scope="col">Evidence</th></tr></thead>
<tbody>${checks.slice(0, 60).map(check)}</tbody></table></div>
</details></li>
`
}

const check = ({
  title,
  result,
  evidence,
  remedy,
  inconclusive,
}: Check): Markup => html`<tr><th scope="row">${title}</th>
<td><span class="verdict ${result}">${inconclusive ? 'open' : result}</span></td>
<td>${upTo(1000, evidence)}${remedy ? html`<br><b>Remedy:</b> ${upTo(600, remedy)}` : ''}</td></tr>
`

const MAX_DRAWN = 20

/** The cost of post-quantum key exchange: classical above hybrid for each endpoint, and the difference. */
const verifiedTimings = (
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
