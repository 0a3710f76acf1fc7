import { Flags } from '@oclif/core'
import { REQUIREMENTS } from '../../model/questions/names.ts'
import { MANDATE_IDS, namesAlgorithms } from '../../registry/mandates/mandates.ts'
import { FORMATS, formatMeanings, formatNames } from '../../report/formats.ts'
import { number, optionalNumber, repeatable, toggle, value, whole } from './flag.ts'
import { clientCertificateFlags } from './identityFlags.ts'
import { reachFlags } from './scanFlags.ts'
import { outputFlag, storeFlag } from './sharedFlags.ts'

const TARGET = 'TARGET'
const PROBE = 'PROBE'
const OUTPUT = 'OUTPUT'
const MOST = 10_000

/** The other mandates leave the algorithms open. */
const NAMING = MANDATE_IDS.filter(namesAlgorithms)

export const verifyFlags = {
  // As a computed key: the rule about imports takes the bare name for Node.js' own.
  ['require']: Flags.option({
    options: REQUIREMENTS,
    helpGroup: TARGET,
    description:
      'hybrid: post-quantum key exchange with every client that supports it; pqc: and no other client is accepted; pqc-signatures: hybrid, and an ML-DSA certificate chain [default: hybrid]',
  })(),
  mandate: Flags.option({
    ...repeatable,
    options: NAMING,
    helpGroup: TARGET,
    description:
      'accept only the groups, and with --require pqc-signatures the signature algorithm, that this mandate names',
  })(),
  plan: value(
    TARGET,
    'FILE',
    'plan (plan --json) of which one wave is verified, each item by its own requirement',
    { dependsOn: ['wave'], exclusive: ['require', 'mandate'] },
  ),
  wave: optionalNumber(TARGET, 'N', 'number of the plan wave to verify', whole(0, MOST), {
    dependsOn: ['plan'],
  }),
  'update-plan': toggle(
    OUTPUT,
    'write the results into the file of --plan: which items are done, and why others are not',
    { dependsOn: ['plan'] },
  ),
  baseline: value(
    TARGET,
    'FILE|SCAN',
    'scan before the upgrade, as a file of scan --output or a stored scan (latest, previous, an id): nothing may be worse, and no tool may differ',
  ),
  ...storeFlag,
  ...reachFlags,
  ...clientCertificateFlags(PROBE),
  dials: number(
    PROBE,
    'N',
    'connections per address, to detect servers behind a load balancer that were not upgraded',
    whole(1, 500),
    8,
  ),
  samples: number(
    PROBE,
    'N',
    'number of handshakes of each kind (classical, hybrid) to time; 0: none',
    whole(0, MOST),
    20,
  ),
  tool: value(PROBE, 'NAME', 'tool to call, instead of one that is marked read-only and needs no arguments'),
  args: value(PROBE, 'JSON', 'arguments for the tool of --tool: a JSON object', { dependsOn: ['tool'] }),
  format: Flags.option({
    options: formatNames('verification'),
    default: 'text' as const,
    helpGroup: OUTPUT,
    description: formatMeanings('verification'),
  })(),
  ...outputFlag('the report to FILE instead of standard output (with --json: as JSON)', OUTPUT),
  chart: value(OUTPUT, 'FILE.svg', `also write ${FORMATS.verificationFile.chart.meaning}`),
  junit: value(OUTPUT, 'FILE', `also write ${FORMATS.verificationFile.junit.meaning}`),
}
