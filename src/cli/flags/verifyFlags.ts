import { Flags } from '@oclif/core'
import { REQUIREMENTS } from '../../model/questions/names.ts'
import { MANDATE_IDS, namesAlgorithms } from '../../registry/mandates/mandates.ts'
import { FORMATS, formatMeanings, formatNames } from '../../report/formats.ts'
import { number, optionalNumber, repeatable, shared, toggle, value, whole } from './flag.ts'
import flags from './flags.json' with { type: 'json' }
import { clientCertificateFlags } from './identityFlags.ts'
import { reachFlags } from './scanFlags.ts'
import { outputFlag, storeFlag } from './sharedFlags.ts'

const { verify: rows } = flags
const MOST = 10_000

/** The other mandates leave the algorithms open. */
const NAMING = MANDATE_IDS.filter(namesAlgorithms)

export const verifyFlags = {
  // As a computed key: the rule about imports takes the bare name for Node.js' own.
  ['require']: Flags.option({ ...rows['require'], options: REQUIREMENTS })(),
  mandate: Flags.option({ ...repeatable, ...rows.mandate, options: NAMING })(),
  plan: value(rows.plan),
  wave: optionalNumber(rows.wave, whole(0, MOST)),
  'update-plan': toggle(rows['update-plan']),
  baseline: value(rows.baseline),
  ...storeFlag,
  ...reachFlags,
  ...clientCertificateFlags('PROBE'),
  dials: number(rows.dials, whole(1, 500)),
  samples: number(rows.samples, whole(0, MOST)),
  tool: value(rows.tool),
  args: value(rows.args),
  format: Flags.option({
    options: formatNames('verification'),
    default: 'text' as const,
    helpGroup: 'OUTPUT',
    description: formatMeanings('verification'),
  })(),
  ...outputFlag('the report to FILE instead of standard output (with --json: as JSON)', 'OUTPUT'),
  chart: value(shared(rows.chart, undefined, FORMATS.verificationFile.chart)),
  junit: value(shared(rows.junit, undefined, FORMATS.verificationFile.junit)),
}
