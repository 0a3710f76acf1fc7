import { Flags, type Interfaces } from '@oclif/core'
import { decimal, number, SECONDS, toggle, value, values, whole } from './flag.ts'
import flags from './flags.json' with { type: 'json' }
import { allowOriginFlag } from './sharedFlags.ts'

const { serve: rows } = flags
const MANY = 100_000

export const serveFlags = {
  host: Flags.string(rows.host),
  port: number(rows.port, whole(0, 65_535)),
  name: values(rows.name),
  ...allowOriginFlag('LISTEN'),
  'allow-classical': toggle(rows['allow-classical']),
  identity: value(rows.identity),
  cert: values(rows.cert),
  key: values(rows.key),
  upstream: value(rows.upstream),
  'upstream-ca': values(rows['upstream-ca']),
  'upstream-require': Flags.option({ ...rows['upstream-require'], options: ['hybrid'] as const })(),
  'upstream-timeout': number(rows['upstream-timeout'], SECONDS),
  env: values(rows.env),
  'max-connections': number(rows['max-connections'], whole(1, MANY)),
  'max-sessions': number(rows['max-sessions'], whole(1, MANY)),
  'max-body': number(rows['max-body'], decimal(0.001, 1024)),
  verbose: toggle(rows.verbose, { char: 'v' }),
}

export type ServeFlags = Interfaces.InferredFlags<typeof serveFlags>
