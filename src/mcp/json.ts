export type JsonObject = Record<string, unknown>

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Node.js 24 has ECMAScript's "JSON.parse source text access"; TypeScript 7 does not declare it. */
const { parse, rawJSON, isRawJSON } = JSON as unknown as {
  parse(
    text: string,
    reviver?: (key: string, value: unknown, context: { source: string }) => unknown,
  ): unknown
  rawJSON(text: string): unknown
  isRawJSON(value: unknown): boolean
}

/** A number that a JavaScript number may not represent. */
const LONG_NUMBER = /\d{16}|\d[eE][+-]?\d{3}/

/**
 * JSON whose numbers JSON.stringify writes as they came: a peer in another language can mean 12345678901234567890.
 *
 * @throws {SyntaxError} for text that is not JSON, {RangeError} for nesting that V8's stack cannot hold
 */
export const parseExactly = (text: string): unknown =>
  LONG_NUMBER.test(text)
    ? parse(text, (_key, value, { source }) =>
        typeof value !== 'number' || isExact(value, source) ? value : rawJSON(source),
      )
    : parse(text)

/** The same; undefined for text that is not JSON, or is nested too deeply. */
export const parseOrUndefined = (text: string): unknown => {
  try {
    return parseExactly(text)
  } catch {
    return undefined
  }
}

const isExact = (value: number, source: string): boolean =>
  Number.isSafeInteger(value) || (Number.isFinite(value) && source.length <= 16)

/** JSON text of a number, from `parseExactly` or JSON.parse; undefined for anything else. */
export const numberText = (value: unknown): string | undefined =>
  typeof value === 'number' || isRawJSON(value) ? JSON.stringify(value) : undefined

/** Levels of arrays and objects in JSON from an untrusted peer: no schema needs more, and recursion survives it. */
const MAX_DEPTH = 128

export type Json = { value: unknown } | { problem: string }

/** JSON from an untrusted peer. Its depth is checked before anything recurses into it. */
export const readJson = (text: string): Json => {
  if (isTooDeep(text)) return { problem: `JSON nested deeper than ${MAX_DEPTH}` }
  try {
    return { value: JSON.parse(text) as unknown }
  } catch {
    return { problem: 'not valid JSON' }
  }
}

/** RFC 8259: brackets outside strings. A backslash escapes the character after it. */
const isTooDeep = (text: string): boolean => {
  let depth = 0
  let inString = false
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i)
    if (inString) {
      if (c === BACKSLASH) i++
      else if (c === QUOTE) inString = false
    } else if (c === QUOTE) inString = true
    else if (c === OPEN_ARRAY || c === OPEN_OBJECT) {
      if (++depth > MAX_DEPTH) return true
    } else if (c === CLOSE_ARRAY || c === CLOSE_OBJECT) depth--
  }
  return false
}

const [QUOTE, BACKSLASH] = [0x22, 0x5c]
const [OPEN_ARRAY, CLOSE_ARRAY] = [0x5b, 0x5d]
const [OPEN_OBJECT, CLOSE_OBJECT] = [0x7b, 0x7d]
