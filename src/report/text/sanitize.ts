/**
 * C0 and C1 controls, format characters (bidirectional marks, zero-width, tags), separators, lone surrogates, private
 * use, and what is no character at all: XML has no place for U+FFFE and U+FFFF.
 */
const HOSTILE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Co}\p{Noncharacter_Code_Point}]/gu

/** Marks that stand on the character before: a pile of them would reach over the lines around. */
const PILE = /(\p{M}{3})\p{M}+/gu

/**
 * Text from the network as it may stand in a terminal or a report: one line of visible characters, at most
 * `maxLength` of them.
 */
export const sanitize = (text: string, maxLength = 200): string => {
  const visible = text
    .slice(0, maxLength * 4)
    .replace(HOSTILE, '\ufffd')
    .replace(PILE, '$1')
  const characters = [...visible]
  const isWhole = characters.length <= maxLength && text.length <= maxLength * 4
  return isWhole ? visible : `${characters.slice(0, maxLength - 1).join('')}…`
}
