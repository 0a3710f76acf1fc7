import { Flags } from '@oclif/core'
import { isDate } from '../../model/day.ts'
import { DEFAULT_MANDATE, MANDATE_IDS } from '../../registry/mandates/mandates.ts'
import { formatMeanings, formatNames } from '../../report/formats.ts'
import { problem } from '../problem.ts'
import { repeatable, value } from './flag.ts'
import { outputFlag, ownersFlag, storeFlag } from './sharedFlags.ts'

/** An ISO 8601 date that exists. @throws {UsageError} DATE_INVALID */
const readDate = async (text: string): Promise<string> => {
  if (isDate(text)) return text
  throw problem('DATE_INVALID', { shown: JSON.stringify(text) })
}

const date = Flags.custom<string>({ parse: readDate, helpValue: 'DATE' })

/** @throws {UsageError} CAPACITY_INVALID */
const readCapacity = async (text: string): Promise<number> => {
  const days = Number(text)
  if (text.trim() !== '' && days > 0 && days <= 100_000) return days
  throw problem('CAPACITY_INVALID', { text })
}

export const planFlags = {
  from: value(
    undefined,
    'FILE|SCAN',
    'inventory to plan from: a file of scan --output, - for standard input, or a stored scan by its id [default: the latest scan]',
  ),
  ...storeFlag,
  ...ownersFlag(),
  mandate: Flags.option({
    ...repeatable,
    options: MANDATE_IDS,
    default: [DEFAULT_MANDATE],
    description: 'mandate whose deadlines apply',
  })(),
  capacity: Flags.custom<number>({
    parse: readCapacity,
    default: 20,
    helpValue: 'DAYS',
    description: 'working days per month that are available for the migration',
  })(),
  start: date({ description: 'first day of work [default: that of the --previous plan, or today]' }),
  'as-of': date({ description: 'date on which the plan is made [default: today]' }),
  previous: value(undefined, 'FILE', 'earlier plan (plan --json) that this one continues'),
  format: Flags.option({
    options: formatNames('plan'),
    default: 'text' as const,
    description: formatMeanings('plan'),
  })(),
  ...outputFlag('the plan to FILE instead of standard output (with --json: as JSON)'),
}
