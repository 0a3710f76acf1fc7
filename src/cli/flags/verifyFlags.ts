import { Flags } from '@oclif/core'
import { REQUIREMENTS } from '../../model/questions/names.ts'
import { MANDATE_IDS, namesAlgorithms } from '../../registry/mandates/mandates.ts'
import { FORMATS, formatMeanings, formatNames } from '../../report/formats.ts'
import { number, probeFlags, within } from './scanFlags.ts'
import { storeFlag } from './storeFlag.ts'

const MOST = 10_000

/** The other mandates leave the algorithms open. */
const NAMING = MANDATE_IDS.filter(namesAlgorithms)

export const verifyFlags = {
  // As a computed key: the rule about imports takes the bare name for Node.js' own.
  ['require']: Flags.option({
    options: REQUIREMENTS,
    helpGroup: 'TARGET',
    description:
      'hybrid: post-quantum with every client that can; pqc: and nobody else is let in; pqc-signatures: hybrid, and a chain of ML-DSA [default: hybrid]',
  })(),
  mandate: Flags.option({
    options: NAMING,
    multiple: true,
    multipleNonGreedy: true,
    helpGroup: 'TARGET',
    description:
      'accept only the groups, and with --require pqc-signatures the signature algorithm, that this mandate names',
  })(),
  plan: Flags.string({
    helpValue: 'FILE',
    helpGroup: 'TARGET',
    description: 'verify a wave of a plan (plan --json), each item by what it asks for itself',
    dependsOn: ['wave'],
    exclusive: ['require', 'mandate'],
  }),
  wave: number({
    parse: within('wave', { least: 0, most: MOST, whole: true }),
    helpValue: 'N',
    helpGroup: 'TARGET',
    description: 'its number',
    dependsOn: ['plan'],
  }),
  'update-plan': Flags.boolean({
    helpGroup: 'OUTPUT',
    description: 'write the results back into the plan: done, or why not',
    dependsOn: ['plan'],
  }),
  baseline: Flags.string({
    helpValue: 'FILE|SCAN',
    helpGroup: 'TARGET',
    description:
      'inventory of a scan before the upgrade (scan --output), or a scan that is kept (latest, previous, an id): nothing may be worse, no tool another',
  }),
  ...storeFlag,
  sni: probeFlags.sni,
  ca: probeFlags.ca,
  timeout: probeFlags.timeout,
  cert: Flags.string({
    helpValue: 'FILE',
    helpGroup: 'PROBE',
    description: 'PEM certificate to show where a client certificate is asked for',
    dependsOn: ['key'],
  }),
  key: Flags.string({
    helpValue: 'FILE',
    helpGroup: 'PROBE',
    description: 'its private key, PEM',
    dependsOn: ['cert'],
  }),
  dials: number({
    default: 8,
    parse: within('dials', { least: 1, most: 500, whole: true }),
    helpValue: 'N',
    helpGroup: 'PROBE',
    description: 'dials of each address that look for a server behind it that was forgotten',
  }),
  samples: number({
    default: 20,
    parse: within('samples', { least: 0, most: MOST, whole: true }),
    helpValue: 'N',
    helpGroup: 'PROBE',
    description: 'pairs of handshakes that are timed; 0: none',
  }),
  tool: Flags.string({
    helpValue: 'NAME',
    helpGroup: 'PROBE',
    description: 'call this tool, instead of one that is marked read-only and needs no arguments',
  }),
  args: Flags.string({
    helpValue: 'JSON',
    helpGroup: 'PROBE',
    description: 'its arguments: a JSON object',
    dependsOn: ['tool'],
  }),
  format: Flags.option({
    options: formatNames('verification'),
    default: 'text' as const,
    helpGroup: 'OUTPUT',
    description: formatMeanings('verification'),
  })(),
  output: Flags.string({
    char: 'o',
    helpValue: 'FILE',
    helpGroup: 'OUTPUT',
    description: 'write the report to a file instead (with --json: the JSON)',
  }),
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
