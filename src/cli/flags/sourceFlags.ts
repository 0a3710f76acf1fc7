import { DEFAULT_PORTS } from '../../registry/net/ports.ts'
import { toggle, value, values } from './flag.ts'
import { ownersFlag, proxyUrl } from './sharedFlags.ts'

const SOURCE = 'SOURCE'

/** Where endpoints come from: `scan` and `discover` share them. */
export const sourceFlags = {
  file: values(
    SOURCE,
    'FILE',
    'read targets from FILE: a list with one per line, a compose or Kubernetes manifest, or a client configuration; - is standard input',
    { char: 'f' },
  ),
  configs: toggle(SOURCE, 'find MCP servers in the client configurations of this machine'),
  home: value(SOURCE, 'DIR', 'find client configurations in the home directory DIR instead of yours'),
  project: values(SOURCE, 'DIR', 'find client configurations in DIR and the folders below it'),
  'all-users': toggle(SOURCE, 'find client configurations of every user of this machine'),
  registry: values(
    SOURCE,
    'FILE|URL',
    'find the servers that an MCP registry lists: its URL, or a saved dump of it',
  ),
  exclude: values(SOURCE, 'HOST|RANGE', 'never connect to HOST or to an address in RANGE, whatever names it'),
  allow: values(
    SOURCE,
    'HOST|RANGE',
    'let files of projects, manifests, registries and metadata of servers lead to HOST or to private addresses in RANGE',
  ),
  proxy: value(
    SOURCE,
    'URL',
    'connect through a proxy, which resolves the names: http:// (CONNECT) or socks5://[USER:PASSWORD@]HOST:PORT',
    { parse: proxyUrl },
  ),
  port: values(
    SOURCE,
    'PORT',
    `ports to probe on each address of a range, and on hosts without a port [default: ${DEFAULT_PORTS.map(({ port }) => port).join(', ')}; 443 on hosts]`,
  ),
  lab: toggle(SOURCE, 'start the lab on loopback: example MCP servers, from plain HTTP to ML-DSA'),
  ...ownersFlag(SOURCE),
  authorized: toggle(
    SOURCE,
    'confirm that you may scan these public networks (required for ranges with more than 16 public addresses)',
  ),
}
