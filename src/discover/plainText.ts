import { HOSTILE_TEXT } from '../registry/hostileText.ts'
import { HIDDEN, isIssued } from './secrets/redact.ts'

/** Text from a file, safe to store and show: one line of at most `limit` visible characters, and not an issued secret. */
export const plainText = (text: string, limit = 200): string => {
  if (isIssued(text)) return HIDDEN
  const shown = text.slice(0, limit).replace(HOSTILE_TEXT, '\ufffd')
  return text.length > limit ? `${shown}…` : shown
}
