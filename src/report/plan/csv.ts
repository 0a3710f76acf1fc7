import type { Plan, PlanItem, Wave } from '../../model/plan.ts'
import { type Cell, csvLine } from '../text/csv.ts'

const COLUMNS = [
  'wave',
  'start',
  'end',
  'rank',
  'status',
  'track',
  'name',
  'url',
  'owner',
  'risk',
  'deadline',
  'overdue',
  'mandate',
  'clause',
  'source',
  'action',
  'summary',
  'effort_days_min',
  'effort_days_max',
  'steps',
  'config',
  'rollback',
  'blocked_by',
  'recheck',
  'why',
  'verify',
] as const

/** One record per item, for spreadsheets and issue trackers (RFC 4180). */
export const planCsv = ({ waves }: Plan): string =>
  [csvLine(COLUMNS), ...waves.flatMap((wave) => wave.items.map((item) => csvLine(fields(wave, item))))].join(
    '',
  )

const fields = ({ name, start, end }: Wave, item: PlanItem): Cell[] => [
  name,
  start,
  end,
  String(item.rank),
  item.status,
  item.track,
  item.name ?? '',
  item.url,
  item.owner ?? '',
  String(item.score),
  item.deadline.date,
  String(item.deadline.overdue),
  item.deadline.mandate,
  item.deadline.clause,
  item.deadline.source,
  item.action.kind,
  item.action.summary,
  String(item.effortDays[0]),
  String(item.effortDays[1]),
  item.action.steps.join(' '),
  { lines: item.action.config ?? '' },
  item.action.rollback ?? '',
  item.blockedBy.join('; '),
  item.recheck ?? '',
  item.why.join(' '),
  item.verify,
]
