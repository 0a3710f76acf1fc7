import { Flags } from '@oclif/core'
import { REQUIREMENTS } from '../../model/questions/names.ts'
import { MANDATE_IDS, namesAlgorithms } from '../../registry/mandates/mandates.ts'
import { FORMATS, formatMeanings, formatNames } from '../../report/formats.ts'
import { clientCertificateFlags } from './identityFlags.ts'
import { count, number, within } from './numberFlag.ts'
import { reachFlags } from './scanFlags.ts'
import { outputFlag, repeatable, storeFlag } from './sharedFlags.ts'

const MOST = 10_000

/** The other mandates leave the algorithms open. */
const NAMING = MANDATE_IDS.filter(namesAlgorithms)

export const verifyFlags = {
  // As a computed key: the rule about imports takes the bare name for Node.js' own.
  ['require']: Flags.option({
    options: REQUIREMENTS,
    helpGroup: 'TARGET',
    description:
      'hybrid: post-quantum key exchange with every client that supports it; pqc: and no other client is accepted; pqc-signatures: hybrid, and an ML-DSA certificate chain [default: hybrid]',
  })(),
  mandate: Flags.option({
    ...repeatable,
    options: NAMING,
    helpGroup: 'TARGET',
    description:
      'accept only the groups, and with --require pqc-signatures the signature algorithm, that this mandate names',
  })(),
  plan: Flags.string({
    helpValue: 'FILE',
    helpGroup: 'TARGET',
    description: 'plan (plan --json) of which one wave is verified, each item by its own requirement',
    dependsOn: ['wave'],
    exclusive: ['require', 'mandate'],
  }),
  wave: number({
    parse: within('wave', { least: 0, most: MOST, whole: true }),
    helpValue: 'N',
    helpGroup: 'TARGET',
    description: 'number of the plan wave to verify',
    dependsOn: ['plan'],
  }),
  'update-plan': Flags.boolean({
    helpGroup: 'OUTPUT',
    description: 'write the results into the file of --plan: which items are done, and why others are not',
    dependsOn: ['plan'],
  }),
  baseline: Flags.string({
    helpValue: 'FILE|SCAN',
    helpGroup: 'TARGET',
    description:
      'scan before the upgrade, as a file of scan --output or a stored scan (latest, previous, an id): nothing may be worse, and no tool may differ',
  }),
  ...storeFlag,
  ...reachFlags,
  ...clientCertificateFlags('PROBE'),
  dials: number({
    default: 8,
    parse: count('dials', 500),
    helpValue: 'N',
    helpGroup: 'PROBE',
    description: 'connections per address, to detect servers behind a load balancer that were not upgraded',
  }),
  samples: number({
    default: 20,
    parse: within('samples', { least: 0, most: MOST, whole: true }),
    helpValue: 'N',
    helpGroup: 'PROBE',
    description: 'number of handshakes of each kind (classical, hybrid) to time; 0: none',
  }),
  tool: Flags.string({
    helpValue: 'NAME',
    helpGroup: 'PROBE',
    description: 'tool to call, instead of one that is marked read-only and needs no arguments',
  }),
  args: Flags.string({
    helpValue: 'JSON',
    helpGroup: 'PROBE',
    description: 'arguments for the tool of --tool: a JSON object',
    dependsOn: ['tool'],
  }),
  format: Flags.option({
    options: formatNames('verification'),
    default: 'text' as const,
    helpGroup: 'OUTPUT',
    description: formatMeanings('verification'),
  })(),
  ...outputFlag('the report to FILE instead of standard output (with --json: as JSON)', 'OUTPUT'),
  chart: Flags.string({
    helpValue: 'FILE.svg',
    helpGroup: 'OUTPUT',
    description: `also write ${FORMATS.verificationFile.chart.meaning}`,
  }),
  junit: Flags.string({
    helpValue: 'FILE',
    helpGroup: 'OUTPUT',
    description: `also write ${FORMATS.verificationFile.junit.meaning}`,
  }),
}
