import { plural } from '../../text/phrases.ts'
import { html, type Markup } from '../markup.ts'
import { KEY_EXCHANGE, TIERS } from '../postures.ts'

/** To filter the list with. Hidden until the script that works them runs: without it nothing would answer. */
export const controls = (
  listed: number,
): Markup => html`<form class="controls" id="controls" role="search" aria-label="Filter the endpoints" hidden>
<p><label for="words">Words</label><input type="search" id="words" autocomplete="off" spellcheck="false" placeholder="name, address, data, algorithm"></p>
<p><label for="exchange">Key exchange</label><select id="exchange"><option value="">all</option>${KEY_EXCHANGE.map(({ label }, i) => html`<option value="${i}">${label}</option>`)}</select></p>
<p><label for="tier">Data</label><select id="tier"><option value="">all</option>${TIERS.map(({ label }, i) => html`<option value="${i}">${label}</option>`)}</select></p>
<p class="buttons"><button type="reset">Show all</button> <button type="button" id="unfold">Open all evidence</button></p>
<p class="count" id="count" role="status" aria-live="polite">${plural(listed, 'endpoint')}</p>
</form>
`
