import { Flags } from '@oclif/core'
import { isDate } from '../../model/day.ts'
import { DEFAULT_MANDATE, MANDATE_IDS } from '../../registry/mandates/mandates.ts'
import { formatMeanings, formatNames } from '../../report/formats.ts'
import { problem } from '../problem.ts'
import { repeatable, value } from './flag.ts'
import flags from './flags.json' with { type: 'json' }
import { outputFlag, ownersFlag, storeFlag } from './sharedFlags.ts'

const { plan: rows } = flags

/** An ISO 8601 date that exists. @throws {UsageError} DATE_INVALID */
const readDate = async (text: string): Promise<string> => {
  if (isDate(text)) return text
  throw problem('DATE_INVALID', { shown: JSON.stringify(text) })
}

const date = Flags.custom<string>({ parse: readDate })

/** @throws {UsageError} CAPACITY_INVALID */
const readCapacity = async (text: string): Promise<number> => {
  const days = Number(text)
  if (text.trim() !== '' && days > 0 && days <= 100_000) return days
  throw problem('CAPACITY_INVALID', { text })
}

export const planFlags = {
  from: value(rows.from),
  ...storeFlag,
  ...ownersFlag(),
  mandate: Flags.option({
    ...repeatable,
    ...rows.mandate,
    options: MANDATE_IDS,
    default: [DEFAULT_MANDATE],
  })(),
  capacity: Flags.custom<number>({ parse: readCapacity })(rows.capacity),
  start: date(rows.start),
  'as-of': date(rows['as-of']),
  previous: value(rows.previous),
  format: Flags.option({
    options: formatNames('plan'),
    default: 'text' as const,
    description: formatMeanings('plan'),
  })(),
  ...outputFlag('the plan to FILE instead of standard output (with --json: as JSON)'),
}
