import { html, type Markup, type Part } from './markup.ts'

/** A part of the page that the table of contents names. */
export type Section = { id: string; title: string; note?: Part; isWide?: true }

export const opening = ({ id, title, note, isWide }: Section): Markup =>
  html`<section id="${id}" aria-labelledby="${id}-title"${isWide ? html` class="broad"` : ''}>
<div class="margin"><h2 id="${id}-title">${title}</h2>
${note === undefined ? '' : html`<p class="note">${note}</p>`}</div>
<div class="content">
`

export const CLOSING: Markup = html`</div>
</section>
`

export const section = (about: Section, content: Part): Markup => html`${opening(about)}${content}${CLOSING}`
