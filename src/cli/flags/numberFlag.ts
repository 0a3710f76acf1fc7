import { Flags } from '@oclif/core'
import { UsageError } from '../../model/error.ts'

type Limits = { least: number; most: number; whole: boolean }

/** @throws {UsageError} NUMBER_INVALID */
export const within =
  (name: string, { least, most, whole }: Limits) =>
  async (text: string): Promise<number> => {
    const number = Number(text)
    const fits = text.trim() !== '' && number >= least && number <= most
    if (fits && (!whole || Number.isInteger(number))) return number
    throw new UsageError(
      'NUMBER_INVALID',
      `--${name} ${text} is not a ${whole ? 'whole ' : ''}number from ${least} to ${most}`,
      `Write it as --${name} 5.`,
    )
  }

export const number = Flags.custom<number>({})

/** A connection's time-out. An hour: more would be a mistake, and timers cannot wait for more than 24 days. */
export const seconds = (name: string) => within(name, { least: 0.05, most: 3600, whole: false })

/** A whole number that is not zero. */
export const count = (name: string, most: number) => within(name, { least: 1, most, whole: true })
