import { HOSTILE_TEXT } from '../../registry/hostileText.ts'

/** JSON.stringify escapes C0 controls and lone surrogates itself; without them the search is three times as fast. */
const RAW = new RegExp(`[${HOSTILE_TEXT.source}--[\\u0000-\\u001f\\p{Cs}]]`, 'gv')

/**
 * A value as an indented JSON document with a line feed at its end. Text in it keeps every character: those that
 * would move a terminal are written as \u escapes (RFC 8259 §7).
 */
export const jsonText = (value: unknown): string =>
  `${JSON.stringify(value, undefined, 2).replace(RAW, escaped)}\n`

/** One \u escape for each UTF-16 code unit. */
const escaped = (character: string): string =>
  Array.from(
    { length: character.length },
    (_, i) => `\\u${character.charCodeAt(i).toString(16).padStart(4, '0')}`,
  ).join('')

/**
 * A document of `head`, `endpoints` and `summary`, one endpoint at a time. `summary` need not be complete before all
 * endpoints have been read.
 */
export async function* jsonPieces(
  head: object,
  endpoints: AsyncIterable<unknown>,
  summary: object,
): AsyncGenerator<string> {
  yield `${jsonText(head).slice(0, -'\n}\n'.length)},\n  "endpoints": [`
  let separator = ''
  for await (const endpoint of endpoints) {
    yield `${separator}\n    ${indented(endpoint, '    ')}`
    separator = ','
  }
  yield `${separator === '' ? '' : '\n  '}],\n  "summary": ${indented(summary, '  ')}\n}\n`
}

/** Line feeds within text are escaped: each that is left begins a line of the document. */
const indented = (value: unknown, indent: string): string =>
  jsonText(value).trimEnd().replaceAll('\n', `\n${indent}`)
