/** Levels of arrays and objects: more than any document of this program has, and few enough for any memory. */
const MAX_DEPTH = 65_536

/** Values of a document that is parsed at once: each takes up to 60 bytes of memory, and as little as two of the text. */
const MAX_VALUES = 16_000_000

/**
 * JSON.parse for a document that anyone may have written: it needs up to 80 bytes of memory for a level, which is one byte of
 * the text. Throws SyntaxError for text with more levels or values.
 */
export const parseBounded = (text: string): unknown => {
  // A level is at least one character.
  if (text.length > MAX_DEPTH) check(text)
  return JSON.parse(text)
}

const [QUOTE, BACKSLASH, COMMA] = [0x22, 0x5c, 0x2c]
const [OPEN_ARRAY, CLOSE_ARRAY] = [0x5b, 0x5d]
const [OPEN_OBJECT, CLOSE_OBJECT] = [0x7b, 0x7d]

const check = (text: string): void => {
  let [depth, values] = [0, 1]
  for (let at = 0; at < text.length; at++) {
    const c = text.charCodeAt(at)
    if (c === QUOTE) at = endOfString(text, at)
    else if (c === OPEN_ARRAY || c === OPEN_OBJECT) {
      values++
      if (++depth > MAX_DEPTH)
        throw new SyntaxError(`nested deeper than ${MAX_DEPTH} levels at position ${at}`)
    } else if (c === CLOSE_ARRAY || c === CLOSE_OBJECT) depth--
    else if (c === COMMA) values++
    if (values > MAX_VALUES) throw new SyntaxError(`more than ${MAX_VALUES} values at position ${at}`)
  }
}

const endOfString = (text: string, start: number): number => {
  let at = start + 1
  while (at < text.length && text.charCodeAt(at) !== QUOTE) at += text.charCodeAt(at) === BACKSLASH ? 2 : 1
  return at
}
