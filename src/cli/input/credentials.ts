import type { ScanOptions } from '../../scan/options.ts'
import { problem } from '../problem.ts'

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
    throw problem('CREDENTIAL_ORIGIN')
  }
  return [{ origin, headers }]
}

/** RFC 9110 §5.1 and §5.5. The error does not show the value: it is a secret. */
const readHeader = (text: string): [string, string] => {
  const [, name = '', value = ''] = /^([\w!#$%&'*+.^`|~-]+):[ \t]*([\x20-\x7e\t]+)$/.exec(text) ?? []
  if (name !== '' && value.trim() !== '') return [name, value.trim()]
  throw problem('HEADER_INVALID')
}

/** As variables of tokens are written: anything else may be the token itself. */
const VARIABLE = /^[A-Z_][A-Z\d_]{0,99}$/

const tokenHeader = (name: string | undefined, env: NodeJS.ProcessEnv): [string, string][] => {
  if (name === undefined) return []
  const token = env[name]
  if (token !== undefined && /^[\x21-\x7e]+$/.test(token)) return [['Authorization', `Bearer ${token}`]]
  throw problem('TOKEN_MISSING', { variable: VARIABLE.test(name) ? JSON.stringify(name) : 'of --token-env' })
}
