import type { AuthenticationCategory, KeyExchangeCategory, Tier } from '../../model/assessment.ts'

/** What a category is called in reports, and what it means. */
export type Posture<Category> = { category: Category; label: string; meaning: string }

/** Of the key exchange, the most urgent first. */
export const KEY_EXCHANGE: readonly Posture<KeyExchangeCategory>[] = [
  {
    category: 'plaintext',
    label: 'Plaintext',
    meaning: 'readable today by anyone on the network path',
  },
  {
    category: 'classical',
    label: 'Classical',
    meaning: 'traffic recorded today can be decrypted once a quantum computer exists',
  },
  {
    category: 'legacy-draft',
    label: 'Obsolete draft',
    meaning: 'a pre-standard draft of post-quantum key exchange, to be replaced',
  },
  { category: 'unknown', label: 'Unknown', meaning: 'the key exchange could not be determined' },
  {
    category: 'hybrid',
    label: 'Hybrid',
    meaning: 'protected against harvest-now-decrypt-later for clients that support it',
  },
  {
    category: 'pqc',
    label: 'Post-quantum',
    meaning: 'the server’s best group is ML-KEM without a classical part',
  },
]

/** Of the server’s authentication, the most urgent first. */
export const AUTHENTICATION: readonly Posture<AuthenticationCategory>[] = [
  { category: 'none', label: 'None', meaning: 'the server is not authenticated' },
  {
    category: 'classical',
    label: 'Classical',
    meaning: 'can be forged once a quantum computer exists; traffic recorded today is not affected',
  },
  { category: 'unknown', label: 'Unknown', meaning: 'no certificate was seen' },
  { category: 'pqc', label: 'Post-quantum', meaning: 'post-quantum signatures' },
]

/** How sensitive the data is, the worst first. Unknown ranks above public data. */
export const TIERS: readonly { tier: Tier; label: string }[] = [
  { tier: 'critical', label: 'Critical' },
  { tier: 'high', label: 'High' },
  { tier: 'moderate', label: 'Moderate' },
  { tier: 'unknown', label: 'Unknown' },
  { tier: 'low', label: 'Low' },
]
