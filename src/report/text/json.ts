/** What JSON.stringify leaves raw and a terminal obeys or hides: DEL, C1 controls, format characters, separators, and what is no character. */
const RAW = /[\u007f-\u009f\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Noncharacter_Code_Point}]/gu

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
