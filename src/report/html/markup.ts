import { escapeMarkup } from '../text/escape.ts'
import { number } from '../text/phrases.ts'
import { sanitize, sanitizeLines } from '../text/sanitize.ts'

/** HTML that may be written to the page. Only `html` and `trusted` make it. */
export class Markup {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }
}

/** What a template takes: text is sanitized and escaped, markup is written as it is, undefined is nothing. */
export type Part = Markup | string | number | undefined | readonly Part[]

/** Text in a template is cut to so many characters; `upTo` sets another limit. */
const MAX_TEXT = 300

/** HTML in which all text is inert, in elements and in quoted attributes. */
export const html = (strings: TemplateStringsArray, ...parts: readonly Part[]): Markup => {
  let text = strings[0] ?? ''
  for (const [i, part] of parts.entries()) text += written(part) + (strings[i + 1] ?? '')
  return new Markup(text)
}

export const upTo = (maxLength: number, text: string): Markup =>
  new Markup(escapeMarkup(sanitize(text, maxLength)))

export const lines = (text: string, maxLines: number): Markup =>
  new Markup(sanitizeLines(text, maxLines).map(escapeMarkup).join('\n'))

/** Text or drawings of this program: text from the network in them has been made inert before. */
export const trusted = (text: string): Markup => new Markup(text)

const written = (part: Part): string => {
  if (part === undefined) return ''
  if (part instanceof Markup) return part.text
  if (typeof part === 'number') return String(part)
  return typeof part === 'string' ? escapeMarkup(sanitize(part, MAX_TEXT)) : part.map(written).join('')
}

/** `a, b and 3 more`: at most so many of them. */
export const listed = (items: readonly Part[], most: number): Markup[] => {
  const shown = items.slice(0, most)
  const more = items.length - shown.length
  return shown.map((item, i) => {
    const isLast = i === shown.length - 1
    return html`${item}${isLast ? (more > 0 ? ` and ${number(more)} more` : '') : ', '}`
  })
}
