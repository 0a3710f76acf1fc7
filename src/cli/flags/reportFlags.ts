import { Flags } from '@oclif/core'
import { type FormatName, formatNames, inventoryFormat } from '../../report/formats.ts'
import { problem } from '../problem.ts'
import { value } from './flag.ts'
import flags from './flags.json' with { type: 'json' }
import { failOnFlag, outputFlag, storeFlag } from './sharedFlags.ts'

const { report: rows } = flags

export const reportFlags = (gates: readonly string[]) => ({
  from: value(rows.from),
  ...storeFlag,
  plan: value(rows.plan),
  verification: value(rows.verification),
  ...outputFlag('the report to FILE instead of standard output, completely or not at all'),
  as: Flags.option({
    options: ['markdown', 'csv'] as const,
    description: `how the formats ${formatsWith('as')} are written [default: markdown]`,
  })(),
  'spec-version': Flags.option({
    options: ['1.7', '1.6'] as const,
    description: `version of the CycloneDX specification, for the format ${formatsWith('spec-version')} [default: 1.7]`,
  })(),
  ...failOnFlag(gates),
})

const formatsWith = (flag: 'as' | 'spec-version'): string => {
  const names = formatNames('inventory').filter((name) => inventoryFormat(name).flags?.includes(flag))
  return names.length < 2 ? names.join() : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`
}

/** @throws {UsageError} FLAG_NOT_FOR_FORMAT for a flag that does not apply to this format. */
export const checkFlags = (
  format: FormatName<'inventory'>,
  flags: { as?: string | undefined; 'spec-version'?: string | undefined },
): void => {
  for (const name of ['as', 'spec-version'] as const) {
    if (flags[name] === undefined || inventoryFormat(format).flags?.includes(name)) continue
    throw problem('FLAG_NOT_FOR_FORMAT', { name, format, formats: formatsWith(name) })
  }
}
