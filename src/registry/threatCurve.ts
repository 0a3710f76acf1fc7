import table from './threatCurve.json' with { type: 'json' }

/**
 * The probability of a quantum computer that breaks RSA-2048 within a day, by years after `from`: `low` by the cautious experts,
 * `high` by the others.
 */
export const THREAT_CURVE = table

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
