import { Chalk } from 'chalk'
import type { Plan, PlanItem, Wave } from '../model/plan.ts'
import { clean } from './clean.ts'
import { timeline } from './timeline.ts'

export type PlanTextOptions = { width: number; colours: boolean }

/** The plan as a person reads it in a terminal: what it comes to, the timeline, then each wave's items. */
export const planText = (plan: Plan, { width, colours }: PlanTextOptions): string => {
  const chalk = new Chalk({ level: colours ? 1 : 0 })
  return [
    planSummary(plan),
    '',
    ...timeline(plan.waves, width),
    ...plan.waves.flatMap((wave) => [
      '',
      chalk.bold(waveTitle(wave)),
      ...wave.items.flatMap((item) => itemLines(item)),
    ]),
    ...(plan.questions.length > 0
      ? [
          '',
          chalk.bold('To ask'),
          ...plan.questions.map(
            ({ url, owner, question }) => `  ${owner ? `${clean(owner)}: ` : ''}${clean(url)}: ${question}`,
          ),
        ]
      : []),
    ...(plan.changes.length > 0
      ? [
          '',
          chalk.bold('What changed since the earlier plan'),
          ...plan.changes.map((change) => `  ${clean(change, 400)}`),
        ]
      : []),
  ].join('\n')
}

/** One paragraph for whoever decides. */
export const planSummary = ({ summary, waves, mandates, asOf }: Plan): string => {
  const { items, done, blocked, overdue, quickWins, effortDays, end } = summary
  if (items === 0) return `Nothing is left to migrate, as of ${asOf}.`
  return [
    `${items} items for ${summary.endpoints} endpoints in ${waves.length} waves, ${effortDays[0]} to ${effortDays[1]} working days${end ? `, until ${end}` : ''}.`,
    `${overdue} overdue, ${quickWins} quick wins, ${blocked} waiting on others, ${done} done.`,
    `Mandates: ${mandates.join(', ')}. As of ${asOf}.`,
  ].join('\n')
}

export const waveTitle = ({ name, start, end, items }: Wave): string =>
  `${name}  ${start} to ${end}, ${items.length} item${items.length === 1 ? '' : 's'}`

const MARK: Record<PlanItem['status'], string> = {
  open: ' ',
  done: '✓',
  blocked: '·',
  'waiting-on-vendor': '·',
}

const itemLines = (item: PlanItem): string[] => [
  `  ${MARK[item.status]} ${item.rank}. ${clean(item.url)}  ${item.track}, risk ${item.score}${item.quickWin ? ', quick win' : ''}${item.owner ? `, ${clean(item.owner)}` : ''}`,
  `      why: ${item.why.map((reason) => clean(reason, 300)).join('; ')}`,
  `      ${item.action.kind}: ${clean(item.action.summary, 300)} (${item.effortDays.join(' to ')} days)`,
  `      by ${item.deadline.date}${item.deadline.overdue ? ', OVERDUE' : ''} (${item.deadline.mandate})`,
  ...(item.alsoMoves.length > 0
    ? [`      moves with it: ${item.alsoMoves.map(({ url }) => clean(url)).join(', ')}`]
    : []),
  ...(item.blockedBy.length > 0
    ? [
        `      waits for: ${item.blockedBy.map((text) => clean(text)).join('; ')}${item.recheck ? ` (look again ${item.recheck})` : ''}`,
      ]
    : []),
  `      proof: ${clean(item.verify, 400)}`,
]
