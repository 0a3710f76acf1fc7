import { z } from 'zod'

export const KeyExchangeCategory = z.enum([
  'pqc',
  'hybrid',
  'classical',
  'legacy-draft',
  'plaintext',
  'unknown',
])
export type KeyExchangeCategory = z.infer<typeof KeyExchangeCategory>

export const AuthenticationCategory = z.enum(['pqc', 'classical', 'none', 'unknown'])
export type AuthenticationCategory = z.infer<typeof AuthenticationCategory>

export const Tier = z.enum(['critical', 'high', 'moderate', 'low', 'unknown'])
export type Tier = z.infer<typeof Tier>

/** What an observation means. Key exchange and authentication are judged apart: harvest-now-decrypt-later threatens the first today. */
export const Assessment = z.object({
  keyExchange: z.object({
    category: KeyExchangeCategory,
    preferred: z.string().optional(),
    /** null: nobody looked, or nothing answered. */
    classicalAccepted: z.boolean().nullable(),
    reasons: z.array(z.string()),
  }),
  authentication: z.object({
    category: AuthenticationCategory,
    weakest: z.string().optional(),
    reasons: z.array(z.string()),
  }),
  sensitivity: z.object({
    tier: Tier,
    classes: z.array(z.object({ class: z.string(), confidence: z.number(), evidence: z.array(z.string()) })),
    shelfLifeYears: z.tuple([z.number(), z.number()]).nullable(),
    /** Whether its tools only read. */
    access: z.enum(['read', 'write', 'unknown']),
  }),
  risk: z.object({ score: z.number().min(0).max(100), drivers: z.array(z.string()) }),
})
export type Assessment = z.infer<typeof Assessment>
