import { Flags } from '@oclif/core'
import { UsageError } from '../../model/error.ts'
import { number, within } from './scanFlags.ts'

const MANY = 100_000
const MEBIBYTE = 1_048_576

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
    description: '0: any that is free',
  }),
  name: Flags.string({
    multiple: true,
    multipleNonGreedy: true,
    helpValue: 'NAME',
    helpGroup: 'LISTEN',
    description: 'host name or address that clients reach it by, beside those of loopback',
  }),
  'allow-origin': Flags.string({
    multiple: true,
    multipleNonGreedy: true,
    helpValue: 'ORIGIN',
    helpGroup: 'LISTEN',
    description: 'web pages of this origin may ask, too: https://app.example.com',
    parse: async (text) => origin(text),
  }),
  'allow-classical': Flags.boolean({
    helpGroup: 'TLS',
    description: 'take X25519 from clients that offer nothing better',
  }),
  identity: Flags.string({
    helpValue: 'DIR',
    helpGroup: 'TLS',
    description: 'folder of its private authority and keys, made at the first start',
    exclusive: ['cert'],
  }),
  cert: Flags.string({
    multiple: true,
    multipleNonGreedy: true,
    helpValue: 'FILE',
    helpGroup: 'TLS',
    description: 'certificate chain of your own instead (PEM); repeated: one of each kind of key',
  }),
  key: Flags.string({
    multiple: true,
    multipleNonGreedy: true,
    helpValue: 'FILE',
    helpGroup: 'TLS',
    description: 'its private key, in the order of --cert [default: in the file of the certificate]',
    dependsOn: ['cert'],
  }),
  upstream: Flags.string({
    helpValue: 'URL',
    helpGroup: 'BEHIND IT',
    description: 'pass all requests on to this MCP server, at the same path',
  }),
  'upstream-ca': Flags.string({
    multiple: true,
    multipleNonGreedy: true,
    helpValue: 'FILE',
    helpGroup: 'BEHIND IT',
    description: 'PEM certificates to trust for it beside the system’s',
    dependsOn: ['upstream'],
  }),
  'upstream-require': Flags.option({
    options: ['hybrid'] as const,
    helpGroup: 'BEHIND IT',
    description: 'reach it over a hybrid group or not at all',
    dependsOn: ['upstream'],
  })(),
  'upstream-timeout': number({
    default: 10,
    parse: within('upstream-timeout', { least: 0.05, most: 3600, whole: false }),
    helpValue: 'SECONDS',
    helpGroup: 'BEHIND IT',
    description: 'for a connection to it, TLS included',
  }),
  env: Flags.string({
    multiple: true,
    multipleNonGreedy: true,
    helpValue: 'NAME',
    helpGroup: 'BEHIND IT',
    description: 'hand this environment variable to COMMAND, which gets few others',
  }),
  'max-connections': number({
    default: 4096,
    parse: within('max-connections', { least: 1, most: MANY, whole: true }),
    helpValue: 'N',
    helpGroup: 'LIMITS',
    description: 'connections at the same time',
  }),
  'max-sessions': number({
    default: 64,
    parse: within('max-sessions', { least: 1, most: MANY, whole: true }),
    helpValue: 'N',
    helpGroup: 'LIMITS',
    description: 'sessions of COMMAND at the same time, each a process',
  }),
  'max-body': number({
    default: 16,
    parse: within('max-body', { least: 0.001, most: 1024, whole: false }),
    helpValue: 'MIB',
    helpGroup: 'LIMITS',
    description: 'length of a request’s body',
  }),
  verbose: Flags.boolean({ char: 'v', description: 'log each connection and session, too' }),
}

/** Bytes of `--max-body`. */
export const bytes = (mebibytes: number): number => Math.ceil(mebibytes * MEBIBYTE)

/**
 * `--cert` and `--key` in pairs.
 *
 * @throws {UsageError} KEY_COUNT
 */
export const certificatePairs = (
  certificates: readonly string[],
  keys: readonly string[] = [],
): { certificate: string; key: string }[] => {
  if (keys.length !== 0 && keys.length !== certificates.length) {
    throw new UsageError(
      'KEY_COUNT',
      `${certificates.length} --cert and ${keys.length} --key`,
      'Give a --key for each --cert, in the same order; or none, where each file holds both.',
    )
  }
  return certificates.map((certificate, at) => ({ certificate, key: keys[at] ?? certificate }))
}

/**
 * The words behind `--`; undefined where there are none. `argv` is the whole command line, `words` what the parser
 * took for no flag.
 *
 * @throws {UsageError} USAGE
 */
export const commandBehind = (
  argv: readonly string[],
  words: readonly string[],
  { upstream, env }: { upstream?: string | undefined; env?: string[] | undefined },
): string[] | undefined => {
  const at = argv.indexOf('--')
  const command = at === -1 ? [] : argv.slice(at + 1)
  const stray = words.slice(0, words.length - command.length)
  if (stray.length > 0) {
    throw new UsageError(
      'USAGE',
      `Unexpected argument: ${stray[0]}`,
      'A command to put behind the server follows --; a URL follows --upstream.',
    )
  }
  if (at !== -1 && command.length === 0) {
    throw new UsageError('USAGE', 'No command follows --', 'Write the command of a stdio MCP server there.')
  }
  if (at !== -1 && upstream !== undefined) {
    throw new UsageError('USAGE', '--upstream and a command', 'Put one of the two behind the server.')
  }
  if (at === -1 && env !== undefined) {
    throw new UsageError('USAGE', '--env without a command', 'The command that it is for follows --.')
  }
  return at === -1 ? undefined : command
}

/**
 * The environment variables of `--env`, from our own.
 *
 * @throws {UsageError} ENV_MISSING
 */
export const environmentOf = (names: readonly string[], own: NodeJS.ProcessEnv): Record<string, string> =>
  Object.fromEntries(
    names.map((name) => {
      const value = own[name]
      if (value !== undefined) return [name, value]
      throw new UsageError(
        'ENV_MISSING',
        `--env ${name.split('=')[0]}: there is no such environment variable`,
        'Set it for mcp-pqc itself: a value in the arguments could be read by every user of this machine.',
      )
    }),
  )

/** RFC 6454 §6.2, as browsers send it. @throws {UsageError} ORIGIN_INVALID */
const origin = (text: string): string => {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url !== undefined && /^https?:$/.test(url.protocol) && url.href === `${url.origin}/`) return url.origin
  throw new UsageError(
    'ORIGIN_INVALID',
    `--allow-origin ${text} is no origin`,
    'Write scheme, host and port alone: https://app.example.com:8443.',
  )
}
