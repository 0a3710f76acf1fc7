/** How likely a quantum computer that breaks RSA-2048 within a day is, by how many years from `from`. */
export const THREAT_CURVE = {
  from: '2025-12-31',
  /** `low`: as the cautious of the experts see it, `high`: the others. Shares of 1. */
  points: [
    { years: 5, low: 0.05, high: 0.15 },
    { years: 10, low: 0.28, high: 0.49 },
    { years: 15, low: 0.51, high: 0.7 },
    { years: 20, low: 0.69, high: 0.86 },
    { years: 30, low: 0.81, high: 0.93 },
  ],
  source:
    'Global Risk Institute, Quantum Threat Timeline Report 2025 (26 experts), read in secondary sources',
  asOf: '2026-11-22',
} as const

/** The odds within so many years from the curve's day: linear between its points, flat after the last. */
export const oddsWithin = (years: number, side: 'low' | 'high'): number => {
  let before = { years: 0, odds: 0 }
  for (const point of THREAT_CURVE.points) {
    const at = { years: point.years, odds: point[side] }
    if (years <= at.years) {
      return before.odds + ((years - before.years) / (at.years - before.years)) * (at.odds - before.odds)
    }
    before = at
  }
  return before.odds
}

/** The other way round: years until the odds are reached; the last point's where they never are. */
export const yearsUntil = (odds: number, side: 'low' | 'high'): number => {
  let before = { years: 0, odds: 0 }
  for (const point of THREAT_CURVE.points) {
    const at = { years: point.years, odds: point[side] }
    if (at.odds >= odds) {
      return before.years + ((odds - before.odds) / (at.odds - before.odds)) * (at.years - before.years)
    }
    before = at
  }
  return before.years
}
