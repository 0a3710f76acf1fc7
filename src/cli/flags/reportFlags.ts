import { Flags } from '@oclif/core'
import { UsageError } from '../../model/error.ts'
import { type FormatName, formatNames, inventoryFormat } from '../../report/formats.ts'
import { storeFlag } from './storeFlag.ts'

/** `gates`: the names that --fail-on can be given. */
export const reportFlags = (gates: readonly string[]) => ({
  from: Flags.string({
    helpValue: 'FILE|latest|SCAN',
    description:
      'an inventory (scan --output), - is standard input; or a scan of the store by its id [default: latest]',
  }),
  ...storeFlag,
  plan: Flags.string({ helpValue: 'FILE', description: 'the plan (plan --json) to show beside it' }),
  verification: Flags.string({
    helpValue: 'FILE',
    description: 'what was verified (verify --json) to show beside it',
  }),
  output: Flags.string({
    char: 'o',
    helpValue: 'FILE',
    description: 'write it to a file, whole or not at all',
  }),
  as: Flags.option({
    options: ['markdown', 'csv'] as const,
    description: `how ${formatsWith('as')} are written [default: markdown]`,
  })(),
  'spec-version': Flags.option({
    options: ['1.7', '1.6'] as const,
    description: `version of the specification, for ${formatsWith('spec-version')} [default: 1.7]`,
  })(),
  'fail-on': Flags.string({
    multiple: true,
    multipleNonGreedy: true,
    helpValue: 'CONDITION',
    description: `exit with 1 where it holds for an endpoint: ${gates.join(', ')}, risk=N`,
  }),
})

const formatsWith = (flag: 'as' | 'spec-version'): string => {
  const names = formatNames('inventory').filter((name) => inventoryFormat(name).flags?.includes(flag))
  return names.length < 2 ? names.join() : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`
}

/** @throws {UsageError} FLAG_NOT_FOR_FORMAT for a flag that this format would pass over in silence. */
export const checkFlags = (
  format: FormatName<'inventory'>,
  flags: { as?: string | undefined; 'spec-version'?: string | undefined },
): void => {
  for (const name of ['as', 'spec-version'] as const) {
    if (flags[name] === undefined || inventoryFormat(format).flags?.includes(name)) continue
    throw new UsageError(
      'FLAG_NOT_FOR_FORMAT',
      `--${name} means nothing to ${format}`,
      `Leave it out: it is for ${formatsWith(name)}.`,
    )
  }
}
