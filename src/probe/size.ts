import { HOSTILE_TEXT } from '../registry/hostileText.ts'

const ESCAPED = new RegExp(HOSTILE_TEXT.source, 'gv')

/** Columns that a value is indented by in the document of a scan. */
const INDENT = 16

/** Bytes that a value takes in a document, at most: indented, with escapes. In memory it takes a few times as much. */
export const documentBytes = (value: unknown): number => {
  const text = JSON.stringify(value, undefined, 2)
  let lines = 1
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) lines++
  let escapes = 0
  for (const [character] of text.matchAll(ESCAPED)) escapes += character === '\n' ? 0 : character.length
  // An escape is 6 bytes for each UTF-16 code unit.
  return Buffer.byteLength(text) + lines * INDENT + escapes * 6
}
