import { z } from 'zod'
import { Assessment } from './assessment.ts'
import { DiscoveryProblem, Endpoint, Ownership, Seen } from './endpoint.ts'
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
  /**
   * Why it has not passed, although no endpoint fails it: some are undecided, no endpoint was found, a settings file
   * excludes an endpoint that an argument names, or a source was not read completely.
   */
  reason: z.enum(['gate-undecided', 'no-endpoints', 'argument-excluded', 'source-incomplete']).optional(),
  /** The first endpoint that is undecided or excluded, or the first such source, and why. */
  because: z.string().optional(),
})
export type GateResult = z.infer<typeof GateResult>

/**
 * A settings file that was read. `working-directory`: it was found there and not named, so it may have been planted, and only
 * its names of owners and environments count; `ignored` says what does not.
 */
export const SettingsFile = z.object({
  path: z.string(),
  origin: z.enum(['named', 'user', 'working-directory']),
  ignored: z.array(z.string()).optional(),
})
export type SettingsFile = z.infer<typeof SettingsFile>

/** An endpoint that was not probed because a settings file excludes it. `argument`: the command line names it. */
export const ExcludedEndpoint = z.object({
  url: z.string(),
  by: z.string(),
  argument: z.literal(true).optional(),
})
export type ExcludedEndpoint = z.infer<typeof ExcludedEndpoint>

export const Summary = z.object({
  endpoints: z.number().int(),
  probed: z.number().int(),
  unreachable: z.number().int(),
  /** Addresses of ranges on which no port answered. They are not endpoints. */
  silentAddresses: z.number().int(),
  interrupted: z.boolean(),
  keyExchange: z.record(z.string(), z.number().int()),
  authentication: z.record(z.string(), z.number().int()),
  /** By what the client runtimes get that can do post-quantum key exchange. Absent in documents of earlier versions. */
  clientsGet: z.record(z.string(), z.number().int()).optional(),
  /** In the order of the command line; absent without --fail-on. */
  gates: z.array(GateResult).optional(),
  /** Absent if there was none. */
  settings: z.array(SettingsFile).optional(),
  /** Without addresses of ranges; absent if there is none. */
  excluded: z.array(ExcludedEndpoint).optional(),
  /** Sources that may name more endpoints, because they were not read completely: the first hundred. Absent if there is none. */
  incomplete: z.array(DiscoveryProblem).optional(),
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
