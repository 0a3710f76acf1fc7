import type { PlanItem } from '../../../model/plan.ts'
import { TRACK } from '../../plan/text.ts'
import { html, lines, listed, type Markup, type Part, upTo } from '../markup.ts'
import { facts } from '../table.ts'
import { day } from '../time.ts'

/** An item of the plan: what, where and by when; the reasons, the steps and the check are folded away. */
export const planItem = (item: PlanItem, places: ReadonlyMap<string, number>, asOf: string): Markup => {
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
