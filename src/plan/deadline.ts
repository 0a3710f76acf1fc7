import type { Deadline, Track } from '../model/plan.ts'
import { type Clause, type MandateRow, mandate, type Strength } from '../registry/mandates.ts'
import { THREAT_CURVE, yearsUntil } from '../registry/threatCurve.ts'
import { addYears } from './calendar.ts'

export type DeadlineQuestion = {
  track: Track
  strength: Strength
  /** Years that the data must stay secret, from and to; null where nobody knows. */
  shelfLifeYears: readonly [number, number] | null
  mandates: readonly string[]
  asOf: string
}

/**
 * The earliest day that a mandate's clause or Mosca's inequality names. For signatures only the mandates count: a
 * forgery needs the quantum computer at the time of the handshake, not later.
 */
export const deadlineFor = (question: DeadlineQuestion): Deadline => {
  const { asOf, track, shelfLifeYears } = question
  const found = [
    ...question.mandates.flatMap((id) => clausesOf(mandate(id), question)),
    ...(track === 'key-exchange' && shelfLifeYears ? [moscaDeadline(shelfLifeYears)] : []),
  ]
  const [earliest] = found.toSorted((a, b) => (a.date < b.date ? -1 : a.date > b.date ? 1 : 0))
  return earliest ? { ...earliest, overdue: earliest.date < asOf } : NO_DEADLINE
}

/** No clause speaks of it: the day by which the curve is nearly certain. */
const NO_DEADLINE: Deadline = {
  date: addYears(THREAT_CURVE.from, THREAT_CURVE.points.at(-1)?.years ?? 0),
  mandate: 'none',
  clause: 'no chosen mandate has a clause for this strength',
  overdue: false,
}

type Candidate = Omit<Deadline, 'overdue'>

const clausesOf = (row: MandateRow | undefined, { track, strength }: DeadlineQuestion): Candidate[] =>
  (row?.clauses ?? [])
    .filter((clause: Clause) => clause.track === track && clause.strengths.includes(strength))
    .map((clause) => ({
      date: clause.date,
      mandate: row?.id ?? '',
      clause: `${clause.clause} (${row?.source}, read ${row?.asOf})`,
    }))

/**
 * Mosca: what is recorded on a day must stay secret for the shelf life, so key exchange has to be changed that long
 * before the quantum computer. The computer's date is a range, from where the one to where the other half of the
 * experts puts it at even odds; the later end is used, so that what is overdue is overdue by any reading.
 */
export const moscaRange = ([shortest, longest]: readonly [number, number]): readonly [string, string] => [
  addYears(THREAT_CURVE.from, yearsUntil(0.5, 'high') - longest),
  addYears(THREAT_CURVE.from, yearsUntil(0.5, 'low') - shortest),
]

const moscaDeadline = (shelfLifeYears: readonly [number, number]): Candidate => {
  const [from, to] = moscaRange(shelfLifeYears)
  const years =
    shelfLifeYears[0] === shelfLifeYears[1]
      ? `${shelfLifeYears[1]}`
      : `${shelfLifeYears[0]} to ${shelfLifeYears[1]}`
  return {
    date: to,
    mandate: 'mosca',
    clause: `data that must stay secret for ${years} years: recorded after some day between ${from} and ${to} it may be read in its lifetime (${THREAT_CURVE.source}, read ${THREAT_CURVE.asOf})`,
  }
}
