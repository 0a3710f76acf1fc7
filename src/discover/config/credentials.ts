import type { ConfigShape } from './shape.ts'

/** Told of the header fields that a configuration sends to a URL's origin. They are kept in memory only. */
export type NoteCredential = (credential: { origin: string; headers: Record<string, string> }) => void

/**
 * The header fields of an entry, filled from the environment as its client would. A field with a variable that is not
 * set here is left out: half a credential is none.
 */
export const headersOf = (
  { headers, envHeaders, bearer }: ConfigShape,
  env: Readonly<Record<string, string | undefined>>,
): Record<string, string> => {
  const literal = [...headers].map(([name, value]) => [name, filled(value, env)] as const)
  const named = [...envHeaders].map(([name, variable]) => [name, env[variable]] as const)
  const token = bearer === undefined ? undefined : env[bearer]
  const all = [...literal, ...named, ...(token ? [['Authorization', `Bearer ${token}`] as const] : [])]
  return Object.fromEntries(all.filter((field): field is readonly [string, string] => isField(field)))
}

/** RFC 9110 §5.1 and §5.5: a token for a name, and no control characters in the value. */
const isField = ([name, value]: readonly [string, string | undefined]): boolean =>
  /^[\w!#$%&'*+.^`|~-]+$/.test(name) && value !== undefined && value !== '' && /^[\x20-\x7e\t]*$/.test(value)

const VARIABLE = /\$\{(?:env:)?(\w+)(?::-([^}]*))?\}|\{env:(\w+)\}/g

/** Undefined where a variable is not set, or where it is one that only the client can fill (`${input:…}`). */
const filled = (text: string, env: Readonly<Record<string, string | undefined>>): string | undefined => {
  let missing = false
  const value = text.replace(VARIABLE, (_, name?: string, otherwise?: string, prefixed?: string) => {
    const found = env[name ?? prefixed ?? ''] ?? otherwise
    missing ||= found === undefined
    return found ?? ''
  })
  return missing || /\$\{|\{(file|input):/.test(value) ? undefined : value
}
