import { clean } from './clean.ts'

/** Text from the network, cleaned, and with what Markdown or HTML would read as markup escaped. */
export const escapeMarkdown = (text: string, maxLength: number): string =>
  clean(text, maxLength)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replace(/[\\`*_[\]{}()#+!|~>-]/g, '\\$&')
