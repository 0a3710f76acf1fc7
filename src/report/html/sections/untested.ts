import type { ReportInput } from '../../inventory/reportInput.ts'
import { number, plural } from '../../text/phrases.ts'
import type { Figures } from '../figures/figures.ts'
import { html, type Markup, upTo } from '../markup.ts'
import { section } from '../section.ts'
import { dataTable } from '../table.ts'

/** What nobody looked at, or could not see: "not tested" is never "no". */
export const untested = (
  { untested: { found, unreached, unreachedCount } }: Figures,
  { summary }: ReportInput,
): Markup =>
  section(
    {
      id: 'untested',
      title: 'What was not tested',
      note: 'Not tested is not the same as no. Nothing here counts as safe.',
    },
    html`${
      found.length === 0
        ? html`<p>Of every endpoint everything was tested that this program can test.</p>`
        : dataTable(
            'What is missing, and where',
            ['What', 'Endpoints', 'For example'],
            found.map(({ gap, count, named }) => [
              gap,
              number(count),
              html`${named.map((title, i) => html`${i > 0 ? ', ' : ''}<bdi>${upTo(120, title)}</bdi>`)}${count > named.length ? ' …' : ''}`,
            ]),
          )
    }
${
  unreachedCount > 0
    ? html`<h3>Could not be probed</h3>
<ul>${unreached.map(({ title, why }) => html`<li><bdi>${upTo(200, title)}</bdi>: ${upTo(300, why)}</li>`)}</ul>
${unreachedCount > unreached.length ? html`<p>${number(unreachedCount - unreached.length)} more are in the CSV and JSON reports.</p>` : ''}`
    : ''
}
${summary.silentAddresses > 0 ? html`<p>Nothing listens on ${plural(summary.silentAddresses, 'other address and port', 'other addresses and ports')} of the ranges: they are no endpoints, and were not looked at again.</p>` : ''}
${summary.interrupted ? html`<p><strong class="bad">The scan was interrupted</strong>: endpoints may be missing altogether.</p>` : ''}
<h3>What no probe from outside can see</h3>
<ul>${BLIND.map((text) => html`<li>${text}</li>`)}</ul>`,
  )

const BLIND = [
  'The way behind whatever ends TLS: a CDN, a load balancer or a gateway can be post-quantum in front and classical behind.',
  'What each installed client really offers: its runtime’s defaults are assumed, and settings can change them.',
  'Data at rest, backups, and the traffic that was recorded before this scan.',
  'Endpoints that nobody named, and those that another network or another time of day would show.',
]
