/** Calendar dates without a time of day: ISO 8601, UTC. */
export const addDays = (date: string, days: number): string => {
  const at = new Date(`${date}T00:00:00Z`)
  at.setUTCDate(at.getUTCDate() + days)
  return at.toISOString().slice(0, 10)
}

export const daysBetween = (from: string, to: string): number =>
  Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000)

/** A year counts as 365.25 days: what is added here are estimates. */
export const addYears = (date: string, years: number): string => addDays(date, Math.round(years * 365.25))
