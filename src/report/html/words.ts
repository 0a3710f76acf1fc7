import { html, type Markup, type Part } from './markup.ts'

/** `1 endpoint`, `14,000 endpoints`. */
export const plural = (count: number, noun: string, nouns = `${noun}s`): string =>
  `${number(count)} ${count === 1 ? noun : nouns}`

export const number = (count: number): string => count.toLocaleString('en-GB')

/** `a, b and 3 more`: at most so many of them. */
export const listed = (items: readonly Part[], most: number): Markup[] => {
  const shown = items.slice(0, most)
  const more = items.length - shown.length
  return shown.map((item, i) => {
    const isLast = i === shown.length - 1
    return html`${item}${isLast ? (more > 0 ? ` and ${number(more)} more` : '') : ', '}`
  })
}

/** `22 Nov 2026, 10:18 UTC`; what is no date stands as it is. */
export const moment = (iso: string): Markup => time(iso, MOMENT, ' UTC')

/** `22 Nov 2026`. */
export const day = (iso: string): Markup => time(iso, DAY, '')

const time = (iso: string, format: Intl.DateTimeFormat, zone: string): Markup => {
  const at = Date.parse(iso)
  return Number.isNaN(at)
    ? html`${iso}`
    : html`<time datetime="${new Date(at).toISOString()}">${format.format(at)}${zone}</time>`
}

const DAY = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  timeZone: 'UTC',
})

const MOMENT = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  timeZone: 'UTC',
})

export const ms = (value: number): string => `${value < 10 ? value.toFixed(2) : value.toFixed(1)} ms`
