import type { InventoryEndpoint } from '../../../model/inventory.ts'
import { headlineOf } from '../../../model/questions/summary.ts'
import { nextStep } from '../../inventory/findings.ts'
import {
  certificateText,
  dataText,
  endpointName,
  endpointUrl,
  keyExchangeText,
  notProbedBecause,
} from '../../inventory/labels.ts'
import { AUTHENTICATION, KEY_EXCHANGE, TIERS } from '../../inventory/postures.ts'
import type { ReportInput } from '../../inventory/reportInput.ts'
import { number, plural } from '../../text/phrases.ts'
import { CLOSING, opening } from '../elements.ts'
import { evidence } from '../evidence.ts'
import { type Figures, MAX_LISTED } from '../figures/figures.ts'
import { html, type Markup, upTo } from '../markup.ts'
import { mark } from './postureFigure.ts'

/** The list, highest risk first: a row for each endpoint, and what is known of it folded away below. */
export async function* endpointList(figures: Figures, input: ReportInput): AsyncGenerator<Markup> {
  yield opening('endpoints')
  if (figures.total > MAX_EXPLAINED) yield leftOut(figures.total)
  if (figures.total === 0) yield html`<p>None.</p>`
  else {
    yield controls(Math.min(figures.total, MAX_LISTED))
    yield HEAD
    let place = 0
    for await (const endpoint of input.endpoints()) {
      if (++place > MAX_LISTED) break
      yield row(endpoint, place)
    }
    yield html`</table>
<p class="pages" id="pages" hidden></p>
`
  }
  yield CLOSING
}

/** Endpoints whose evidence is in the page: browsers are slow with thousands of them. */
const MAX_EXPLAINED = 1000

const leftOut = (total: number): Markup => {
  const evidence = `the first ${number(MAX_EXPLAINED)} with their evidence`
  return html`<p class="statement">${
    total > MAX_LISTED
      ? `The ${number(MAX_LISTED)} endpoints with the highest risk of ${number(total)} are listed here, ${evidence}. The other ${number(total - MAX_LISTED)} are counted in the charts and numbers of this page.`
      : `All ${number(total)} endpoints are listed here, ${evidence}.`
  } The JSON report has all endpoints with all evidence, the CSV one line per endpoint: <code>mcp-pqc report json</code>, <code>mcp-pqc report csv</code>.</p>
`
}

/** Filters of the list. Hidden until the script runs, which makes them work. */
const controls = (
  listed: number,
): Markup => html`<form class="controls" id="controls" role="search" aria-label="Filter the endpoints" hidden>
<p><label for="words">Words</label><input type="search" id="words" autocomplete="off" spellcheck="false" placeholder="name, address, data, algorithm"></p>
<p><label for="exchange">Key exchange</label><select id="exchange"><option value="">all</option>${KEY_EXCHANGE.map(({ label }, i) => html`<option value="${i}">${label}</option>`)}</select></p>
<p><label for="tier">Data</label><select id="tier"><option value="">all</option>${TIERS.map(({ label }, i) => html`<option value="${i}">${label}</option>`)}</select></p>
<p class="buttons"><button type="reset">Show all</button> <button type="button" id="unfold">Open all evidence</button></p>
<p class="count" id="count" role="status" aria-live="polite">${plural(listed, 'endpoint')}</p>
</form>
`

/** Roles are explicit: on a phone the rows are blocks, and some browsers then lose the semantics of a table. */
const HEAD = html`<table class="endpoints" id="list" role="table">
<caption class="away">Endpoints, highest risk first</caption>
<thead role="rowgroup"><tr role="row">
<th scope="col" role="columnheader" data-sort="risk" aria-sort="descending">Risk</th>
<th scope="col" role="columnheader" data-sort="name">Endpoint</th>
<th scope="col" role="columnheader" data-sort="tier">Data</th>
<th scope="col" role="columnheader" data-sort="exchange">Key exchange</th>
<th scope="col" role="columnheader" data-sort="certificate">Certificate</th>
</tr></thead>
`

const row = (endpoint: InventoryEndpoint, place: number): Markup => {
  const { authentication, sensitivity, risk } = endpoint.assessment
  const name = endpointName(endpoint)
  const url = endpointUrl(endpoint)
  const headline = headlineOf(endpoint.assessment)
  const exchange = KEY_EXCHANGE.findIndex(({ category }) => category === headline)
  const tier = TIERS.findIndex((one) => one.tier === sensitivity.tier)
  const certificate = AUTHENTICATION.findIndex(({ category }) => category === authentication.category)
  const owner = endpoint.ownership?.owner
  return html`<tbody role="rowgroup" id="e${place}" data-place="${place}" data-risk="${risk.score}" data-name="${name ?? url}" data-tier="${tier}" data-exchange="${exchange}" data-certificate="${certificate}">
<tr role="row"><td role="cell" class="risk"><b>${risk.score}</b><svg viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true" focusable="false"><rect width="100" height="6" class="rest"/><rect width="${Math.min(100, Math.max(0, risk.score))}" height="6"/></svg></td>
<th scope="row" role="rowheader">${name === undefined ? html`<bdi>${upTo(300, url)}</bdi>` : html`<bdi>${name}</bdi><span class="url"><bdi>${upTo(300, url)}</bdi></span>`}</th>
<td role="cell"><span class="tier ${sensitivity.tier}">${TIERS[tier]?.label ?? ''}</span><span class="small">${dataText(endpoint)}${owner === undefined ? '' : html`; <bdi>${owner}</bdi>`}</span></td>
<td role="cell">${mark(headline)} ${keyExchangeText(endpoint)}</td>
<td role="cell">${mark(authentication.category)} ${certificateText(endpoint)}</td></tr>
${more(endpoint, place)}</tbody>
`
}

const more = (endpoint: InventoryEndpoint, place: number): Markup => {
  const name = endpointName(endpoint) ?? endpointUrl(endpoint)
  const content =
    place > MAX_EXPLAINED
      ? html`<p class="brief">${doNext(endpoint)}</p>`
      : html`<details><summary><span>Evidence<span class="away"> for ${name}</span></span> ${doNext(endpoint)}</summary>
${evidence(endpoint)}</details>`
  return html`<tr role="row" class="more"><td role="cell" colspan="5">${content}</td></tr>
`
}

const doNext = (endpoint: InventoryEndpoint): Markup | undefined => {
  if (endpoint.transport === 'stdio') return undefined
  const why = notProbedBecause(endpoint)
  if (why !== undefined) return html`<span class="next">Could not be probed: ${why}</span>`
  const step = nextStep(endpoint)
  return step === undefined ? undefined : html`<span class="next">Next: ${step}</span>`
}
