import { addDays } from '../../model/day.ts'
import type { Plan } from '../../model/plan.ts'
import { plural } from '../text/phrases.ts'
import { sanitize } from '../text/sanitize.ts'

/** RFC 5545: an all-day event for each wave, each deadline to come, and each day on which to check again. */
export const planCalendar = (plan: Plan): string =>
  [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//mcp-pqc//plan//EN',
    ...eventsOf(plan).flatMap((event) => lines(event, plan.asOf)),
    'END:VCALENDAR',
    '',
  ].join('\r\n')

type Event = { uid: string; start: string; end?: string; summary: string; description: string }

const eventsOf = ({ waves, asOf }: Plan): Event[] => {
  const open = waves.flatMap(({ items }) => items).filter(({ status }) => status !== 'done')
  return [
    ...waves.map(({ wave, name, start, end, items }) => ({
      uid: `wave-${wave}`,
      start,
      end,
      summary: `${name}: ${plural(items.length, 'item')}`,
      description: items.map(({ name: called, url }) => called ?? url).join(', '),
    })),
    ...open
      .filter(({ deadline }) => deadline.date >= asOf)
      .map(({ endpoint, track, url, deadline }) => ({
        uid: `deadline-${endpoint}-${track}`,
        start: deadline.date,
        summary: `Deadline (${deadline.mandate}): ${url}`,
        description: deadline.clause,
      })),
    ...open.flatMap(({ endpoint, track, url, recheck, blockedBy }) => {
      const uid = `recheck-${endpoint}-${track}`
      const event = { uid, summary: `Check again: ${url}`, description: blockedBy.join('; ') }
      return recheck === undefined ? [] : [{ ...event, start: recheck }]
    }),
  ]
}

const lines = ({ uid, start, end = start, summary, description }: Event, asOf: string): string[] =>
  [
    'BEGIN:VEVENT',
    `UID:${escaped(uid)}@mcp-pqc`,
    `DTSTAMP:${compact(asOf)}T000000Z`,
    `DTSTART;VALUE=DATE:${compact(start)}`,
    // DTEND is the day after the last one (RFC 5545 §3.6.1).
    `DTEND;VALUE=DATE:${compact(addDays(end, 1))}`,
    `SUMMARY:${escaped(summary)}`,
    `DESCRIPTION:${escaped(description)}`,
    'END:VEVENT',
  ].map(fold)

const compact = (date: string): string => date.replaceAll('-', '')

/** RFC 5545 §3.3.11. */
const escaped = (text: string): string => sanitize(text, 1000).replace(/[\\;,]/g, '\\$&')

const MAX_OCTETS = 75

/** RFC 5545 §3.1: lines of at most 75 octets, folded between characters. */
const fold = (line: string): string => {
  const parts: string[] = []
  let part = ''
  let octets = 0
  for (const character of line) {
    const length = Buffer.byteLength(character)
    if (octets + length > MAX_OCTETS) {
      parts.push(part)
      part = ' '
      octets = 1
    }
    part += character
    octets += length
  }
  return [...parts, part].join('\r\n')
}
