import { HOSTILE_TEXT } from '../registry/hostileText.ts'

/** Text from a file, safe to store and show: one line of at most `limit` visible characters. */
export const plainText = (text: string, limit = 200): string => {
  const shown = text.slice(0, limit).replace(HOSTILE_TEXT, '\ufffd')
  return text.length > limit ? `${shown}…` : shown
}
