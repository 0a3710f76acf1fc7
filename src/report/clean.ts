/** C0 and C1 controls, format characters (bidirectional marks, zero-width, tags), separators, lone surrogates, private use. */
const HOSTILE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Co}]/gu

/** Text from the network as it may stand in a terminal or a report: one line of visible characters, bounded. */
export const clean = (text: string, maxLength = 200): string => {
  const visible = text.slice(0, maxLength * 4).replace(HOSTILE, '\ufffd')
  const characters = [...visible]
  return characters.length <= maxLength ? visible : `${characters.slice(0, maxLength - 1).join('')}…`
}
