/** Node.js 24 has it (ECMAScript, "JSON.parse source text access"); the libraries of TypeScript 7 do not. */
const { parse, rawJSON } = JSON as unknown as {
  parse(
    text: string,
    reviver?: (key: string, value: unknown, context: { source: string }) => unknown,
  ): unknown
  rawJSON(text: string): unknown
}

/** Something that a JavaScript number may not hold. */
const LONG_NUMBER = /\d{16}|\d[eE][+-]?\d{3}/

/**
 * JSON whose numbers come out of JSON.stringify as they went in: a peer written in another language can mean
 * 12345678901234567890. Throws SyntaxError.
 */
export const parseExactly = (text: string): unknown =>
  LONG_NUMBER.test(text)
    ? parse(text, (_key, value, { source }) =>
        typeof value !== 'number' || isHeld(value, source) ? value : rawJSON(source),
      )
    : parse(text)

const isHeld = (value: number, source: string): boolean =>
  Number.isSafeInteger(value) || (Number.isFinite(value) && source.length <= 16)
