import { problem } from '../problem.ts'
import { decimal, number, SECONDS, toggle, value, values } from './flag.ts'
import flags from './flags.json' with { type: 'json' }
import { caFlag, clientCertificateFlags, credentialFlags } from './identityFlags.ts'
import { allowOriginFlag, serverName } from './sharedFlags.ts'

const { connect: rows } = flags

/** A day: more would be a mistake, and timers cannot wait for more than 24 of them. */
const MAX_SILENCE_SECONDS = 86_400

export const connectFlags = {
  listen: value(rows.listen),
  ...allowOriginFlag('CLIENT', { dependsOn: ['listen'] }),
  'allow-classical': toggle(rows['allow-classical']),
  ...caFlag('SERVER'),
  pin: values(rows.pin),
  'server-name': value(rows['server-name'], { parse: serverName }),
  ...clientCertificateFlags('CREDENTIALS', ', in a file that only its owner may read'),
  ...credentialFlags('with every request, only to the origin of the URL'),
  timeout: number(rows.timeout, SECONDS),
  'answer-timeout': number(rows['answer-timeout'], decimal(0, MAX_SILENCE_SECONDS)),
}

/** The program sets these itself, for each request. */
const OWN_FIELDS =
  /^(host|content-(type|length|encoding)|transfer-encoding|connection|upgrade|te|trailer|expect|accept(-encoding)?|user-agent|last-event-id|mcp-.*)$/i

/** @throws {UsageError} HEADER_INVALID */
export const refuseOwnFields = (names: readonly string[]): void => {
  const own = names.find((name) => OWN_FIELDS.test(name))
  if (own === undefined) return
  throw problem('HEADER_INVALID of the program', { own })
}
