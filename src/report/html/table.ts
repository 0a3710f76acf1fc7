import { html, type Markup, type Part } from './markup.ts'

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
