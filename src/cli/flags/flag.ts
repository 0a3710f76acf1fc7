import { Flags } from '@oclif/core'
import { problem } from '../problem.ts'

/** A flag that may be given several times, each time with one value. */
export const repeatable = { multiple: true, multipleNonGreedy: true } as const

type Options = {
  char?: 'f' | 'o' | 'v'
  dependsOn?: string[]
  exclusive?: string[]
  exactlyOne?: string[]
}
type Parse = { parse?: (text: string, context: unknown, flag: { name: string }) => Promise<string> }

/** `helpGroup`: the heading in --help. */
const described = (helpGroup: string | undefined, description: string, options: object) => ({
  ...(helpGroup === undefined ? {} : { helpGroup }),
  description,
  ...options,
})

export const toggle = (helpGroup: string | undefined, description: string, options: Options = {}) =>
  Flags.boolean(described(helpGroup, description, options))

export const value = (
  helpGroup: string | undefined,
  helpValue: string,
  description: string,
  options: Options & Parse = {},
) => Flags.string({ helpValue, ...described(helpGroup, description, options) })

export const values = (
  helpGroup: string | undefined,
  helpValue: string,
  description: string,
  options: Options & Parse = {},
) => Flags.string({ ...repeatable, helpValue, ...described(helpGroup, description, options) })

type Limits = { least: number; most: number; whole: boolean }

export const number = (
  helpGroup: string | undefined,
  helpValue: string,
  description: string,
  limits: Limits,
  standard: number,
) =>
  Flags.custom<number>({ parse: within(limits) })({
    helpValue,
    default: standard,
    ...described(helpGroup, description, {}),
  })

export const optionalNumber = (
  helpGroup: string | undefined,
  helpValue: string,
  description: string,
  limits: Limits,
  options: Options = {},
) =>
  Flags.custom<number>({ parse: within(limits) })({
    helpValue,
    ...described(helpGroup, description, options),
  })

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
