import { html, type Markup } from './markup.ts'

/** `22 Nov 2026, 10:18 UTC`; text that is not a date is shown as it is. */
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
