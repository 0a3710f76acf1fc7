import type { Assessment, Tier } from '../model/assessment.ts'
import type { AddressFacts } from '../model/endpoint.ts'
import { oddsWithin } from '../registry/threatCurve.ts'
import { exposures } from './exposure.ts'

/** What a risk is made of: everything that has been judged, and what was seen. */
export type RiskInput = Omit<Assessment, 'risk' | 'findings' | 'undetermined'> & {
  addresses: readonly AddressFacts[]
  /** Secrets that a configuration sends along, or a challenge for a token. */
  credentialsInTransit: boolean
}

/** One thing that raises the risk: a share from 0 to 1, and why. */
export type Weighed = { weight: number; why: string }

/** What a disclosure would cost, as a share of the worst. In the order of TIERS: unknown ranks above public. */
const SENSITIVITY: Record<Tier, number> = { critical: 1, high: 0.8, moderate: 0.5, unknown: 0.45, low: 0.15 }

/**
 * 0 to 100: `100 × sensitivity × (1 − (1 − K)(1 − A)(1 − E)(1 − B))`, as docs/risk.md explains.
 *
 * K, A, E and B are the worst that is true of the key exchange, the authentication, the exposure and the breadth of
 * the tools. K of what only a quantum computer can break is weighed by the odds that there is one within the data's
 * shelf life (Mosca). Worse posture or more sensitive data never lowers the score.
 */
export const assessRisk = (input: RiskInput): Assessment['risk'] => {
  const { tier, shelfLifeYears } = input.sensitivity
  const { keyExchange, authentication, exposure, breadth } = exposures(input, urgency(shelfLifeYears))
  const worst = [keyExchange, authentication, exposure, breadth].map(heaviest)
  const spared = worst.reduce((product, found) => product * (1 - (found?.weight ?? 0)), 1)
  return {
    score: Math.round(100 * SENSITIVITY[tier] * (1 - spared)),
    drivers: [
      dataDriver(input),
      ...keyExchange
        .toSorted(heaviestFirst)
        .slice(0, 2)
        .map(({ why }) => why),
      ...worst.slice(1).flatMap((found) => (found && found.weight >= WORTH_SAYING ? [found.why] : [])),
    ],
  }
}

/** Below this a factor changes the score by a point or two and would only hide the others. */
const WORTH_SAYING = 0.1

const heaviestFirst = (a: Weighed, b: Weighed): number => b.weight - a.weight

const heaviest = (found: readonly Weighed[]): Weighed | undefined => found.toSorted(heaviestFirst)[0]

const dataDriver = ({ sensitivity: { tier, classes } }: RiskInput): string =>
  classes.length === 0
    ? 'what data it carries is unknown'
    : `carries ${classes.map((one) => one.class).join(', ')} data (${tier})`

/** Years that a migration takes from the day it is decided: Mosca's y. */
const MIGRATION_YEARS = 3

/** Years to assume where nobody said how long the data must stay secret. */
const UNKNOWN_SHELF_LIFE = 1

/**
 * Mosca's inequality with odds in the place of a date: how likely it is that a quantum computer exists within shelf
 * life and migration time, in the middle of the experts' range. At least 0.7, because nobody knows.
 */
const urgency = (shelfLifeYears: readonly [number, number] | null): number => {
  const years = (shelfLifeYears?.[1] ?? UNKNOWN_SHELF_LIFE) + MIGRATION_YEARS
  return 0.7 + 0.3 * ((oddsWithin(years, 'low') + oddsWithin(years, 'high')) / 2)
}
