import type { Plan, PlanItem, Wave } from '../../model/plan.ts'
import { escapeMarkdown } from '../text/markdownText.ts'
import { sanitize, sanitizeLines } from '../text/sanitize.ts'
import { planSummary, TRACK, waveTitle } from './text.ts'

/** The plan for a team: a Gantt chart (Mermaid, which GitHub and GitLab draw), then every item in full. */
export const planMarkdown = (plan: Plan): string =>
  [
    '# Post-quantum migration plan',
    '',
    ...planSummary(plan).map((line) => `${markdown(line)}  `),
    '',
    ...gantt(plan.waves),
    ...plan.waves.flatMap((wave) => [
      `## ${markdown(waveTitle(wave))}`,
      '',
      ...wave.items.flatMap(itemSection),
    ]),
    ...section(
      'Open questions',
      plan.questions.map(
        ({ url, name, owner, question }) =>
          `${owner ? `**${markdown(owner)}**: ` : ''}${markdown(name ?? url)}: ${markdown(question)}`,
      ),
    ),
    ...section(
      'What the mandates also require of the organization',
      plan.obligations.map(
        ({ mandate, date, text, source }) =>
          `${markdown(mandate)}${date ? `, ${date}` : ''}: ${markdown(text)} (${markdown(source)})`,
      ),
    ),
    ...section('What changed since the earlier plan', plan.changes.map(markdown)),
  ].join('\n')

const markdown = (text: string): string => escapeMarkdown(text, 1000)

const section = (title: string, points: readonly string[]): string[] =>
  points.length === 0 ? [] : [`## ${title}`, '', ...points.map((point) => `- ${point}`), '']

const gantt = (waves: readonly Wave[]): string[] =>
  waves.length === 0
    ? []
    : [
        '```mermaid',
        'gantt',
        '    title Migration to post-quantum TLS',
        '    dateFormat YYYY-MM-DD',
        ...waves.flatMap(({ name, start, end, items }) => [
          `    section ${ganttText(name)}`,
          ...items
            .slice(0, MAX_BARS)
            .map(
              (item) =>
                `    ${item.rank} ${ganttText(item.name ?? item.url)} :${item.status === 'done' ? 'done, ' : item.deadline.overdue ? 'crit, ' : ''}${start}, ${end}`,
            ),
          ...(items.length > MAX_BARS ? [`    and ${items.length - MAX_BARS} more :${start}, ${end}`] : []),
        ]),
        '```',
        '',
      ]

/** More bars than this are not readable. */
const MAX_BARS = 20

/**
 * In Mermaid a colon ends the name of a task and a semicolon a statement; # begins an entity and %% a comment. A line
 * that began with one of its keywords (title, click, section) would be a statement: each begins with the rank.
 */
const ganttText = (text: string): string =>
  sanitize(text, 60)
    .replace(/^https?:\/\//, '')
    .replace(/[:;#,`<>%{}]/g, ' ')

const itemSection = (item: PlanItem): string[] => [
  `### ${item.rank}. ${item.name === undefined ? '' : `${markdown(item.name)}: `}${markdown(item.url)} (${TRACK[item.track]})`,
  '',
  ...item.why.map((reason) => `- ${markdown(reason)}`),
  `- Deadline ${item.deadline.date}${item.deadline.overdue ? ' (overdue)' : ''}${item.late ? ' (planned after it)' : ''}: ${markdown(item.deadline.clause)} (${markdown(item.deadline.mandate)}; ${markdown(item.deadline.source)})`,
  `- Risk ${item.score}; ${item.status}${item.quickWin ? ', a quick win' : ''}; ${item.effortDays.join(' to ')} days${item.owner ? `; owner ${markdown(item.owner)}` : ''}`,
  ...item.alsoMoves.map(({ url }) => `- Also covers (same listener): ${markdown(url)}`),
  ...item.blockedBy.map(
    (text) => `- Blocked by: ${markdown(text)}${item.recheck ? ` (check again ${item.recheck})` : ''}`,
  ),
  '',
  `**${markdown(item.action.summary)}**`,
  '',
  ...item.action.steps.map((step, i) => `${i + 1}. ${markdown(step)}`),
  ...(item.action.config ? ['', ...fenced(item.action.config)] : []),
  '',
  ...(item.action.rollback ? [`Rollback: ${markdown(item.action.rollback)}`, ''] : []),
  'Verify with:',
  '',
  ...fenced(item.verify),
  '',
]

/** A fence longer than any run of backticks inside. */
const fenced = (text: string): string[] => {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length))
  const fence = '`'.repeat(longest + 1)
  return [fence, ...sanitizeLines(text), fence]
}
