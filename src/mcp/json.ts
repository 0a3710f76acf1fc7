import { MARK, scanJson } from './jsonScan.ts'

export type JsonObject = Record<string, unknown>

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Node.js 24 has ECMAScript's "JSON.parse source text access"; TypeScript 7 does not declare it. */
const { rawJSON, isRawJSON } = JSON as unknown as {
  rawJSON(text: string): unknown
  isRawJSON(value: unknown): boolean
}

/**
 * JSON whose numbers JSON.stringify writes as they came: a peer in another language can mean 12345678901234567890.
 * A reviver would visit every value of a text with one such number, at about a hundred times the cost of parsing. `factor`: by
 * which the bounds on levels and values are multiplied.
 *
 * @throws {SyntaxError} for text that is not JSON, {RangeError} for more levels or values than are accepted
 */
export const parseExactly = (text: string, factor = 1): unknown => {
  const { problem, marked } = scanJson(text, factor)
  if (problem !== undefined) throw new RangeError(problem)
  if (marked.length === 0) return JSON.parse(text)
  let replaced = ''
  let from = 0
  const values = marked.map(({ start, end }, index) => {
    const source = text.slice(start, end)
    replaced += `${text.slice(from, start)}"${MARK}${index}"`
    from = end
    return source.startsWith('"') ? (JSON.parse(source) as string) : rawJSON(source)
  })
  const restore = (value: unknown): unknown => {
    if (typeof value === 'string') return value.charCodeAt(0) === 0 ? values[Number(value.slice(1))] : value
    if (typeof value !== 'object' || value === null) return value
    const parent = value as JsonObject
    for (const key of Object.keys(parent)) {
      const child = parent[key]
      const restored = restore(child)
      if (restored !== child) parent[key] = restored
    }
    return parent
  }
  return restore(JSON.parse(replaced + text.slice(from)))
}

/** The same; undefined for text that is not JSON, or has too many levels or values. */
export const parseOrUndefined = (text: string): unknown => {
  try {
    return parseExactly(text)
  } catch {
    return undefined
  }
}

/** JSON text of a number, from `parseExactly` or JSON.parse; undefined for anything else. */
export const numberText = (value: unknown): string | undefined =>
  typeof value === 'number' || isRawJSON(value) ? JSON.stringify(value) : undefined

export type Json = { value: unknown } | { problem: string }

/** JSON from an untrusted peer. Its levels and values are counted before anything is built. */
export const readJson = (text: string): Json => {
  const { problem } = scanJson(text)
  if (problem !== undefined) return { problem }
  try {
    return { value: JSON.parse(text) as unknown }
  } catch {
    return { problem: 'not valid JSON' }
  }
}
