import { z } from 'zod'
import { GateResult } from './inventory.ts'
import { Interrupted } from './state.ts'

/**
 * The change of an endpoint; the first verdict that applies. `worse` and `better` refer to its posture: key exchange,
 * authentication, versions, trust. `not-seen`: one of the scans did not reach it or was interrupted before it, so that the
 * change is unknown.
 */
export const Verdict = z.enum(['worse', 'new', 'gone', 'not-seen', 'better', 'changed'])
export type Verdict = z.infer<typeof Verdict>

export const ChangeKind = z.enum([
  'new',
  'gone',
  'not-seen',
  'not-seen-before',
  'key-exchange',
  'preferred-group',
  'classical-accepted',
  'tls-version',
  'authentication',
  'trust',
  'certificate',
  'finding',
  'tools',
  'risk',
])
export type ChangeKind = z.infer<typeof ChangeKind>

/** One change. `neither`: it makes the endpoint neither worse nor better, or that is unknown. */
export const Change = z.object({
  kind: ChangeKind,
  direction: z.enum(['worse', 'better', 'neither']),
  before: z.string().optional(),
  after: z.string().optional(),
  details: z.array(z.string()).optional(),
  /** The id of the finding that is new or gone, for the kind `finding`. */
  finding: z.string().optional(),
})
export type Change = z.infer<typeof Change>

export const EndpointDiff = z.object({
  id: z.string(),
  url: z.string(),
  /** What a configuration or a registry calls it. */
  name: z.string().optional(),
  verdict: Verdict,
  changes: z.array(Change).min(1),
})
export type EndpointDiff = z.infer<typeof EndpointDiff>

/** `name`: the id of a scan, or the name of a file. */
export const DiffSide = z.object({
  name: z.string(),
  startedAt: z.string(),
  finishedAt: z.string(),
  tool: z.object({ name: z.string(), version: z.string() }),
  endpoints: z.number().int(),
  interrupted: z.boolean(),
})
export type DiffSide = z.infer<typeof DiffSide>

export const DiffSummary = z.object({
  unchanged: z.number().int(),
  verdicts: z.record(Verdict, z.number().int()),
  /** Endpoints with at least one such change, by `kind` or, if it has a direction, `kind:direction`. */
  changes: z.record(z.string(), z.number().int()),
  /** In the order of the command line; absent without --fail-on. */
  gates: z.array(GateResult).optional(),
})
export type DiffSummary = z.infer<typeof DiffSummary>

/** The document of `diff --json`: the endpoints by id. */
export const Diff = z.object({
  schemaVersion: z.literal('1'),
  before: DiffSide,
  after: DiffSide,
  endpoints: z.array(EndpointDiff),
  summary: DiffSummary,
  interrupted: Interrupted,
})
export type Diff = z.infer<typeof Diff>
