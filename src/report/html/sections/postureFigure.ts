import type { AuthenticationCategory, Headline } from '../../../model/assessment.ts'
import type { Posture } from '../../inventory/postures.ts'
import { number } from '../../text/phrases.ts'
import { figure } from '../charts/figure.ts'
import { shareBar } from '../charts/stackedBars.ts'
import { html, type Markup } from '../markup.ts'

export const postureFigure = <Category extends Headline | AuthenticationCategory>(
  id: string,
  title: string,
  postures: readonly Posture<Category>[],
  counts: ReadonlyMap<string, number>,
): Markup => {
  const count = ({ category }: Posture<Category>): number => counts.get(category) ?? 0
  const found = postures.filter((posture) => count(posture) > 0)
  const segments = found.map(({ label, category }) => ({
    name: label,
    colour: `var(--${category})`,
    onColour: 'var(--on-posture)',
  }))
  return figure({
    id,
    title,
    description: found.map((posture) => `${posture.label}: ${number(count(posture))}.`).join(' '),
    draw: (width) => shareBar(found.map(count), segments, width),
    isLegend: true,
    table: html`<table class="legend">
<caption class="away">${title}</caption>
<thead class="away"><tr><th scope="col">Category</th><th scope="col">Endpoints</th><th scope="col">Meaning</th></tr></thead>
<tbody>${found.map(
      (posture) =>
        html`<tr><th scope="row">${mark(posture.category)} ${posture.label}</th><td class="n">${number(count(posture))}</td><td>${posture.meaning}</td></tr>
`,
    )}</tbody></table>`,
  })
}

/** A mark whose shape and filling show the posture, next to the words that say it. */
export const mark = (category: Headline | AuthenticationCategory): Markup =>
  html`<i class="mark ${category}" aria-hidden="true"></i>`
