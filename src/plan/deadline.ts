import type { Tier } from '../model/assessment.ts'
import { addYears } from '../model/day.ts'
import type { Deadline, Track } from '../model/plan.ts'
import {
  type Clause,
  type MandateRow,
  ML_KEM_STANDARD,
  mandate,
  type Strength,
} from '../registry/mandates/mandates.ts'
import { THREAT_CURVE, yearsUntil } from '../registry/threatCurve.ts'

export type DeadlineQuestion = {
  track: Track
  /** Everybody on the way can read it today. */
  plaintext: boolean
  strength: Strength
  tier: Tier
  /** Years that the data must stay secret, from and to; null where nobody knows. */
  shelfLifeYears: readonly [number, number] | null
  mandates: readonly string[]
  /** ISO 8601: today, and the day of the first plan that had the item. */
  asOf: string
  since: string
}

/**
 * The earliest day that a mandate's clause or Mosca's inequality names. For signatures only the mandates count: a
 * forgery needs the quantum computer at the time of the handshake, not later.
 */
export const deadlineFor = (question: DeadlineQuestion): Deadline => {
  const { asOf, since, plaintext, track, shelfLifeYears } = question
  if (plaintext) return { ...AT_ONCE, date: since, overdue: true }
  const found = [
    ...question.mandates.flatMap((id) => clausesOf(mandate(id), question)),
    ...(track === 'key-exchange' && shelfLifeYears ? [moscaDeadline(shelfLifeYears)] : []),
  ]
  const [earliest] = found.toSorted((a, b) => (a.date < b.date ? -1 : a.date > b.date ? 1 : 0))
  return earliest ? { ...earliest, overdue: earliest.date < asOf } : { ...NO_DEADLINE, overdue: false }
}

type Candidate = Omit<Deadline, 'overdue'>

const sourceOf = ({ source, asOf }: { source: string; asOf: string }): string => `${source}; as of ${asOf}`

/** There is no algorithm to be phased out, and so no clause: what protects it has still to be put there. */
const AT_ONCE: Omit<Candidate, 'date'> = {
  mandate: 'at-once',
  clause: 'nothing protects it, so there is nothing to wait for: due since it was first planned',
  source: 'every mandate presupposes that there is encryption',
}

/** No clause speaks of it: the end of the curve. */
const NO_DEADLINE: Candidate = {
  date: addYears(THREAT_CURVE.from, THREAT_CURVE.points.at(-1)?.years ?? 0),
  mandate: 'none',
  clause: 'no chosen mandate names a date for it; this is where the threat curve ends',
  source: sourceOf(THREAT_CURVE),
}

const clausesOf = (row: MandateRow | undefined, question: DeadlineQuestion): Candidate[] =>
  row === undefined
    ? []
    : row.clauses
        .filter((clause) => applies(clause, question))
        .map(({ date, clause, source }) => ({
          date,
          mandate: row.id,
          clause,
          source: `${source ?? row.source}; as of ${row.asOf}${row.read === 'secondary' ? ', read in secondary sources' : ''}`,
        }))

const applies = (clause: Clause, { track, strength, tier }: DeadlineQuestion): boolean =>
  clause.track === track &&
  clause.strengths.includes(strength) &&
  (clause.priority === 'all' || HIGH_PRIORITY.includes(tier))

/** What nobody knows counts as high until somebody does. */
const HIGH_PRIORITY: readonly Tier[] = ['critical', 'high', 'unknown']

/** When the experts put a quantum computer at even odds: the ones from the first day, the cautious from the second. */
const EVEN_ODDS = [
  addYears(THREAT_CURVE.from, yearsUntil(0.5, 'high')),
  addYears(THREAT_CURVE.from, yearsUntil(0.5, 'low')),
] as const

/**
 * Mosca: what is recorded on a day must stay secret for the shelf life, so key exchange has to be changed that long
 * before the quantum computer. The later end of the range is used and the shorter shelf life, so that what is overdue
 * is overdue by any reading. Before ML-KEM was a standard nobody could have changed anything: no date lies earlier.
 */
const moscaDeadline = ([shortest, longest]: readonly [number, number]): Candidate => {
  const years = shortest === longest ? `${longest}` : `${shortest} to ${longest}`
  const [from, to] = EVEN_ODDS.map((date) => date.slice(0, 4))
  const date = addYears(EVEN_ODDS[1], -shortest)
  const isPast = date <= ML_KEM_STANDARD.date
  const secret = `its data must stay secret for ${years} years and even odds of a quantum computer are at ${from} to ${to}`
  return {
    date: isPast ? ML_KEM_STANDARD.date : date,
    mandate: 'mosca',
    clause: isPast
      ? `due since ML-KEM became a standard: ${secret}, so everything recorded until the change is exposed`
      : `${secret}, so what is recorded after this day is exposed`,
    source: `${sourceOf(THREAT_CURVE)}${isPast ? `; ${sourceOf(ML_KEM_STANDARD)}` : ''}`,
  }
}
