import { inertText } from '../../registry/hostileText.ts'

/** Combining marks beyond the third on one character: a pile of them would cover the lines around. */
const PILE = /(\p{M}{3})\p{M}+/gu

/**
 * Text from the network, safe for a terminal or a report: one line of visible characters, at most
 * `maxLength` of them.
 */
export const sanitize = (text: string, maxLength = 200): string => {
  const visible = inertText(text.slice(0, maxLength * 4)).replace(PILE, '$1')
  const characters = [...visible]
  const isWhole = characters.length <= maxLength && text.length <= maxLength * 4
  return isWhole ? visible : `${characters.slice(0, maxLength - 1).join('')}…`
}

/** The lines of a text that has several, a configuration or a letter, each of them sanitized. */
export const sanitizeLines = (text: string, maxLines = 1000): string[] => {
  const lines = text.split(/\r?\n/, maxLines + 1).map((line) => sanitize(line, 1000))
  return lines.length <= maxLines ? lines : [...lines.slice(0, maxLines), '…']
}
