import { Flags, type Interfaces } from '@oclif/core'
import { decimal, number, optionalNumber, SECONDS, toggle, value, whole } from './flag.ts'
import flags from './flags.json' with { type: 'json' }
import { caFlag, credentialFlags } from './identityFlags.ts'
import { failOnFlag, outputFlag, serverName, storeFlag } from './sharedFlags.ts'
import { sourceFlags } from './sourceFlags.ts'

const { scan: rows } = flags
const MANY = 10_000

/** How an endpoint is reached: `scan` and `verify` share them. */
export const reachFlags = {
  sni: value(rows.sni, { parse: serverName }),
  ...caFlag('PROBE'),
  timeout: number(rows.timeout, SECONDS),
}

export const scanFlags = (gates: readonly string[]) => ({
  ...sourceFlags,
  ...credentialFlags(
    'where an endpoint asks for one: only to the origin of the targets, and only if its certificate is trusted',
  ),
  'with-config-credentials': toggle(rows['with-config-credentials']),
  mcp: Flags.boolean(rows.mcp),
  profile: Flags.option({
    ...rows.profile,
    options: ['full', 'quick'] as const,
    default: 'full' as const,
  })(),
  ...reachFlags,
  concurrency: number(rows.concurrency, whole(1, MANY)),
  'per-host': number(rows['per-host'], whole(1, MANY)),
  rate: optionalNumber(rows.rate, decimal(0.01, 1_000_000)),
  ...failOnFlag(gates, 'OUTPUT'),
  ...outputFlag('the inventory to FILE as JSON, in addition to what is printed', 'OUTPUT'),
  explain: toggle(rows.explain),
  verbose: toggle(rows.verbose, { char: 'v' }),
  ...storeFlag,
  resume: toggle(rows.resume),
})

export type ScanFlags = Interfaces.InferredFlags<ReturnType<typeof scanFlags>>
