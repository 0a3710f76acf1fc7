import type { AuthenticationCategory, KeyExchangeCategory, Tier } from '../../model/assessment.ts'
import { html, type Markup } from './markup.ts'

type AnyCategory = KeyExchangeCategory | AuthenticationCategory

/** What a category is called, and what it means to whoever decides. */
export type Posture<Category extends AnyCategory> = { category: Category; label: string; meaning: string }

/** Of the key exchange, the most urgent first. */
export const KEY_EXCHANGE: readonly Posture<KeyExchangeCategory>[] = [
  { category: 'plaintext', label: 'In the clear', meaning: 'anyone on the way can read it today' },
  {
    category: 'classical',
    label: 'Classical',
    meaning: 'what is recorded today can be read once a quantum computer exists',
  },
  {
    category: 'legacy-draft',
    label: 'Obsolete draft',
    meaning: 'an early draft of post-quantum key exchange, to be replaced',
  },
  { category: 'unknown', label: 'Unknown', meaning: 'its key exchange could not be found out' },
  {
    category: 'hybrid',
    label: 'Hybrid',
    meaning: 'recording now to decrypt later gains nothing, where the client can do it too',
  },
  { category: 'pqc', label: 'Post-quantum', meaning: 'post-quantum alone' },
]

/** Of how it proves who it is. */
export const AUTHENTICATION: readonly Posture<AuthenticationCategory>[] = [
  { category: 'none', label: 'None', meaning: 'it does not prove who it is' },
  {
    category: 'classical',
    label: 'Classical',
    meaning: 'a quantum computer could forge it; nothing that is recorded today is at stake',
  },
  { category: 'unknown', label: 'Unknown', meaning: 'its certificates were not seen' },
  { category: 'pqc', label: 'Post-quantum', meaning: 'its certificate resists' },
]

/** How sensitive the data is, the worst first. Unknown ranks above public data. */
export const TIERS: readonly { tier: Tier; label: string }[] = [
  { tier: 'critical', label: 'Critical' },
  { tier: 'high', label: 'High' },
  { tier: 'moderate', label: 'Moderate' },
  { tier: 'unknown', label: 'Unknown' },
  { tier: 'low', label: 'Low' },
]

/** Traffic that is, or will be, read by whoever records it. */
export const isExposed = (category: KeyExchangeCategory): boolean =>
  category === 'plaintext' || category === 'classical' || category === 'legacy-draft'

/** A mark whose shape and filling say the posture, before the words that say it. */
export const mark = (category: AnyCategory): Markup =>
  html`<i class="mark ${category}" aria-hidden="true"></i>`
