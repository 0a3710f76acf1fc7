import { problem } from '../problem.ts'
import { decimal, number, SECONDS, toggle, value, values } from './flag.ts'
import { caFlag, clientCertificateFlags, credentialFlags } from './identityFlags.ts'
import { allowOriginFlag, serverName } from './sharedFlags.ts'

const SERVER = 'SERVER'

/** A day: more would be a mistake, and timers cannot wait for more than 24 of them. */
const MAX_SILENCE_SECONDS = 86_400

export const connectFlags = {
  listen: value(
    'CLIENT',
    'ADDRESS:PORT',
    'serve HTTP on this loopback address, instead of MCP on standard input and output',
  ),
  ...allowOriginFlag('CLIENT', { dependsOn: ['listen'] }),
  'allow-classical': toggle(
    SERVER,
    'accept a server without hybrid groups, whose traffic then has no post-quantum protection; hybrid groups stay preferred',
  ),
  ...caFlag(SERVER),
  pin: values(
    SERVER,
    'sha256/BASE64',
    'SHA-256 of a public key (RFC 7469) that must be in the server’s certificate chain; of several, any one',
  ),
  'server-name': value(
    SERVER,
    'NAME',
    'server name to send in TLS (SNI) and to expect in the certificate, instead of the URL’s host',
    { parse: serverName },
  ),
  ...clientCertificateFlags('CREDENTIALS', ', in a file that only its owner may read'),
  ...credentialFlags('with every request, only to the origin of the URL'),
  timeout: number(SERVER, 'SECONDS', 'time limit for a connection, including TLS', SECONDS, 10),
  'answer-timeout': number(
    SERVER,
    'SECONDS',
    'how long the server may be silent before and within an answer; 0: no limit',
    decimal(0, MAX_SILENCE_SECONDS),
    300,
  ),
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
