import { Flags, type Interfaces } from '@oclif/core'
import { UsageError } from '../../model/error.ts'
import { count, number, seconds, within } from './numberFlag.ts'
import { repeatable } from './sharedFlags.ts'

const MANY = 100_000

export const serveFlags = {
  host: Flags.string({
    default: '127.0.0.1',
    helpValue: 'ADDRESS',
    helpGroup: 'LISTEN',
    description: 'address to listen on',
  }),
  port: number({
    default: 8443,
    parse: within('port', { least: 0, most: 65_535, whole: true }),
    helpValue: 'PORT',
    helpGroup: 'LISTEN',
    description: 'port to listen on; 0: any free port',
  }),
  name: Flags.string({
    ...repeatable,
    helpValue: 'NAME',
    helpGroup: 'LISTEN',
    description: 'host name or address by which clients reach the server, in addition to those of loopback',
  }),
  'allow-origin': Flags.string({
    ...repeatable,
    helpValue: 'ORIGIN',
    helpGroup: 'LISTEN',
    description: 'accept requests from web pages of this origin, such as https://app.example.com',
    parse: async (text) => origin(text),
  }),
  'allow-classical': Flags.boolean({
    helpGroup: 'TLS',
    description: 'accept X25519 from clients that offer no hybrid group',
  }),
  identity: Flags.string({
    helpValue: 'DIR',
    helpGroup: 'TLS',
    description:
      'folder of the server’s certificate authority and keys, created at the first start [default: identity in your data folder]',
    exclusive: ['cert'],
  }),
  cert: Flags.string({
    ...repeatable,
    helpValue: 'FILE',
    helpGroup: 'TLS',
    description:
      'PEM certificate chain of your own to use instead of --identity; repeated: one for each kind of key',
  }),
  key: Flags.string({
    ...repeatable,
    helpValue: 'FILE',
    helpGroup: 'TLS',
    description: 'PEM private key of a --cert, in the same order [default: in the file of the certificate]',
    dependsOn: ['cert'],
  }),
  upstream: Flags.string({
    helpValue: 'URL',
    helpGroup: 'UPSTREAM',
    description: 'forward all requests to the MCP server at URL, with the same path',
  }),
  'upstream-ca': Flags.string({
    ...repeatable,
    helpValue: 'FILE',
    helpGroup: 'UPSTREAM',
    description:
      'PEM certificates of authorities to trust for the upstream server, in addition to the system’s',
    dependsOn: ['upstream'],
  }),
  'upstream-require': Flags.option({
    options: ['hybrid'] as const,
    helpGroup: 'UPSTREAM',
    description: 'hybrid: refuse an upstream server that negotiates no hybrid group',
    dependsOn: ['upstream'],
  })(),
  'upstream-timeout': number({
    default: 10,
    parse: seconds('upstream-timeout'),
    helpValue: 'SECONDS',
    helpGroup: 'UPSTREAM',
    description: 'time limit for a connection to the upstream server, including TLS',
  }),
  env: Flags.string({
    ...repeatable,
    helpValue: 'NAME',
    helpGroup: 'UPSTREAM',
    description: 'environment variable to pass to COMMAND, which gets only a few others',
  }),
  'max-connections': number({
    default: 4096,
    parse: count('max-connections', MANY),
    helpValue: 'N',
    helpGroup: 'LIMITS',
    description: 'maximum number of simultaneous connections',
  }),
  'max-sessions': number({
    default: 64,
    parse: count('max-sessions', MANY),
    helpValue: 'N',
    helpGroup: 'LIMITS',
    description: 'maximum number of simultaneous sessions of COMMAND; each is a process',
  }),
  'max-body': number({
    default: 16,
    parse: within('max-body', { least: 0.001, most: 1024, whole: false }),
    helpValue: 'MIB',
    helpGroup: 'LIMITS',
    description: 'maximum size of a request’s body',
  }),
  verbose: Flags.boolean({
    char: 'v',
    description: 'log each connection and session, in addition to errors',
  }),
}

export type ServeFlags = Interfaces.InferredFlags<typeof serveFlags>

/** RFC 6454 §6.2, as browsers send it. @throws {UsageError} ORIGIN_INVALID */
const origin = (text: string): string => {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url !== undefined && /^https?:$/.test(url.protocol) && url.href === `${url.origin}/`) return url.origin
  throw new UsageError(
    'ORIGIN_INVALID',
    `--allow-origin ${text} is not an origin`,
    'Write scheme, host and port only: https://app.example.com:8443.',
  )
}
