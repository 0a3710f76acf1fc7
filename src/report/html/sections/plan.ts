import { addDays } from '../../../model/day.ts'
import type { Plan, PlanItem, Wave } from '../../../model/plan.ts'
import { planSummary, TRACK } from '../../plan/text.ts'
import { number, plural } from '../../text/phrases.ts'
import { sanitize } from '../../text/sanitize.ts'
import { figure } from '../charts/figure.ts'
import { gantt } from '../charts/gantt.ts'
import { dataTable, day, facts, section } from '../elements.ts'
import { html, lines, listed, type Markup, type Part, upTo } from '../markup.ts'

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
    'plan',
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
    { day: day(plan.asOf) },
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

/** An item of the plan: what, where and by when; the reasons, the steps and the check are folded away. */
const planItem = (item: PlanItem, places: ReadonlyMap<string, number>, asOf: string): Markup => {
  const { endpoint, url, name, track, action, deadline, status, rank } = item
  const place = places.get(endpoint)
  const where = html`<bdi>${name ?? url}</bdi>`
  return html`<li value="${rank}"><details><summary>
<span class="what"><b>${where}</b> <span class="track">${TRACK[track]}</span> ${upTo(300, action.summary)}</span>
<span class="by">${STATUS[status] === undefined ? '' : html`<span class="status">${STATUS[status]}</span> `}${deadline.overdue && status !== 'done' ? html`<strong class="bad">overdue</strong>` : html`by ${day(deadline.date)}`}${item.late ? ', planned after its deadline' : ''}</span>
</summary>
<div class="step">
${facts([
  [
    'Where',
    html`<bdi>${upTo(300, url)}</bdi>${place === undefined ? '' : html` <a href="#e${place}">show endpoint</a>`}`,
  ],
  ['Why', item.why.slice(0, 12).map((reason) => html`${upTo(400, reason)} `)],
  [
    'Deadline',
    html`${day(deadline.date)}${deadline.date < asOf && status !== 'done' ? ' (overdue)' : ''}: ${upTo(400, deadline.clause)} <span class="source">${deadline.mandate}; ${upTo(600, deadline.source)}</span>`,
  ],
  ['Owner', item.owner ?? 'unknown'],
  ['Effort', `${item.effortDays.join(' to ')} working days${item.quickWin ? ', a quick win' : ''}`],
  [
    'Also covers (same listener)',
    listed(
      item.alsoMoves.map((other) => other.url),
      20,
    ),
  ],
  [
    'Blocked by',
    [...listed(item.blockedBy, 20), item.recheck ? html`; check again ${day(item.recheck)}` : ''],
  ],
  ['Clients that could no longer connect', clientsLeftOut(item)],
  ['Verified', item.verification && `${item.verification.verdict}: ${item.verification.reasons.join('; ')}`],
  ['Rollback', action.rollback && upTo(500, action.rollback)],
])}
<ol class="how">${action.steps.slice(0, 30).map((step) => html`<li>${upTo(1000, step)}</li>`)}</ol>
${action.config ? html`<pre tabindex="0" role="group" aria-label="Configuration">${lines(action.config, 200)}</pre>` : ''}
<p>Verify with: <code>${upTo(1000, item.verify)}</code></p>
</div></details></li>
`
}

const STATUS: Partial<Record<PlanItem['status'], string>> = {
  done: 'done',
  blocked: 'blocked',
  'waiting-on-vendor': 'waiting on the vendor',
}

const clientsLeftOut = ({ clientsLeftOut: all }: PlanItem): Part =>
  all.length === 0 ? undefined : html`${listed(all, 40)} (if only post-quantum groups are accepted)`
