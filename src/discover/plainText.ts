import { HOSTILE_TEXT } from '../registry/hostileText.ts'

/** Text from a file as it may be stored and shown: one line of visible characters, at most `limit` of them. */
export const plainText = (text: string, limit = 200): string => {
  const shown = text.slice(0, limit).replace(HOSTILE_TEXT, '\ufffd')
  return text.length > limit ? `${shown}…` : shown
}
