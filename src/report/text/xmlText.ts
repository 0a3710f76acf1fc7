import { sanitize } from './sanitize.ts'

const ENTITIES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
}

/** Text and attribute values alike. XML 1.0 §2.2 has no place for control characters, not even escaped. */
export const escapeXml = (text: string): string =>
  sanitize(text, 2000).replace(/[&<>"']/g, (mark) => ENTITIES[mark] as string)
