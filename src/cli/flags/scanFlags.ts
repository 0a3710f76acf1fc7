import { Flags, type Interfaces } from '@oclif/core'
import { caFlag, credentialFlags } from './identityFlags.ts'
import { count, number, seconds, within } from './numberFlag.ts'
import { failOnFlag, outputFlag, serverName, storeFlag } from './sharedFlags.ts'
import { sourceFlags } from './sourceFlags.ts'

const helpGroup = 'PROBE'
const MANY = 10_000

/** How an endpoint is reached: `scan` and `verify` share them. */
export const reachFlags = {
  sni: Flags.string({
    helpValue: 'NAME',
    helpGroup,
    description: 'server name to send in TLS (SNI) instead of the host in the URL',
    parse: serverName('sni'),
  }),
  ...caFlag(helpGroup),
  timeout: number({
    default: 5,
    parse: seconds('timeout'),
    helpValue: 'SECONDS',
    helpGroup,
    description: 'time limit for a connection, and again for each answer',
  }),
}

/** `gates`: the names that --fail-on can be given. */
export const scanFlags = (gates: readonly string[]) => ({
  ...sourceFlags,
  ...credentialFlags(
    'where an endpoint asks for one: only to the origin of the targets, and only if its certificate is trusted',
  ),
  'with-config-credentials': Flags.boolean({
    helpGroup: 'CREDENTIALS',
    description: 'send the header fields that client configurations contain, each to its own origin only',
  }),
  mcp: Flags.boolean({
    default: true,
    allowNo: true,
    helpGroup,
    description: 'ask each endpoint in MCP for its tools, and for the servers that issue its tokens',
  }),
  profile: Flags.option({
    options: ['full', 'quick'] as const,
    default: 'full' as const,
    helpGroup,
    description: 'full: all facts; quick: at most five connections per address, for the facts that rank it',
  })(),
  ...reachFlags,
  concurrency: number({
    default: 64,
    parse: count('concurrency', MANY),
    helpValue: 'N',
    helpGroup,
    description: 'number of endpoints that are probed at the same time',
  }),
  'per-host': number({
    default: 4,
    parse: count('per-host', MANY),
    helpValue: 'N',
    helpGroup,
    description: 'number of simultaneous connections to one address',
  }),
  rate: number({
    parse: within('rate', { least: 0.01, most: 1_000_000, whole: false }),
    helpValue: 'N',
    helpGroup,
    description: 'number of new connections per second, to all addresses together [default: no limit]',
  }),
  ...failOnFlag(gates, 'OUTPUT'),
  ...outputFlag('the inventory to FILE as JSON, in addition to the output', 'OUTPUT'),
  explain: Flags.boolean({ helpGroup: 'OUTPUT', description: 'show the evidence for each endpoint' }),
  verbose: Flags.boolean({
    char: 'v',
    helpGroup: 'OUTPUT',
    description: 'show the evidence for each endpoint, like --explain',
  }),
  ...storeFlag,
  resume: Flags.boolean({ description: 'resume an interrupted scan, skipping finished endpoints' }),
})

export type ScanFlags = Interfaces.InferredFlags<ReturnType<typeof scanFlags>>
