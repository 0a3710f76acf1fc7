import type { McpFacts } from '../../model/mcp.ts'

const HIDDEN = '***'

/** A shorter value would also match unrelated text. */
const MIN_LENGTH = 6

/** Wherever the server repeated them: whole, without their scheme (RFC 9110 §11.4), and percent-encoded. */
export const redactCredentials = (facts: McpFacts, values: readonly string[]): McpFacts => {
  const secrets = values
    .flatMap((value) => [value, value.split(' ').at(-1) ?? ''])
    .flatMap((value) => [value, encodeURIComponent(value)])
    .filter((value) => value.length >= MIN_LENGTH)
    .sort((a, b) => b.length - a.length)
  const redact = (value: unknown): unknown => {
    if (typeof value === 'string') {
      return secrets.reduce((text, secret) => text.replaceAll(secret, HIDDEN), value)
    }
    if (Array.isArray(value)) return value.map(redact)
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [redact(key), redact(inner)]))
  }
  return redact(facts) as McpFacts
}
