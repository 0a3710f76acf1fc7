import type { InventoryEndpoint } from '../../model/inventory.ts'
import { endpointFacts } from '../inventory/facts/endpoint.ts'
import { type Item, isKnown, items, type Topic } from '../inventory/facts/topic.ts'
import { day, facts } from './elements.ts'
import { html, listed, type Markup, type Part, upTo } from './markup.ts'

/** Everything that is known of one endpoint, as `scan --explain` prints it too. */
export const evidence = (endpoint: InventoryEndpoint): Markup => {
  const { title, problem, judgements, data, addresses, services } = endpointFacts(endpoint)
  return html`<div class="evidence">
<p class="title"><bdi>${upTo(500, title)}</bdi></p>
${problem === undefined ? '' : html`<p class="problem">${problem}</p>`}
<div class="reasons">${judgements.map((one) => html`<div>${topic(one, 3)}</div>`)}<div class="all">${topic(data, 3)}</div></div>
${most(addresses, MAX_ADDRESSES, 'addresses').map(address)}
${services.length === 0 ? '' : html`<div class="reasons">${services.map((one) => html`<div>${topic(one, 3)}</div>`)}</div>`}
</div>
`
}

const MAX_ADDRESSES = 8
const MAX_TOPICS = 10
const MAX_POINTS = 20
const MAX_ITEMS = 60
const MAX_TEXT = 400

/** What TLS was agreed on in the left column; certificates, clients and SSH in the right one. */
const address = ({ topics = [], ...about }: Topic): Markup => html`<div class="address">
${topic(about, 3)}
${topics.length === 0 ? '' : html`<div class="columns"><div>${topics.slice(0, 1).map((one) => topic(one, 4))}</div><div>${topics.slice(1).map((one) => topic(one, 4))}</div></div>`}
</div>
`

const topic = (
  { title, note, points = [], facts: known = [], topics = [] }: Topic,
  level: number,
): Markup => {
  const shown = known.filter(isKnown).map(([label, value]) => [label, valuePart(items(value))] as const)
  return html`${heading(upTo(MAX_TEXT, title), level)}
${points.length === 0 ? '' : html`<ul>${points.slice(0, MAX_POINTS).map((point) => html`<li>${upTo(MAX_TEXT, point)}</li>`)}</ul>`}
${shown.length === 0 ? '' : facts(shown)}
${note === undefined ? '' : html`<p class="note">${note}</p>`}
${most(topics, MAX_TOPICS, 'entries').map((one) => html`<div class="part">${topic(one, level + 1)}</div>`)}`
}

const heading = (title: Markup, level: number): Markup => {
  if (level === 3) return html`<h3><bdi>${title}</bdi></h3>`
  return level === 4 ? html`<h4>${title}</h4>` : html`<p class="name"><b><bdi>${title}</bdi></b></p>`
}

const most = (topics: readonly Topic[], count: number, nouns: string): Topic[] =>
  topics.length <= count
    ? [...topics]
    : [...topics.slice(0, count), { title: `${topics.length - count} more ${nouns} are in the JSON report` }]

const valuePart = (all: readonly Item[]): Part => listed(all.map(itemOf), MAX_ITEMS)

const itemOf = (item: Item): Part => {
  if (typeof item === 'string') return html`<bdi>${upTo(MAX_TEXT, item)}</bdi>`
  if ('day' in item) return day(item.day)
  const { text, mark } = item
  if (mark === 'bad') return html`<strong class="bad">${upTo(MAX_TEXT, text)}</strong>`
  return mark === 'hash'
    ? html`<span class="fingerprint">${text}</span>`
    : html`<span class="group ${mark}">${text}</span>`
}
