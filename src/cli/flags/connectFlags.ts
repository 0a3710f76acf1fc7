import { Flags } from '@oclif/core'
import { UsageError } from '../../model/error.ts'
import { number, probeFlags, within } from './scanFlags.ts'

/** A day: more would be a mistake, and timers cannot wait for more than 24 of them. */
const MAX_SILENCE_SECONDS = 86_400

export const connectFlags = {
  listen: Flags.string({
    helpValue: 'ADDRESS:PORT',
    helpGroup: 'CLIENT',
    description: 'serve HTTP on this loopback address instead of standard input and output',
  }),
  'allow-classical': Flags.boolean({
    helpGroup: 'SERVER',
    description: 'give up post-quantum protection where the server has none; hybrid groups stay preferred',
  }),
  ca: Flags.string({
    multiple: true,
    multipleNonGreedy: true,
    helpValue: 'FILE',
    helpGroup: 'SERVER',
    description: 'PEM certificates to trust beside the system’s',
  }),
  pin: Flags.string({
    multiple: true,
    multipleNonGreedy: true,
    helpValue: 'sha256/BASE64',
    helpGroup: 'SERVER',
    description:
      'SHA-256 of a public key (RFC 7469) that has to be in the server’s chain; repeated: one of them',
  }),
  'server-name': Flags.string({
    helpValue: 'NAME',
    helpGroup: 'SERVER',
    description: 'name to ask for, and to look for in the certificate, instead of the URL’s host',
    parse: probeFlags.sni.parse,
  }),
  cert: Flags.string({
    helpValue: 'FILE',
    helpGroup: 'CREDENTIALS',
    description: 'PEM certificate to show where the server asks for one',
    dependsOn: ['key'],
  }),
  key: Flags.string({
    helpValue: 'FILE',
    helpGroup: 'CREDENTIALS',
    description: 'its private key, PEM, in a file that only its owner may read',
    dependsOn: ['cert'],
  }),
  header: Flags.string({
    multiple: true,
    multipleNonGreedy: true,
    helpValue: "'NAME: VALUE'",
    helpGroup: 'CREDENTIALS',
    description: 'sent with every request, to the origin of the URL alone',
  }),
  'token-env': Flags.string({
    helpValue: 'NAME',
    helpGroup: 'CREDENTIALS',
    description: 'the same with a bearer token from an environment variable',
  }),
  timeout: number({
    default: 10,
    parse: within('timeout', { least: 0.05, most: 3600, whole: false }),
    helpValue: 'SECONDS',
    helpGroup: 'SERVER',
    description: 'for a connection, TLS included',
  }),
  'answer-timeout': number({
    default: 300,
    parse: within('answer-timeout', { least: 0, most: MAX_SILENCE_SECONDS, whole: false }),
    helpValue: 'SECONDS',
    helpGroup: 'SERVER',
    description: 'that the server may be silent while an answer is due; 0: any time',
  }),
}

/** The program sets these itself, for each request. */
const OWN_FIELDS =
  /^(host|content-(type|length|encoding)|transfer-encoding|connection|upgrade|te|trailer|expect|accept(-encoding)?|user-agent|last-event-id|mcp-.*)$/i

/** @throws {UsageError} HEADER_INVALID */
export const refuseOwnFields = (names: readonly string[]): void => {
  const own = names.find((name) => OWN_FIELDS.test(name))
  if (own === undefined) return
  throw new UsageError(
    'HEADER_INVALID',
    `--header cannot set ${own}`,
    'This field is set for each request by what the request is.',
  )
}
