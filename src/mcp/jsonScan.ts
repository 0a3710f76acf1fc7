/** Levels of arrays and objects in JSON from an untrusted peer: no schema needs more, and recursion survives it. */
const MAX_DEPTH = 128

/** Values in JSON from an untrusted peer: each takes up to 60 bytes of memory, and as little as two of the text. */
const MAX_VALUES = 1_000_000

/** Numbers that JavaScript cannot represent, and the like: each costs as much as 50 other values. */
const MAX_MARKED = 200_000

/** What stands for a long number while the text is parsed: JSON has no other spelling of U+0000. */
export const MARK = '\\u0000'

type Span = { start: number; end: number }

export type JsonScan = {
  /** Why the text is not to be parsed. */
  problem?: string
  /** Numbers that JavaScript would not write as they came, and strings that begin with MARK. */
  marked: Span[]
}

const [QUOTE, BACKSLASH, COMMA, COLON, MINUS] = [0x22, 0x5c, 0x2c, 0x3a, 0x2d]
const [OPEN_ARRAY, CLOSE_ARRAY] = [0x5b, 0x5d]
const [OPEN_OBJECT, CLOSE_OBJECT] = [0x7b, 0x7d]
const [ZERO, NINE] = [0x30, 0x39]

/**
 * Reads text once, without building anything. Text that is not JSON is for JSON.parse to refuse. `factor`: by which the bounds
 * are multiplied.
 */
export const scanJson = (text: string, factor = 1): JsonScan => {
  const [maxDepth, maxValues, maxMarked] = [MAX_DEPTH * factor, MAX_VALUES * factor, MAX_MARKED * factor]
  const marked: Span[] = []
  let depth = 0
  let values = 1
  for (let at = 0; at < text.length; at++) {
    const c = text.charCodeAt(at)
    if (c === QUOTE) {
      const end = endOfString(text, at)
      if (text.startsWith(MARK, at + 1) && !isName(text, end + 1)) marked.push({ start: at, end: end + 1 })
      at = end
    } else if (c === OPEN_ARRAY || c === OPEN_OBJECT) {
      if (++depth > maxDepth) return { problem: `JSON nested deeper than ${maxDepth}`, marked }
      values++
    } else if (c === CLOSE_ARRAY || c === CLOSE_OBJECT) depth--
    else if (c === COMMA) values++
    else if (c === MINUS || (c >= ZERO && c <= NINE)) {
      const end = endOfNumber(text, at)
      if (!isExact(text, at, end) && !isName(text, end)) marked.push({ start: at, end })
      at = end - 1
    }
    if (marked.length > maxMarked) return { problem: `JSON of more than ${maxMarked} long numbers`, marked }
    if (values > maxValues) return { problem: `JSON of more than ${maxValues} values`, marked }
  }
  return { marked }
}

/** RFC 8259 §7: the next quotation mark that no backslash escapes. */
const endOfString = (text: string, start: number): number => {
  for (let end = text.indexOf('"', start + 1); end !== -1; end = text.indexOf('"', end + 1)) {
    let backslashes = 0
    while (text.charCodeAt(end - 1 - backslashes) === BACKSLASH) backslashes++
    if (backslashes % 2 === 0) return end
  }
  return text.length
}

const endOfNumber = (text: string, start: number): number => {
  let end = start + 1
  while (isNumberPart(text.charCodeAt(end))) end++
  return end
}

/** A digit, or one of `+-.eE`. */
const isNumberPart = (c: number): boolean =>
  (c >= ZERO && c <= NINE) || c === 0x2b || c === MINUS || c === 0x2e || c === 0x45 || c === 0x65

/** A double holds 15 digits, and exponents of two. */
const SHORT = /^-?[\d.]{1,15}(?:[eE][+-]?\d{1,2})?$/

const isExact = (text: string, start: number, end: number): boolean => {
  if (end - start <= 3) return true
  const source = text.slice(start, end)
  return SHORT.test(source) || String(Number(source)) === source
}

/** Whether a colon follows. A name stays as it is, and JSON.parse refuses a number there. */
const isName = (text: string, end: number): boolean => {
  let at = end
  while (at < text.length && text.charCodeAt(at) <= 0x20) at++
  return text.charCodeAt(at) === COLON
}
