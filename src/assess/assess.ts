import type { Assessment } from '../model/assessment.ts'
import type { Observation } from '../model/endpoint.ts'
import { assessAuthentication } from './authentication.ts'
import { assessKeyExchange } from './keyExchange.ts'
import { assessRisk } from './risk.ts'

/** What an observation means. `now` decides what has expired. */
export const assess = ({ addresses }: Observation, now: Date): Assessment => {
  const judged = {
    keyExchange: assessKeyExchange(addresses),
    authentication: assessAuthentication(addresses, now),
    sensitivity: { tier: 'unknown' as const, classes: [], shelfLifeYears: null },
  }
  return { ...judged, risk: assessRisk(judged, addresses) }
}
