import { html, type Markup, type Part, trusted } from '../markup.ts'
import type { Drawing } from './draw.ts'

export type Chart = {
  id: string
  title: string
  /** What the chart shows, for readers who cannot see it. */
  description: string
  /** Drawn twice: for a page, and for a phone. */
  draw: (width: number) => Drawing
  /** Show as a table: folded away, unless it is the legend. */
  table: Part
  isLegend?: true
}

const WIDE = 840
const NARROW = 330

export const figure = ({
  id,
  title,
  description,
  draw,
  table,
  isLegend,
}: Chart): Markup => html`<figure class="chart" id="${id}">
<figcaption>${title}</figcaption>
${[
  { name: 'wide', width: WIDE },
  { name: 'narrow', width: NARROW },
].map(({ name, width }) => svg(`${id}-${name}`, name, title, description, draw(width)))}
${isLegend ? table : html`<details class="numbers"><summary>Show as a table<span class="away">: ${title}</span></summary>${table}</details>`}
</figure>
`

const svg = (id: string, name: string, title: string, description: string, drawing: Drawing): Markup =>
  html`<svg class="${name}" viewBox="0 0 ${drawing.width} ${drawing.height}" role="img" aria-labelledby="${id}-t" aria-describedby="${id}-d"><title id="${id}-t">${title}</title><desc id="${id}-d">${description}</desc>${trusted(drawing.content)}</svg>
`
