import { Chalk, type ChalkInstance } from 'chalk'
import type { Plan, PlanItem, Wave } from '../../model/plan.ts'
import { type TextOptions, wrap } from '../text/fit.ts'
import { plural } from '../text/phrases.ts'
import { sanitize, sanitizeLines } from '../text/sanitize.ts'
import { timeline } from './timeline.ts'

/** The plan for a terminal: summary, timeline, the items of each wave, then what they refer to. */
export const planText =
  ({ width, colours }: TextOptions) =>
  (plan: Plan): string => {
    const chalk = new Chalk({ level: colours ? 1 : 0 })
    const configurations = new References('letters')
    const sources = new References('numbers')
    const context: Context = { width, chalk, configurations, sources }
    const waves = plan.waves.flatMap((wave) => [
      '',
      chalk.bold(waveTitle(wave)),
      ...wave.items.flatMap((item) => itemLines(item, context)),
    ])
    const section = (title: string, lines: readonly string[]): string[] =>
      lines.length === 0 ? [] : ['', chalk.bold(title), ...lines]
    return [
      ...planSummary(plan).flatMap((line) => wrap(line, width, 0)),
      '',
      ...timeline(plan.waves, width),
      ...waves,
      ...section('Open questions', questionLines(plan.questions, width)),
      ...section(
        'What changed since the earlier plan',
        plan.changes.flatMap((change) => wrap(`  ${sanitize(change, 400)}`, width)),
      ),
      ...section('Clients that could no longer connect', clientLines(plan, width)),
      ...section(
        'What the mandates also require of the organization',
        plan.obligations.flatMap(({ mandate, date, text }) =>
          wrap(`  ${mandate}${date ? `, ${date}` : ''}: ${sanitize(text, 400)}`, width),
        ),
      ),
      ...section(
        'Sources of the deadlines',
        sources.entries.flatMap(([key, text]) => wrap(`  [${key}] ${sanitize(text, 600)}`, width, 4)),
      ),
      ...section(
        'Configurations and texts',
        // Lines are not wrapped, so that they can be copied.
        configurations.entries.flatMap(([key, text]) => [
          `  [${key}]`,
          ...sanitizeLines(text).map((line) => `      ${line}`.trimEnd()),
        ]),
      ),
    ].join('\n')
  }

export const planSummary = ({ summary, waves, mandates, asOf }: Plan): string[] => {
  const { items, done, blocked, overdue, late, quickWins, effortDays, end } = summary
  if (items === 0) return [`Nothing to migrate as of ${asOf}.`]
  const counts = [
    ...(overdue > 0 ? [`${overdue} overdue`] : []),
    ...(late > 0 ? [`${late} planned after their deadline (more capacity would help)`] : []),
    ...(quickWins > 0 ? [plural(quickWins, 'quick win')] : []),
    ...(blocked > 0 ? [`${blocked} blocked`] : []),
    ...(done > 0 ? [`${done} done`] : []),
  ]
  return [
    `${plural(items, 'item')} for ${plural(summary.endpoints, 'endpoint')} in ${plural(waves.length, 'wave')}: ${effortDays[0]} to ${effortDays[1]} working days${end ? `, until ${end}` : ''}.`,
    ...(counts.length > 0 ? [`${counts.join(', ')}.`] : []),
    `Mandates: ${mandates.join(', ')}. As of ${asOf}.`,
  ]
}

export const waveTitle = ({ name, start, end, items }: Wave): string =>
  `${sanitize(name)}, ${start} to ${end}, ${plural(items.length, 'item')}`

export const TRACK: Record<PlanItem['track'], string> = {
  'key-exchange': 'key exchange',
  authentication: 'certificate',
}

type Context = {
  width: number
  chalk: ChalkInstance
  configurations: References
  sources: References
}

/** Columns of the labels of an item's lines. */
const LABEL = 8

const itemLines = (item: PlanItem, { width, chalk, configurations, sources }: Context): string[] => {
  const { name, url, track, score, status, quickWin, owner, effortDays, action, deadline } = item
  const traits = [
    TRACK[track],
    `risk ${score}`,
    ...(owner === undefined ? [] : [sanitize(owner)]),
    ...(status === 'open' ? [] : [status]),
    ...(quickWin ? ['quick win'] : []),
  ]
  const config = action.config === undefined ? '' : `, see [${configurations.to(action.config)}]`
  const overdue = deadline.overdue && status !== 'done' ? `, ${chalk.red('OVERDUE')}` : ''
  const row = (label: string, text: string): string[] =>
    wrap(`     ${label.padEnd(LABEL)}${text}`, width, LABEL)
  return [
    '',
    ...wrap(
      `${String(item.rank).padStart(3)}. ${name === undefined ? '' : `${chalk.bold(sanitize(name, 60))}  `}${sanitize(url)}`,
      width,
      5,
    ),
    ...wrap(`     ${traits.join(' · ')}`, width),
    ...row('Why', item.why.map((reason) => sanitize(reason, 2000)).join(' ')),
    ...row('Do', `${sanitize(action.summary, 300)} (${effortDays.join(' to ')} days${config})`),
    ...row(
      'Due',
      `${deadline.date}${overdue}${item.late ? ', planned after the deadline' : ''}: ${sanitize(deadline.clause, 400)} [${sources.to(`${deadline.mandate}: ${deadline.source}`)}]`,
    ),
    ...(item.alsoMoves.length > 0
      ? row('Also', `${item.alsoMoves.map(({ url: other }) => sanitize(other)).join(', ')} (same listener)`)
      : []),
    ...(item.blockedBy.length > 0
      ? row(
          'After',
          `${item.blockedBy.map((text) => sanitize(text)).join('; ')}${item.recheck ? `; check again ${item.recheck}` : ''}`,
        )
      : []),
    `     ${'Verify'.padEnd(LABEL)}${sanitize(item.verify, 1000)}`,
  ]
}

/** The client runtimes that could no longer connect if the endpoints accepted post-quantum groups only. */
const clientLines = ({ waves }: Plan, width: number): string[] => {
  const open = waves.flatMap(({ items }) => items).filter(({ status }) => status !== 'done')
  const same = Map.groupBy(
    open.filter(({ clientsLeftOut }) => clientsLeftOut.length > 0),
    ({ clientsLeftOut }) => clientsLeftOut.map((client) => sanitize(client)).join(', '),
  )
  return [...same].flatMap(([clients, items]) => [
    ...wrap(
      `  Before ${items.map(({ name, url }) => sanitize(name ?? url)).join(', ')} accept post-quantum groups only, upgrade or bridge these clients:`,
      width,
      0,
    ),
    ...wrap(`      ${clients}`, width, 0),
  ])
}

/** A question about several endpoints is shown once. */
const questionLines = (questions: Plan['questions'], width: number): string[] =>
  [
    ...Map.groupBy(
      questions,
      ({ question, owner }) => `${owner ? `${sanitize(owner)}: ` : ''}${sanitize(question)}`,
    ),
  ].flatMap(([question, same]) => [
    ...wrap(`  ${question}`, width),
    ...wrap(`      ${same.map(({ name, url }) => sanitize(name ?? url)).join(', ')}`, width, 0),
  ])

/** Texts that several places refer to: each gets one key, in the order of first use. */
class References {
  readonly #keys = new Map<string, string>()
  readonly #style: 'letters' | 'numbers'

  constructor(style: 'letters' | 'numbers') {
    this.#style = style
  }

  /** The key of a text: the same for the same text. */
  to(text: string): string {
    const known = this.#keys.get(text)
    if (known !== undefined) return known
    const number = this.#keys.size + 1
    const key = this.#style === 'numbers' ? String(number) : letters(number)
    this.#keys.set(text, key)
    return key
  }

  /** Key and text, in the order of first use. */
  get entries(): [key: string, text: string][] {
    return [...this.#keys].map(([text, key]) => [key, text])
  }
}

/** 1 is A, 26 is Z, 27 is AA. */
const letters = (number: number): string =>
  number === 0 ? '' : letters(Math.floor((number - 1) / 26)) + String.fromCharCode(65 + ((number - 1) % 26))
