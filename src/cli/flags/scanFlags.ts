import { isIP } from 'node:net'
import { domainToASCII } from 'node:url'
import { Flags, type Interfaces } from '@oclif/core'
import { UsageError } from '../../model/error.ts'
import { DEFAULT_PORTS } from '../../registry/net/ports.ts'
import { storeFlag } from './storeFlag.ts'

type Limits = { least: number; most: number; whole: boolean }

/** @throws {UsageError} NUMBER_INVALID */
export const within =
  (name: string, { least, most, whole }: Limits) =>
  async (text: string): Promise<number> => {
    const number = Number(text)
    const fits = text.trim() !== '' && number >= least && number <= most
    if (fits && (!whole || Number.isInteger(number))) return number
    throw new UsageError(
      'NUMBER_INVALID',
      `--${name} ${text} is not a ${whole ? 'whole ' : ''}number from ${least} to ${most}`,
      `Write it as --${name} 5.`,
    )
  }

export const number = Flags.custom<number>({})

/** An hour: more would be a mistake, and timers cannot wait for more than 24 days. */
const MAX_TIMEOUT_SECONDS = 3600
const MANY = 10_000

/** Where endpoints come from: `scan` and `discover` share them. */
export const sourceFlags = {
  file: Flags.string({
    char: 'f',
    multiple: true,
    multipleNonGreedy: true,
    helpValue: 'FILE',
    helpGroup: 'SOURCE',
    description: 'targets from a file, one a line, or a compose or Kubernetes manifest (- is standard input)',
  }),
  configs: Flags.boolean({
    helpGroup: 'SOURCE',
    description: 'MCP servers in the client configurations of this machine',
  }),
  home: Flags.string({
    helpValue: 'DIR',
    helpGroup: 'SOURCE',
    description: 'client configurations in this home directory instead',
  }),
  project: Flags.string({
    multiple: true,
    multipleNonGreedy: true,
    helpValue: 'DIR',
    helpGroup: 'SOURCE',
    description: 'client configurations in this tree of repositories too',
  }),
  'all-users': Flags.boolean({
    helpGroup: 'SOURCE',
    description: 'client configurations of every user of this machine',
  }),
  registry: Flags.string({
    multiple: true,
    multipleNonGreedy: true,
    helpValue: 'FILE|URL',
    helpGroup: 'SOURCE',
    description: 'the servers that an MCP registry lists, or a saved dump of one',
  }),
  exclude: Flags.string({
    multiple: true,
    multipleNonGreedy: true,
    helpValue: 'HOST|RANGE',
    helpGroup: 'SOURCE',
    description: 'leave these alone, whatever names them',
  }),
  port: Flags.string({
    multiple: true,
    multipleNonGreedy: true,
    helpValue: 'PORT',
    helpGroup: 'SOURCE',
    description: `ports of ranges [default: ${DEFAULT_PORTS.map(({ port }) => port).join(', ')}]`,
  }),
  lab: Flags.boolean({
    helpGroup: 'SOURCE',
    description:
      'the lab: example MCP servers, from plain HTTP to ML-DSA, started on loopback for this command',
  }),
  owners: Flags.string({
    helpValue: 'FILE',
    helpGroup: 'SOURCE',
    description: 'the owner’s file [default: mcp-pqc.yaml, where there is one]',
  }),
  authorized: Flags.boolean({
    helpGroup: 'SOURCE',
    description: 'I may scan these public networks (for ranges of more than 16 public addresses)',
  }),
}

/** What is sent along, and only to where it belongs. */
const credentialFlags = {
  header: Flags.string({
    multiple: true,
    multipleNonGreedy: true,
    helpValue: "'NAME: VALUE'",
    helpGroup: 'CREDENTIALS',
    description:
      'sent to the origin of the targets, over a certificate that validates, where it asks for one',
  }),
  'token-env': Flags.string({
    helpValue: 'NAME',
    helpGroup: 'CREDENTIALS',
    description: 'the same with a bearer token from an environment variable',
  }),
  'with-config-credentials': Flags.boolean({
    helpGroup: 'CREDENTIALS',
    description: 'send the header fields of the configurations, each to its own origin',
  }),
}

/** How it is probed. */
export const probeFlags = {
  mcp: Flags.boolean({
    default: true,
    allowNo: true,
    helpGroup: 'PROBE',
    description: 'ask what each endpoint offers in MCP, and who issues its tokens',
  }),
  profile: Flags.option({
    options: ['full', 'quick'] as const,
    default: 'full' as const,
    helpGroup: 'PROBE',
    description: 'quick: at most five connections an address, for the facts that rank it',
  })(),
  sni: Flags.string({
    helpValue: 'NAME',
    helpGroup: 'PROBE',
    description: 'server name to ask for instead of the host',
    parse: async (text) => serverName(text),
  }),
  ca: Flags.string({
    multiple: true,
    multipleNonGreedy: true,
    helpValue: 'FILE',
    helpGroup: 'PROBE',
    description: 'PEM certificates to trust beside the system’s',
  }),
  timeout: number({
    default: 5,
    parse: within('timeout', { least: 0.05, most: MAX_TIMEOUT_SECONDS, whole: false }),
    helpValue: 'SECONDS',
    helpGroup: 'PROBE',
    description: 'for a connection, and again for each answer',
  }),
  concurrency: number({
    default: 64,
    parse: within('concurrency', { least: 1, most: MANY, whole: true }),
    helpValue: 'N',
    helpGroup: 'PROBE',
    description: 'endpoints at the same time',
  }),
  'per-host': number({
    default: 4,
    parse: within('per-host', { least: 1, most: MANY, whole: true }),
    helpValue: 'N',
    helpGroup: 'PROBE',
    description: 'connections at the same time to one address',
  }),
  rate: number({
    parse: within('rate', { least: 0.01, most: 1_000_000, whole: false }),
    helpValue: 'N',
    helpGroup: 'PROBE',
    description: 'new connections a second in all [default: no limit]',
  }),
}

/** All of `scan`. `gates`: the names that --fail-on can be given. */
export const scanFlags = (gates: readonly string[]) => ({
  ...sourceFlags,
  ...credentialFlags,
  ...probeFlags,
  'fail-on': Flags.string({
    multiple: true,
    multipleNonGreedy: true,
    helpValue: 'CONDITION',
    helpGroup: 'OUTPUT',
    description: `exit with 1 where it holds for an endpoint: ${gates.join(', ')}, risk=N`,
  }),
  output: Flags.string({
    char: 'o',
    helpValue: 'FILE',
    helpGroup: 'OUTPUT',
    description: 'write the inventory to a file too, as JSON',
  }),
  explain: Flags.boolean({ helpGroup: 'OUTPUT', description: 'show the evidence for each endpoint' }),
  verbose: Flags.boolean({ char: 'v', helpGroup: 'OUTPUT', description: 'the same as --explain' }),
  ...storeFlag,
  resume: Flags.boolean({
    description: 'go on with an interrupted scan, its sources and options, without what is done',
  }),
})

export type ScanFlags = Interfaces.InferredFlags<ReturnType<typeof scanFlags>>

/** RFC 6066 §3: a DNS host name in ASCII, no address. @throws {UsageError} NAME_INVALID */
const serverName = (text: string): string => {
  const ascii = domainToASCII(text)
  if (ascii !== '' && ascii.length <= 253 && /^[\w.-]+$/.test(ascii) && !isIP(ascii)) return ascii
  throw new UsageError(
    'NAME_INVALID',
    `--sni ${JSON.stringify(text)} is not a host name`,
    'Write a name such as mcp.example.com; an address cannot be asked for by name (RFC 6066).',
  )
}
