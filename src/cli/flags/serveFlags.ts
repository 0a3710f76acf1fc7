import { Flags, type Interfaces } from '@oclif/core'
import { decimal, number, SECONDS, toggle, value, values, whole } from './flag.ts'
import { allowOriginFlag } from './sharedFlags.ts'

const LISTEN = 'LISTEN'
const TLS = 'TLS'
const UPSTREAM = 'UPSTREAM'
const LIMITS = 'LIMITS'
const MANY = 100_000

export const serveFlags = {
  host: Flags.string({
    default: '127.0.0.1',
    helpValue: 'ADDRESS',
    helpGroup: LISTEN,
    description: 'address to listen on',
  }),
  port: number(LISTEN, 'PORT', 'port to listen on; 0: any free port', whole(0, 65_535), 8443),
  name: values(
    LISTEN,
    'NAME',
    'host name or address by which clients reach the server, in addition to those of loopback',
  ),
  ...allowOriginFlag(LISTEN),
  'allow-classical': toggle(TLS, 'accept X25519 from clients that offer no hybrid group'),
  identity: value(
    TLS,
    'DIR',
    'folder of the server’s certificate authority and keys, created at the first start [default: identity in your data folder]',
    { exclusive: ['cert'] },
  ),
  cert: values(
    TLS,
    'FILE',
    'PEM certificate chain of your own to use instead of --identity; repeated: one for each kind of key',
  ),
  key: values(
    TLS,
    'FILE',
    'PEM private key of a --cert, in the same order [default: in the file of the certificate]',
    { dependsOn: ['cert'] },
  ),
  upstream: value(UPSTREAM, 'URL', 'forward all requests to the MCP server at URL, with the same path'),
  'upstream-ca': values(
    UPSTREAM,
    'FILE',
    'PEM certificates of authorities to trust for the upstream server, in addition to the system’s',
    { dependsOn: ['upstream'] },
  ),
  'upstream-require': Flags.option({
    options: ['hybrid'] as const,
    helpGroup: UPSTREAM,
    description: 'hybrid: refuse an upstream server that negotiates no hybrid group',
    dependsOn: ['upstream'],
  })(),
  'upstream-timeout': number(
    UPSTREAM,
    'SECONDS',
    'time limit for a connection to the upstream server, including TLS',
    SECONDS,
    10,
  ),
  env: values(UPSTREAM, 'NAME', 'environment variable to pass to COMMAND, which gets only a few others'),
  'max-connections': number(LIMITS, 'N', 'maximum number of simultaneous connections', whole(1, MANY), 4096),
  'max-sessions': number(
    LIMITS,
    'N',
    'maximum number of simultaneous sessions of COMMAND; each is a process',
    whole(1, MANY),
    64,
  ),
  'max-body': number(
    LIMITS,
    'MIB',
    'maximum size of a request’s body; a line from a stdio server may have twice this size',
    decimal(0.001, 1024),
    16,
  ),
  verbose: toggle(undefined, 'log each connection and session, in addition to errors', { char: 'v' }),
}

export type ServeFlags = Interfaces.InferredFlags<typeof serveFlags>
