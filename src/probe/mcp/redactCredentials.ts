import type { McpFacts } from '../../model/mcp.ts'

/** What stands in the place of a credential that a server sent back. */
const HIDDEN = '***'

/** A shorter one would be found in innocent text. */
const MIN_LENGTH = 6

/**
 * Facts without the credentials that were sent, wherever the server put them: whole, without their scheme
 * (RFC 9110 §11.4), and percent-encoded.
 */
export const withoutEchoes = (facts: McpFacts, values: readonly string[]): McpFacts => {
  const secrets = values
    .flatMap((value) => [value, value.split(' ').at(-1) ?? ''])
    .flatMap((value) => [value, encodeURIComponent(value)])
    .filter((value) => value.length >= MIN_LENGTH)
    .sort((a, b) => b.length - a.length)
  const clean = (value: unknown): unknown => {
    if (typeof value === 'string') {
      return secrets.reduce((text, secret) => text.replaceAll(secret, HIDDEN), value)
    }
    if (Array.isArray(value)) return value.map(clean)
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [clean(key), clean(inner)]))
  }
  return clean(facts) as McpFacts
}
