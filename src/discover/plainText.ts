/**
 * Text from a file as it may be stored and shown: one line, bounded, nothing that moves a terminal or turns the
 * direction of reading (Unicode categories Cc, Cf, Cs, Zl, Zp).
 */
export const plainText = (text: string, limit = 200): string => {
  const shown = text.slice(0, limit).replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, '\ufffd')
  return text.length > limit ? `${shown}…` : shown
}
