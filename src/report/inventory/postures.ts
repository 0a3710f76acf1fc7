import type { AuthenticationCategory, Headline, Tier } from '../../model/assessment.ts'
import postures from './postures.json' with { type: 'json' }

/** What a category is called in reports, and what it means. */
export type Posture<Category> = { category: Category; label: string; meaning: string }

/** Of the key exchange as clients get it, the most urgent first. */
export const KEY_EXCHANGE = postures.keyExchange as readonly Posture<Headline>[]

/** Of the server’s authentication, the most urgent first. */
export const AUTHENTICATION = postures.authentication as readonly Posture<AuthenticationCategory>[]

/** How sensitive the data is, the worst first. Unknown ranks above public data. */
export const TIERS = postures.tiers as readonly { tier: Tier; label: string }[]

/** Why the key exchange is unknown, by the state of an address or the service at it. */
export const UNKNOWN_BECAUSE: Readonly<Record<string, string>> = postures.unknownBecause
