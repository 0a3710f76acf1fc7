import type { Check, Verification, VerifiedEndpoint } from '../../../model/verification.ts'
import { number, plural } from '../../text/phrases.ts'
import { sanitize } from '../../text/sanitize.ts'
import { html, type Markup, upTo } from '../markup.ts'
import { section } from '../section.ts'
import { moment } from '../time.ts'
import { verifiedTimings } from './verifiedTimings.ts'

const MAX_ENDPOINTS = 200

export const verificationSection = (
  { endpoints, startedAt }: Verification,
  names: ReadonlyMap<string, string>,
): Markup => {
  const nameOf = (url: string): string => names.get(url) ?? sanitize(url)
  const passed = endpoints.filter(({ verdict }) => verdict === 'pass').length
  return section(
    {
      id: 'verification',
      title: 'Verification',
      note: html`Checked on ${moment(startedAt)} with mcp-pqc verify.`,
    },
    html`<p class="statement">${number(passed)} of ${plural(endpoints.length, 'endpoint')} ${passed === 1 ? 'passes' : 'pass'}.</p>
<ul class="verified">${endpoints.slice(0, MAX_ENDPOINTS).map((one) => verified(one, nameOf(one.url)))}</ul>
${endpoints.length > MAX_ENDPOINTS ? html`<p>${number(endpoints.length - MAX_ENDPOINTS)} more are in the output of <code>mcp-pqc verify --json</code>.</p>` : ''}
${verifiedTimings(endpoints, nameOf)}`,
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
