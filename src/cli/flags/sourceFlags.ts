import { DEFAULT_PORTS } from '../../registry/net/ports.ts'
import { shared, toggle, value, values } from './flag.ts'
import flags from './flags.json' with { type: 'json' }
import { ownersFlag, proxyUrl } from './sharedFlags.ts'

const { source: rows } = flags

/** Where endpoints come from: `scan` and `discover` share them. */
export const sourceFlags = {
  file: values(rows.file, { char: 'f' }),
  configs: toggle(rows.configs),
  home: value(rows.home),
  project: values(rows.project),
  'all-users': toggle(rows['all-users']),
  registry: values(rows.registry),
  exclude: values(rows.exclude),
  allow: values(rows.allow),
  proxy: value(rows.proxy, { parse: proxyUrl }),
  port: values(shared(rows.port, undefined, { ports: DEFAULT_PORTS.map(({ port }) => port).join(', ') })),
  lab: toggle(rows.lab),
  ...ownersFlag('SOURCE'),
  authorized: toggle(rows.authorized),
}
