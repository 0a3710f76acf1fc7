import type { Plan, PlanItem, Wave } from '../../model/plan.ts'
import { type Cell, csvLine } from '../text/csv.ts'

const COLUMNS: Record<string, (item: PlanItem, wave: Wave) => Cell | undefined> = {
  wave: (_, { name }) => name,
  start: (_, { start }) => start,
  end: (_, { end }) => end,
  rank: ({ rank }) => String(rank),
  status: ({ status }) => status,
  track: ({ track }) => track,
  name: ({ name }) => name,
  url: ({ url }) => url,
  owner: ({ owner }) => owner,
  risk: ({ score }) => String(score),
  deadline: ({ deadline }) => deadline.date,
  overdue: ({ deadline }) => String(deadline.overdue),
  mandate: ({ deadline }) => deadline.mandate,
  clause: ({ deadline }) => deadline.clause,
  source: ({ deadline }) => deadline.source,
  action: ({ action }) => action.kind,
  summary: ({ action }) => action.summary,
  effort_days_min: ({ effortDays }) => String(effortDays[0]),
  effort_days_max: ({ effortDays }) => String(effortDays[1]),
  steps: ({ action }) => action.steps.join(' '),
  config: ({ action }) => ({ lines: action.config ?? '' }),
  rollback: ({ action }) => action.rollback,
  blocked_by: ({ blockedBy }) => blockedBy.join('; '),
  recheck: ({ recheck }) => recheck,
  why: ({ why }) => why.join(' '),
  verify: ({ verify }) => verify,
}

/** One record per item, for spreadsheets and issue trackers (RFC 4180). */
export const planCsv = ({ waves }: Plan): string =>
  [
    csvLine(Object.keys(COLUMNS)),
    ...waves.flatMap((wave) =>
      wave.items.map((item) => csvLine(Object.values(COLUMNS).map((cell) => cell(item, wave) ?? ''))),
    ),
  ].join('')
