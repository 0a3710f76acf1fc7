import { z } from 'zod'
import { Assessment } from './assessment.ts'
import { AddressFacts, Endpoint } from './endpoint.ts'

/** One endpoint as `scan --json` shows it: where it was found, what was seen, what it means. */
export const InventoryEndpoint = Endpoint.extend({
  problem: z.object({ code: z.string(), message: z.string() }).optional(),
  addresses: z.array(AddressFacts),
  assessment: Assessment,
})
export type InventoryEndpoint = z.infer<typeof InventoryEndpoint>

export const Summary = z.object({
  endpoints: z.number().int(),
  probed: z.number().int(),
  unreachable: z.number().int(),
  /** Addresses of ranges where nothing listens: not endpoints. */
  silentAddresses: z.number().int(),
  interrupted: z.boolean(),
  keyExchange: z.record(z.string(), z.number().int()),
  authentication: z.record(z.string(), z.number().int()),
})
export type Summary = z.infer<typeof Summary>

/** The document of `scan --json`. */
export const Inventory = z.object({
  schemaVersion: z.literal('1'),
  tool: z.object({ name: z.string(), version: z.string() }),
  startedAt: z.string(),
  finishedAt: z.string(),
  endpoints: z.array(InventoryEndpoint),
  summary: Summary,
})
export type Inventory = z.infer<typeof Inventory>
