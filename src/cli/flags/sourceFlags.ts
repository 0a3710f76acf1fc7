import { Flags } from '@oclif/core'
import { DEFAULT_PORTS } from '../../registry/net/ports.ts'
import { ownersFlag, repeatable } from './sharedFlags.ts'

const helpGroup = 'SOURCE'

/** Where endpoints come from: `scan` and `discover` share them. */
export const sourceFlags = {
  file: Flags.string({
    ...repeatable,
    char: 'f',
    helpValue: 'FILE',
    helpGroup,
    description:
      'read targets from FILE, one per line, or from a compose or Kubernetes manifest; - is standard input',
  }),
  configs: Flags.boolean({
    helpGroup,
    description: 'find MCP servers in the client configurations of this machine',
  }),
  home: Flags.string({
    helpValue: 'DIR',
    helpGroup,
    description: 'find client configurations in the home directory DIR instead of yours',
  }),
  project: Flags.string({
    ...repeatable,
    helpValue: 'DIR',
    helpGroup,
    description: 'find client configurations in DIR and the folders below it',
  }),
  'all-users': Flags.boolean({
    helpGroup,
    description: 'find client configurations of every user of this machine',
  }),
  registry: Flags.string({
    ...repeatable,
    helpValue: 'FILE|URL',
    helpGroup,
    description: 'find the servers that an MCP registry lists: its URL, or a saved dump of it',
  }),
  exclude: Flags.string({
    ...repeatable,
    helpValue: 'HOST|RANGE',
    helpGroup,
    description: 'never connect to HOST or to an address in RANGE, whatever names it',
  }),
  port: Flags.string({
    ...repeatable,
    helpValue: 'PORT',
    helpGroup,
    description: `ports to probe on each address of a range, and on hosts without a port [default: ${DEFAULT_PORTS.map(({ port }) => port).join(', ')}; 443 on hosts]`,
  }),
  lab: Flags.boolean({
    helpGroup,
    description: 'start the lab on loopback: example MCP servers, from plain HTTP to ML-DSA',
  }),
  ...ownersFlag(helpGroup),
  authorized: Flags.boolean({
    helpGroup,
    description:
      'confirm that you may scan these public networks (required for ranges with more than 16 public addresses)',
  }),
}
