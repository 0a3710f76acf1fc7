/** `14,000`. */
export const number = (count: number): string => count.toLocaleString('en-GB')

/** `1 endpoint`, `14,000 endpoints`. */
export const plural = (count: number, noun: string, nouns = `${noun}s`): string =>
  `${number(count)} ${count === 1 ? noun : nouns}`

/** A time in milliseconds without its unit: `2.50`, `12.5`. */
export const decimal = (value: number): string => (value < 10 ? value.toFixed(2) : value.toFixed(1))

export const milliseconds = (value: number): string => `${decimal(value)} ms`

/** What is known of some parts, with spaces between them. */
export const known = (...parts: readonly (string | number | undefined)[]): string =>
  parts.filter((part) => part !== undefined).join(' ')

/** An answer that may be missing: unknown is not no. */
export const yesOrNo = (answer: boolean | null | undefined): 'yes' | 'no' | 'unknown' =>
  answer === true ? 'yes' : answer === false ? 'no' : 'unknown'

/** `a, b and 3 more`: at most so many of them. */
export const listed = (names: readonly string[], most: number): string => {
  const shown = names.slice(0, most).join(', ')
  return names.length > most ? `${shown} and ${number(names.length - most)} more` : shown
}

/** `2026-11-22 10:15`, of an ISO 8601 time in UTC. */
export const minute = (iso: string): string => iso.slice(0, 16).replace('T', ' ')

/** `2026-11-22`, UTC. @throws {RangeError} for what is not a time. */
export const day = (time: number): string => new Date(time).toISOString().slice(0, 10)

/** RFC 3339 §5.6: date-time. Undefined for what is not a time, and for years beyond 9999. */
export const dateTime = (text: string): string | undefined => {
  const time = Date.parse(text)
  const iso = Number.isNaN(time) ? undefined : new Date(time).toISOString()
  return iso?.match(/^\d{4}-/) ? iso : undefined
}
