import { sanitize } from './sanitize.ts'

/**
 * Text from the network, sanitized. Only what Markdown or HTML would read as markup is escaped, so that the source stays
 * readable: an underscore within a word is not markup (CommonMark §6.2), and blocks begin only at the start of a line.
 * GitHub and GitLab notify the user whom an @ names, even if it is escaped: it becomes another character.
 */
export const escapeMarkdown = (text: string, maxLength: number): string =>
  sanitize(text, maxLength)
    .trim()
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replace(/(?<!\w)@/g, '＠')
    .replace(/[\\`*[\]{}|~]|^[-+=#>]|(?<=^\d{1,9})[.)]|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, '\\$&')

/**
 * Text as it is, without mentions and links. A code span has no escapes (CommonMark §6.1), and in a table a vertical
 * bar ends the cell even there.
 */
export const codeSpan = (text: string, maxLength: number): string => {
  const inert = sanitize(text, maxLength).replaceAll('`', "'").replaceAll('|', '¦').trim()
  return inert === '' ? '' : `\`${inert}\``
}

/** A table of GitHub Flavored Markdown. The cells are Markdown. */
export const markdownTable = (titles: readonly string[], rows: readonly (readonly string[])[]): string =>
  [titles, titles.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n')
