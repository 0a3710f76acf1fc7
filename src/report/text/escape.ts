import { sanitize } from './sanitize.ts'

const ENTITIES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** Text of HTML or XML, in an element or a quoted attribute. */
export const escapeMarkup = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '')

/** Text of XML 1.0, which forbids control characters even when escaped (§2.2). */
export const escapeXml = (text: string): string => escapeMarkup(sanitize(text, 2000))
