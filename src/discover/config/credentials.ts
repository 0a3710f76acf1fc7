import type { ConfigShape } from './shape.ts'

/** Called for the header fields that a configuration sends to a URL's origin. They stay in memory. */
export type NoteCredential = (credential: { origin: string; headers: Record<string, string> }) => void

/**
 * The header fields of an entry in one of the user's own files, with variables filled in from the environment as its
 * client does. A field with a variable that is not set is left out.
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

/** Undefined if a variable is not set, or only the client can fill it in (`${input:…}`). */
const filled = (text: string, env: Readonly<Record<string, string | undefined>>): string | undefined => {
  let missing = false
  const value = text.replace(VARIABLE, (_, name?: string, otherwise?: string, prefixed?: string) => {
    const found = env[name ?? prefixed ?? ''] ?? otherwise
    missing ||= found === undefined
    return found ?? ''
  })
  return missing || /\$\{|\{(file|input):/.test(value) ? undefined : value
}
