import { sanitize } from './sanitize.ts'

/**
 * Text from the network, cleaned, and with what Markdown or HTML would read as markup escaped, and nothing else: people
 * read it as it stands, too. Within a word an underscore is no markup (CommonMark §6.2); what begins a block does so at
 * the beginning of a line alone. GitHub and GitLab notify whoever an @ names, escaped or not: that one becomes another
 * character.
 */
export const escapeMarkdown = (text: string, maxLength: number): string =>
  sanitize(text, maxLength)
    .trim()
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replace(/(?<!\w)@/g, '＠')
    .replace(/[\\`*[\]{}|~]|^[-+=#>]|(?<=^\d{1,9})[.)]|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, '\\$&')

/**
 * Text that keeps its letters and is nothing but letters: no mention, no link. A code span has no escapes (CommonMark
 * §6.1), and a table ends its cell at a vertical bar even there.
 */
export const codeSpan = (text: string, maxLength: number): string => {
  const inert = sanitize(text, maxLength).replaceAll('`', "'").replaceAll('|', '¦').trim()
  return inert === '' ? '' : `\`${inert}\``
}

/** A table of GitHub Flavored Markdown. The cells are Markdown already. */
export const markdownTable = (titles: readonly string[], rows: readonly (readonly string[])[]): string =>
  [titles, titles.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n')
