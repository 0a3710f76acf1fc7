import { html, type Markup, type Part } from './markup.ts'
import sections from './sections/sections.json' with { type: 'json' }

/** A part of the page, and of its table of contents. */
export type SectionId = keyof typeof sections

/** `link`: its name in the table of contents, if it is not the title. In the note, `{word}` stands for a value. */
type Row = { title: string; link?: string; note?: string; isWide?: boolean }
const ROWS: Readonly<Record<SectionId, Row>> = sections

export const linkTitle = (id: SectionId): string => ROWS[id].link ?? ROWS[id].title

const noted = (note: string, values: Values): Part =>
  note.split(/\{(\w+)\}/).map((part, i) => (i % 2 === 0 ? part : values[part]))

type Values = Readonly<Record<string, Part>>

export const opening = (id: SectionId, values: Values = {}): Markup => {
  const { title, note, isWide } = ROWS[id]
  return html`<section id="${id}" aria-labelledby="${id}-title"${isWide ? html` class="broad"` : ''}>
<div class="margin"><h2 id="${id}-title">${title}</h2>
${note === undefined ? '' : html`<p class="note">${noted(note, values)}</p>`}</div>
<div class="content">
`
}

export const CLOSING: Markup = html`</div>
</section>
`

export const section = (id: SectionId, content: Part, values?: Values): Markup =>
  html`${opening(id, values)}${content}${CLOSING}`

/** The first cell of each row is its heading. Text in the others stays on one line, markup may wrap. */
export const dataTable = (
  caption: Part,
  headings: readonly Part[],
  rows: readonly (readonly Part[])[],
): Markup => html`<div class="scroll" tabindex="0" role="group" aria-label="${caption}"><table class="data">
<caption>${caption}</caption>
<thead><tr>${headings.map((heading) => html`<th scope="col">${heading}</th>`)}</tr></thead>
<tbody>${rows.map(
  ([first, ...rest]) =>
    html`<tr><th scope="row">${first}</th>${rest.map((cell) => html`<td${typeof cell === 'string' ? html` class="one"` : ''}>${cell}</td>`)}</tr>
`,
)}</tbody>
</table></div>`

/** Names and values. A value that is not known is left out. */
export const facts = (entries: readonly (readonly [name: string, value: Part])[]): Markup => {
  const known = entries.slice(0, MAX_FACTS).filter(([, value]) => isSomething(value))
  return html`<dl class="facts">${known.map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`)}</dl>`
}

const MAX_FACTS = 100

const isSomething = (value: Part): boolean =>
  Array.isArray(value) ? value.some(isSomething) : value !== undefined && value !== ''

/** `22 Nov 2026, 10:18 UTC`; text that is not a date is shown as it is. */
export const moment = (iso: string): Markup => time(iso, MOMENT, ' UTC')

/** `22 Nov 2026`. */
export const day = (iso: string): Markup => time(iso, DAY, '')

const time = (iso: string, format: Intl.DateTimeFormat, zone: string): Markup => {
  const at = Date.parse(iso)
  return Number.isNaN(at)
    ? html`${iso}`
    : html`<time datetime="${new Date(at).toISOString()}">${format.format(at)}${zone}</time>`
}

const DAY = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  timeZone: 'UTC',
})

const MOMENT = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  timeZone: 'UTC',
})
