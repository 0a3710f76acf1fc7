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

/** What the client runtimes get that can do post-quantum key exchange: all of them, none (`classical`), or some. */
export const ClientsGet = z.enum(['pqc', 'hybrid', 'classical', 'mixed', 'unknown'])
export type ClientsGet = z.infer<typeof ClientsGet>

/** What reports say of a key exchange: what clients get, where that is less than what the endpoint accepts. */
export const Headline = z.enum([...KeyExchangeCategory.options, 'mixed'])
export type Headline = z.infer<typeof Headline>

export const AuthenticationCategory = z.enum(['pqc', 'classical', 'none', 'unknown'])
export type AuthenticationCategory = z.infer<typeof AuthenticationCategory>

export const Tier = z.enum(['critical', 'high', 'moderate', 'low', 'unknown'])
export type Tier = z.infer<typeof Tier>

/** One weakness of one endpoint: a row of docs/findings.md holds here. */
export const Finding = z.object({
  id: z.string(),
  level: z.enum(['error', 'warning', 'note']),
  /** What was seen, in a sentence; text from the network in it is as it came. */
  evidence: z.string(),
  /** The one address that shows it; absent where every address does, or where it is not about an address. */
  address: z.string().optional(),
  /** Tells it apart from another finding with the same id at the same endpoint. */
  key: z.string().optional(),
  /** The file that shows it, where one does. */
  place: z.object({ path: z.string(), line: z.number().int().positive().optional() }).optional(),
  /** Id of another finding of this endpoint with the same cause that says more: reports show that one alone. */
  coveredBy: z.string().optional(),
})
export type Finding = z.infer<typeof Finding>

/** A finding that can neither be confirmed nor ruled out, and why. */
export const Undetermined = z.object({ id: z.string(), reason: z.string(), address: z.string().optional() })
export type Undetermined = z.infer<typeof Undetermined>

/** Key exchange and authentication are assessed separately: harvest-now-decrypt-later threatens only the first today. */
export const Assessment = z.object({
  /** Absent in documents of earlier versions: made again whenever a document is read. */
  findings: z.array(Finding).default([]),
  undetermined: z.array(Undetermined).default([]),
  keyExchange: z.object({
    category: KeyExchangeCategory,
    preferred: z.string().optional(),
    /** Absent in documents of earlier versions. */
    clientsGet: ClientsGet.default('unknown'),
    /** null: not tested, or no answer. */
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
