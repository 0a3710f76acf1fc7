/** Levels of arrays and objects: more than any document of this program has, and few enough for any memory. */
const MAX_DEPTH = 65_536

/**
 * Values of an endpoint, or of another text that is parsed at once: each takes up to 60 bytes of memory, and as little as two of
 * the text. A scan stores fewer than 4,200,000 of an endpoint, by the bytes that docs/limits.md states.
 */
const MAX_VALUES = 5_000_000

/** Of several texts that are held at the same time: how many values they may have, and how many may still come. */
export type Budget = { readonly most: number; left: number }

/** `position`: in the text. */
export class JsonExcess extends RangeError {
  readonly position: number

  constructor(message: string, position: number) {
    super(message)
    this.position = position
  }
}

/**
 * JSON.parse for a text that anyone may have written: it needs up to 80 bytes of memory for a level, which is one byte of the
 * text.
 *
 * @throws {SyntaxError} It is not JSON.
 * @throws {JsonExcess} It has more levels or values than are accepted.
 */
export const parseBounded = (text: string, budget?: Budget): unknown => {
  // A level is at least one character.
  if (budget || text.length > MAX_DEPTH) check(text, budget)
  return JSON.parse(text)
}

const [QUOTE, BACKSLASH, COMMA] = [0x22, 0x5c, 0x2c]
const [OPEN_ARRAY, CLOSE_ARRAY] = [0x5b, 0x5d]
const [OPEN_OBJECT, CLOSE_OBJECT] = [0x7b, 0x7d]

const check = (text: string, budget: Budget = { most: MAX_VALUES, left: MAX_VALUES }): void => {
  let [depth, values] = [0, 1]
  for (let at = 0; at < text.length; at++) {
    const c = text.charCodeAt(at)
    if (c === QUOTE) at = endOfString(text, at)
    else if (c === OPEN_ARRAY || c === OPEN_OBJECT) {
      values++
      if (++depth > MAX_DEPTH) throw new JsonExcess(`is nested deeper than ${MAX_DEPTH} levels`, at)
    } else if (c === CLOSE_ARRAY || c === CLOSE_OBJECT) depth--
    else if (c === COMMA) values++
    if (values > budget.left) throw new JsonExcess(`has more than ${budget.most} values`, at)
  }
  budget.left -= values
}

const endOfString = (text: string, start: number): number => {
  let at = start + 1
  while (at < text.length && text.charCodeAt(at) !== QUOTE) at += text.charCodeAt(at) === BACKSLASH ? 2 : 1
  return at
}
