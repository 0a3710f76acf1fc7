import { Flags } from '@oclif/core'
import { isDate } from '../../model/day.ts'
import { UsageError } from '../../model/error.ts'
import { DEFAULT_MANDATE, MANDATE_IDS } from '../../registry/mandates/mandates.ts'
import { formatMeanings, formatNames } from '../../report/formats.ts'
import { storeFlag } from './storeFlag.ts'

/** An ISO 8601 date that exists. @throws {UsageError} DATE_INVALID */
const readDate = async (text: string): Promise<string> => {
  if (isDate(text)) return text
  throw new UsageError('DATE_INVALID', `${JSON.stringify(text)} is not a date`, 'Write it as 2027-01-31.')
}

const date = Flags.custom<string>({ parse: readDate, helpValue: 'DATE' })

/** @throws {UsageError} CAPACITY_INVALID */
const readCapacity = async (text: string): Promise<number> => {
  const days = Number(text)
  if (text.trim() !== '' && days > 0 && days <= 100_000) return days
  throw new UsageError(
    'CAPACITY_INVALID',
    `--capacity ${text} is not a number of days`,
    'Write it as --capacity 20.',
  )
}

export const planFlags = {
  from: Flags.string({
    helpValue: 'FILE|SCAN',
    description:
      'inventory of a scan (scan --output), - is standard input, or the id of one that is kept [default: the latest scan]',
  }),
  ...storeFlag,
  owners: Flags.string({
    helpValue: 'FILE',
    description: 'the owner’s file [default: mcp-pqc.yaml, where there is one]',
  }),
  mandate: Flags.option({
    options: MANDATE_IDS,
    multiple: true,
    multipleNonGreedy: true,
    default: [DEFAULT_MANDATE],
    description: 'whose deadlines count; may be repeated',
  })(),
  capacity: Flags.custom<number>({
    parse: readCapacity,
    default: 20,
    helpValue: 'DAYS',
    description: 'working days a month',
  })(),
  start: date({ description: 'first day of work [default: today]' }),
  'as-of': date({ description: 'the day to plan from [default: today]' }),
  previous: Flags.string({
    helpValue: 'FILE',
    description: 'the plan (plan --json) that this one continues',
  }),
  format: Flags.option({
    options: formatNames('plan'),
    default: 'text' as const,
    description: formatMeanings('plan'),
  })(),
  output: Flags.string({
    char: 'o',
    helpValue: 'FILE',
    description: 'write it to a file instead (with --json: the JSON)',
  }),
}
