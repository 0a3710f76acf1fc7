import type { Tier } from '../model/assessment.ts'
import { addYears } from '../model/day.ts'
import type { Deadline, Track } from '../model/plan.ts'
import { type Clause, ML_KEM_STANDARD, type Policy, type Strength } from '../registry/mandates/mandates.ts'
import { THREAT_CURVE, yearsUntil } from '../registry/threatCurve.ts'

export type DeadlineQuestion = {
  track: Track
  plaintext: boolean
  strength: Strength
  tier: Tier
  /** Years that the data must stay secret, from and to; null: unknown. */
  shelfLifeYears: readonly [number, number] | null
  policy: Policy
  /** ISO 8601: today, and the day of the first plan that had the item. */
  asOf: string
  since: string
}

/**
 * The earliest date of the mandates' clauses and of Mosca's inequality. For signatures only the mandates count: forging
 * one needs a quantum computer at the time of the handshake.
 */
export const deadlineFor = (question: DeadlineQuestion): Deadline => {
  const { asOf, since, plaintext, track, shelfLifeYears, policy } = question
  if (plaintext) return { ...AT_ONCE, date: since, overdue: true }
  const found = [
    ...policy.clauses
      .filter((clause) => applies(clause, question))
      .map(({ date, mandate, clause, source }) => ({ date, mandate, clause, source })),
    ...(track === 'key-exchange' && shelfLifeYears ? [moscaDeadline(shelfLifeYears)] : []),
  ]
  const [earliest] = found.toSorted((a, b) => (a.date < b.date ? -1 : a.date > b.date ? 1 : 0))
  return earliest ? { ...earliest, overdue: earliest.date < asOf } : { ...NO_DEADLINE, overdue: false }
}

type Candidate = Omit<Deadline, 'overdue'>

const sourceOf = ({ source, asOf }: { source: string; asOf: string }): string => `${source}; as of ${asOf}`

/** Clauses phase out algorithms, and plaintext has none. */
const AT_ONCE: Omit<Candidate, 'date'> = {
  mandate: 'at-once',
  clause: 'unencrypted: due immediately',
  source: 'every mandate assumes an encrypted connection',
}

const NO_DEADLINE: Candidate = {
  date: addYears(THREAT_CURVE.from, THREAT_CURVE.points.at(-1)?.years ?? 0),
  mandate: 'none',
  clause: 'no chosen mandate sets a date; this is the last day of the threat curve',
  source: sourceOf(THREAT_CURVE),
}

const applies = (clause: Clause, { track, strength, tier }: DeadlineQuestion): boolean =>
  clause.track === track &&
  clause.strengths.includes(strength) &&
  (clause.priority === 'all' || HIGH_PRIORITY.includes(tier))

/** Unknown data has high priority until its owner says otherwise. */
const HIGH_PRIORITY: readonly Tier[] = ['critical', 'high', 'unknown']

/** When a quantum computer is as likely as not: by the high estimate of the experts, and by the low one. */
const EVEN_ODDS = [
  addYears(THREAT_CURVE.from, yearsUntil(0.5, 'high')),
  addYears(THREAT_CURVE.from, yearsUntil(0.5, 'low')),
] as const

/**
 * Mosca: recorded traffic must stay secret for the shelf life, so the migration has to end that long before the quantum
 * computer. The later end of the range and the shorter shelf life are used: an overdue item is overdue by every
 * estimate. No date lies before the day that ML-KEM became a standard.
 */
const moscaDeadline = ([shortest, longest]: readonly [number, number]): Candidate => {
  const years = shortest === longest ? `${longest}` : `${shortest} to ${longest}`
  const unit = longest === 1 ? 'year' : 'years'
  const [from, to] = EVEN_ODDS.map((date) => date.slice(0, 4))
  const date = addYears(EVEN_ODDS[1], -shortest)
  const isPast = date <= ML_KEM_STANDARD.date
  const secret = `its data must stay secret for ${years} ${unit} and a quantum computer is as likely as not by ${from}–${to}`
  return {
    date: isPast ? ML_KEM_STANDARD.date : date,
    mandate: 'mosca',
    clause: isPast
      ? `${secret}: traffic recorded until the migration is exposed (due since ML-KEM became a standard)`
      : `${secret}: traffic recorded after this day is exposed`,
    source: `${sourceOf(THREAT_CURVE)}${isPast ? `; ${sourceOf(ML_KEM_STANDARD)}` : ''}`,
  }
}
