import { Flags, type Interfaces } from '@oclif/core'
import { decimal, number, optionalNumber, SECONDS, toggle, value, whole } from './flag.ts'
import { caFlag, credentialFlags } from './identityFlags.ts'
import { failOnFlag, outputFlag, serverName, storeFlag } from './sharedFlags.ts'
import { sourceFlags } from './sourceFlags.ts'

const PROBE = 'PROBE'
const MANY = 10_000

/** How an endpoint is reached: `scan` and `verify` share them. */
export const reachFlags = {
  sni: value(PROBE, 'NAME', 'server name to send in TLS (SNI) instead of the host in the URL', {
    parse: serverName,
  }),
  ...caFlag(PROBE),
  timeout: number(PROBE, 'SECONDS', 'time limit for a connection, and again for each answer', SECONDS, 5),
}

export const scanFlags = (gates: readonly string[]) => ({
  ...sourceFlags,
  ...credentialFlags(
    'where an endpoint asks for one: only to the origin of the targets, and only if its certificate is trusted',
  ),
  'with-config-credentials': toggle(
    'CREDENTIALS',
    'send the header fields that client configurations contain, each to its own origin only',
  ),
  mcp: Flags.boolean({
    default: true,
    allowNo: true,
    helpGroup: PROBE,
    description: 'ask each endpoint in MCP for its tools, and for the servers that issue its tokens',
  }),
  profile: Flags.option({
    options: ['full', 'quick'] as const,
    default: 'full' as const,
    helpGroup: PROBE,
    description: 'full: all facts; quick: at most five connections per address, for the facts that rank it',
  })(),
  ...reachFlags,
  concurrency: number(PROBE, 'N', 'number of endpoints that are probed at the same time', whole(1, MANY), 64),
  'per-host': number(PROBE, 'N', 'number of simultaneous connections to one address', whole(1, MANY), 4),
  rate: optionalNumber(
    PROBE,
    'N',
    'number of new connections per second, to all addresses together [default: no limit]',
    decimal(0.01, 1_000_000),
  ),
  ...failOnFlag(gates, 'OUTPUT'),
  ...outputFlag('the inventory to FILE as JSON, in addition to what is printed', 'OUTPUT'),
  explain: toggle('OUTPUT', 'show the evidence for each endpoint'),
  verbose: toggle('OUTPUT', 'show the evidence for each endpoint, like --explain', { char: 'v' }),
  ...storeFlag,
  resume: toggle(undefined, 'resume an interrupted scan, skipping finished endpoints'),
})

export type ScanFlags = Interfaces.InferredFlags<ReturnType<typeof scanFlags>>
