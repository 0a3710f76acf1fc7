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
