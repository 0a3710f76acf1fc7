/** RFC 3339 §5.6: date-time, or undefined for what is no time; it has no year beyond 9999. */
export const dateTime = (text: string): string | undefined => {
  const time = Date.parse(text)
  const iso = Number.isNaN(time) ? undefined : new Date(time).toISOString()
  return iso?.match(/^\d{4}-/) ? iso : undefined
}
