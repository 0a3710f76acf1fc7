import { z } from 'zod'

/** What an endpoint's owner says of it. Their word counts more than what was inferred. */
export const Ownership = z.object({
  owner: z.string().optional(),
  environment: z.string().optional(),
  /** Who operates it, where that is not us. */
  vendor: z.string().optional(),
  classes: z.array(z.string()).optional(),
  shelfLifeYears: z.tuple([z.number(), z.number()]).optional(),
  /** The risk is accepted until a day (ISO 8601). */
  accept: z.object({ until: z.iso.date(), reason: z.string().optional() }).optional(),
  /** The day on which it will be switched off (ISO 8601). */
  switchOff: z.iso.date().optional(),
  /** Where it is said: the file with the lines of its rules. */
  evidence: z.array(z.string()),
})
export type Ownership = z.infer<typeof Ownership>
