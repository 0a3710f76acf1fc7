import { z } from 'zod'
import { Assessment } from './assessment.ts'
import { Endpoint, Ownership, Seen } from './endpoint.ts'
import { Interrupted } from './state.ts'

/** One endpoint of `scan --json`: its sources, observations and assessment. */
export const InventoryEndpoint = Endpoint.extend({
  ...Seen.shape,
  /** What its owner says of it. */
  ownership: Ownership.optional(),
  /** Ids of the authorization servers whose tokens it accepts. */
  trusts: z.array(z.string()).optional(),
  assessment: Assessment,
})
export type InventoryEndpoint = z.infer<typeof InventoryEndpoint>

/** What became of one `--fail-on`: how many endpoints fail it, and of how many it cannot be said. */
export const GateResult = z.object({
  name: z.string(),
  meaning: z.string(),
  failed: z.number().int(),
  undecided: z.number().int(),
  /** Where some are undecided: an undecided gate has not passed. */
  reason: z.literal('gate-undecided').optional(),
  /** The first endpoint that leaves it undecided, and why. */
  because: z.string().optional(),
})
export type GateResult = z.infer<typeof GateResult>

export const Summary = z.object({
  endpoints: z.number().int(),
  probed: z.number().int(),
  unreachable: z.number().int(),
  /** Addresses of ranges on which no port answered. They are not endpoints. */
  silentAddresses: z.number().int(),
  interrupted: z.boolean(),
  keyExchange: z.record(z.string(), z.number().int()),
  authentication: z.record(z.string(), z.number().int()),
  /** In the order of the command line; absent without --fail-on. */
  gates: z.array(GateResult).optional(),
})
export type Summary = z.infer<typeof Summary>

/** Who confirmed that public networks may be scanned, when (ISO 8601), and for which ranges and addresses. */
export const Authorization = z.object({ who: z.string(), when: z.string(), scope: z.array(z.string()) })

/** The document of `scan --json`. */
export const Inventory = z.object({
  schemaVersion: z.literal('1'),
  tool: z.object({ name: z.string(), version: z.string() }),
  startedAt: z.string(),
  finishedAt: z.string(),
  authorization: Authorization.optional(),
  endpoints: z.array(InventoryEndpoint),
  summary: Summary,
  interrupted: Interrupted,
})
export type Inventory = z.infer<typeof Inventory>
