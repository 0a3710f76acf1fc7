import { Flags } from '@oclif/core'
import { filled } from '../../model/text/filled.ts'
import { problem } from '../problem.ts'

/** A flag that may be given several times, each time with one value. */
export const repeatable = { multiple: true, multipleNonGreedy: true } as const

type Options = { char?: 'f' | 'o' | 'v'; exactlyOne?: string[] }
type Parse = { parse?: (text: string, context: unknown, flag: { name: string }) => Promise<string> }

/** A row of flags.json, in oclif's own words. `helpGroup`: the heading in --help. */
type Row = {
  helpGroup?: string
  helpValue?: string
  description: string
  dependsOn?: string[]
  exclusive?: string[]
}

/** The row of a flag that several commands share; `values` are put into its description. */
export const shared = (
  row: Row,
  helpGroup?: string,
  values: Readonly<Record<string, unknown>> = {},
): Row => ({
  ...row,
  ...(helpGroup !== undefined && { helpGroup }),
  description: filled(row.description, values),
})

export const toggle = (row: Row, options: Options = {}) => Flags.boolean({ ...row, ...options })

export const value = (row: Row, options: Options & Parse = {}) => Flags.string({ ...row, ...options })

export const values = (row: Row, options: Options & Parse = {}) =>
  Flags.string({ ...repeatable, ...row, ...options })

type Limits = { least: number; most: number; whole: boolean }

export const number = (row: Row & { default: number }, limits: Limits) =>
  Flags.custom<number>({ parse: within(limits) })(row)

export const optionalNumber = (row: Row, limits: Limits, options: Options = {}) =>
  Flags.custom<number>({ parse: within(limits) })({ ...row, ...options })

/** @throws {UsageError} NUMBER_INVALID */
const within =
  ({ least, most, whole }: Limits) =>
  async (text: string, _: unknown, { name }: { name: string }): Promise<number> => {
    const number = Number(text)
    const fits = text.trim() !== '' && number >= least && number <= most
    if (fits && (!whole || Number.isInteger(number))) return number
    throw problem('NUMBER_INVALID', { name, text, whole: whole ? 'whole ' : '', least, most })
  }

/** The time limit of a connection. An hour: more would be a mistake, and timers cannot wait for more than 24 days. */
export const SECONDS: Limits = { least: 0.05, most: 3600, whole: false }

export const whole = (least: number, most: number): Limits => ({ least, most, whole: true })
export const decimal = (least: number, most: number): Limits => ({ least, most, whole: false })
