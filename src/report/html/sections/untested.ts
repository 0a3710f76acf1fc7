import type { ReportInput } from '../../inventory/reportInput.ts'
import { number, plural } from '../../text/phrases.ts'
import { dataTable, section } from '../elements.ts'
import type { Figures } from '../figures/figures.ts'
import { html, type Markup, upTo } from '../markup.ts'
import rows from './sections.json' with { type: 'json' }

/** What was not tested or could not be seen: "not tested" is never "no". */
export const untested = (
  { untested: { found, unreached, unreachedCount } }: Figures,
  { summary }: ReportInput,
): Markup =>
  section(
    'untested',
    html`${
      found.length === 0
        ? html`<p>Everything that this program can test was tested at every endpoint.</p>`
        : dataTable(
            'What was not tested, and where',
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
${summary.silentAddresses > 0 ? html`<p>Nothing listens on ${plural(summary.silentAddresses, 'address and port', 'addresses and ports')} of the scanned ranges. They do not count as endpoints.</p>` : ''}
${summary.interrupted ? html`<p><strong class="bad">The scan was interrupted</strong>: endpoints are missing.</p>` : ''}
<h3>What a probe from outside cannot see</h3>
<ul>${rows.untested.blind.map((text) => html`<li>${text}</li>`)}</ul>`,
  )
