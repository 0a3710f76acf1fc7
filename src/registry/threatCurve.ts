/** The probability of a quantum computer that breaks RSA-2048 within a day, by years after `from`. */
export const THREAT_CURVE = {
  from: '2025-12-31',
  /** Probabilities: `low` by the cautious experts, `high` by the others. */
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

/** Linear between the points, from (0, 0); flat after the last. */
const interpolate = (points: readonly (readonly [number, number])[], x: number): number => {
  let [x0, y0] = [0, 0]
  for (const [x1, y1] of points) {
    if (x <= x1) return y0 + ((x - x0) / (x1 - x0)) * (y1 - y0)
    ;[x0, y0] = [x1, y1]
  }
  return y0
}

const curve = (side: 'low' | 'high') =>
  THREAT_CURVE.points.map((point) => [point.years, point[side]] as const)

const CURVES = { low: curve('low'), high: curve('high') }

export const probabilityWithin = (years: number, side: 'low' | 'high'): number =>
  interpolate(CURVES[side], years)

/** Years until the probability is reached; those of the last point if it never is. */
export const yearsUntil = (probability: number, side: 'low' | 'high'): number =>
  interpolate(
    CURVES[side].map(([years, reached]) => [reached, years]),
    probability,
  )
