import { addDays } from '../../../model/day.ts'
import type { Plan, Wave } from '../../../model/plan.ts'
import { planSummary } from '../../plan/text.ts'
import { number, plural } from '../../text/phrases.ts'
import { sanitize } from '../../text/sanitize.ts'
import { figure } from '../charts/figure.ts'
import { gantt } from '../charts/gantt.ts'
import { html, listed, type Markup, upTo } from '../markup.ts'
import { section } from '../section.ts'
import { dataTable } from '../table.ts'
import { day } from '../time.ts'
import { planItem } from './planItem.ts'

const MAX_WAVES = 24
const MAX_ITEMS = 500

export const planSection = (plan: Plan, places: ReadonlyMap<string, number>): Markup => {
  let room = MAX_ITEMS
  const waves = plan.waves.map((wave) => {
    const items = wave.items.slice(0, room)
    room -= items.length
    return items.length === 0
      ? undefined
      : html`<h3>${waveName(wave)} <span class="dates">${day(wave.start)} to ${day(wave.end)}</span></h3>
<ol class="items">${items.map((item) => planItem(item, places, plan.asOf))}</ol>
`
  })
  const total = plan.waves.reduce((sum, { items }) => sum + items.length, 0)
  return section(
    {
      id: 'plan',
      title: 'Plan',
      note: html`As of ${day(plan.asOf)}. A wave is a set of items that can be done together, highest risk first.`,
    },
    html`<p class="statement">${planSummary(plan).map((line) => html`${upTo(600, line)} `)}</p>
${plan.waves.length > 0 ? timeline(plan) : ''}
${waves}
${total > MAX_ITEMS ? html`<p class="statement">The first ${number(MAX_ITEMS)} of ${number(total)} items are shown here. The plan has all of them: <code>mcp-pqc plan --format csv</code>.</p>` : ''}
${questions(plan)}
${bulletSection(
  'What the mandates also require of the organization',
  plan.obligations.map(
    ({ mandate, date, text, source }) =>
      html`<b>${mandate}</b>${date ? html`, ${day(date)}` : ''}: ${upTo(500, text)} <span class="source">${upTo(600, source)}</span>`,
  ),
)}
${bulletSection(
  'What changed since the earlier plan',
  plan.changes.map((change) => upTo(500, change)),
)}`,
  )
}

const waveName = ({ name, items }: Wave): Markup => html`<bdi>${name}</bdi>, ${plural(items.length, 'item')}`

const timeline = ({ waves, asOf }: Plan): Markup => {
  const shown = waves.slice(0, MAX_WAVES)
  const done = ({ items }: Wave): number => items.filter(({ status }) => status === 'done').length
  return figure({
    id: 'chart-plan',
    title:
      waves.length > shown.length
        ? `Timeline of the plan, the first ${shown.length} of ${number(waves.length)} waves`
        : 'Timeline of the plan',
    description: shown
      .map(
        ({ name, start, end, items }) =>
          `${sanitize(name, 80)}: ${start} to ${end}, ${plural(items.length, 'item')}.`,
      )
      .join(' '),
    draw: (width) =>
      gantt(
        shown.map((wave) => ({
          name: sanitize(wave.name, 60),
          start: Date.parse(wave.start),
          end: Date.parse(addDays(wave.end, 1)),
          done: wave.items.length === 0 ? 0 : done(wave) / wave.items.length,
          label: width < 500 ? number(wave.items.length) : plural(wave.items.length, 'item'),
        })),
        { at: Date.parse(asOf), name: 'as of' },
        width,
      ),
    table: dataTable(
      'Timeline of the plan',
      ['Wave', 'From', 'To', 'Items', 'Done', 'First deadline'],
      shown.map((wave) => [
        html`<bdi>${wave.name}</bdi>`,
        day(wave.start),
        day(wave.end),
        number(wave.items.length),
        number(done(wave)),
        firstDeadline(wave),
      ]),
    ),
  })
}

const firstDeadline = ({ items }: Wave): Markup => {
  const [first] = items.map(({ deadline }) => deadline.date).toSorted()
  return first === undefined ? html`none` : day(first)
}

/** A question about several endpoints is shown once. */
const questions = ({ questions: all }: Plan): Markup | undefined =>
  bulletSection(
    'Open questions',
    [...Map.groupBy(all, ({ question, owner }) => `${owner ? `${owner}: ` : ''}${question}`)].map(
      ([question, same]) =>
        html`${upTo(500, question)} <span class="source">${listed(
          same.map(({ name, url }) => html`<bdi>${name ?? url}</bdi>`),
          40,
        )}</span>`,
    ),
  )

const bulletSection = (title: string, items: readonly Markup[]): Markup | undefined =>
  items.length === 0
    ? undefined
    : html`<h3>${title}</h3>
<ul>${items.slice(0, MAX_BULLETS).map((item) => html`<li>${item}</li>`)}</ul>
${items.length > MAX_BULLETS ? html`<p>${number(items.length - MAX_BULLETS)} more are in the plan.</p>` : ''}`

const MAX_BULLETS = 100
