import { UsageError } from '../../model/error.ts'
import type { ScanOptions } from '../../scan/options.ts'

type Credentials = ScanOptions['credentials']

export type CredentialWords = {
  header?: readonly string[] | undefined
  'token-env'?: string | undefined
  targets: readonly string[]
}

/**
 * The header fields that the user wants to send, bound to the origin that the command line names.
 *
 * @throws {UsageError} HEADER_INVALID, TOKEN_MISSING, CREDENTIAL_ORIGIN: more than one origin, or none.
 */
export const readCredentials = (words: CredentialWords, env: NodeJS.ProcessEnv): Credentials => {
  const headers = Object.fromEntries([
    ...(words.header ?? []).map(readHeader),
    ...tokenHeader(words['token-env'], env),
  ])
  if (Object.keys(headers).length === 0) return []
  const origins = new Set(words.targets.map((target) => URL.parse(target)?.origin ?? 'null'))
  const [origin] = origins
  if (origins.size !== 1 || origin === undefined || origin === 'null') {
    throw new UsageError(
      'CREDENTIAL_ORIGIN',
      'a credential is sent to one origin only, and the targets do not name exactly one',
      'Scan the endpoints of one origin at a time: mcp-pqc scan https://host/mcp --token-env TOKEN',
    )
  }
  return [{ origin, headers }]
}

/** RFC 9110 §5.1 and §5.5. The error does not show the value: it is a secret. */
const readHeader = (text: string): [string, string] => {
  const [, name = '', value = ''] = /^([\w!#$%&'*+.^`|~-]+):[ \t]*([\x20-\x7e\t]+)$/.exec(text) ?? []
  if (name !== '' && value.trim() !== '') return [name, value.trim()]
  throw new UsageError(
    'HEADER_INVALID',
    'invalid --header: expected Name: value',
    "Write it as --header 'Name: value'.",
  )
}

/** As variables of tokens are written: anything else may be the token itself. */
const VARIABLE = /^[A-Z_][A-Z\d_]{0,99}$/

const tokenHeader = (name: string | undefined, env: NodeJS.ProcessEnv): [string, string][] => {
  if (name === undefined) return []
  const token = env[name]
  if (token !== undefined && /^[\x21-\x7e]+$/.test(token)) return [['Authorization', `Bearer ${token}`]]
  throw new UsageError(
    'TOKEN_MISSING',
    `the environment variable ${VARIABLE.test(name) ? JSON.stringify(name) : 'of --token-env'} is not set, or is not a token`,
    'Name a variable that holds the token: --token-env MCP_TOKEN',
  )
}
