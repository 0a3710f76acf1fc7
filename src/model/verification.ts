import { z } from 'zod'
import { REQUIREMENTS } from './questions/names.ts'
import { Interrupted } from './state.ts'

export const Requirement = z.enum(REQUIREMENTS)
export type Requirement = z.infer<typeof Requirement>

export const CheckResult = z.enum(['pass', 'fail', 'warn', 'skipped'])
export type CheckResult = z.infer<typeof CheckResult>

/** The result of one check. A remedy says what to do. */
export const Check = z.object({
  id: z.string(),
  title: z.string(),
  result: CheckResult,
  evidence: z.string(),
  remedy: z.string().optional(),
  /** Skipped because the result could not be determined, not because there was nothing to check. */
  inconclusive: z.literal(true).optional(),
})
export type Check = z.infer<typeof Check>

/** Milliseconds. */
export const Quantiles = z.object({
  p50: z.number(),
  p95: z.number(),
  p99: z.number(),
  min: z.number(),
  max: z.number(),
})
export type Quantiles = z.infer<typeof Quantiles>

/** Bytes on the wire in both directions, from the ClientHello to the end of the handshake. */
export const Bytes = z.object({ sent: z.number().int(), received: z.number().int() })
export type Bytes = z.infer<typeof Bytes>

/** The minimum number of TCP segments of 1,460 bytes, flight by flight (RFC 9846 §2): computed, not observed. */
export const Segments = z.object({ sent: z.number().int(), received: z.number().int() })
export type Segments = z.infer<typeof Segments>

export const Timings = z.object({
  /** Handshakes of each kind. */
  samples: z.number().int(),
  groups: z.object({ classical: z.string().optional(), hybrid: z.string() }),
  /** TCP connect, for both kinds of handshake. */
  connect: Quantiles,
  /** From the end of the TCP handshake until the client has read the ServerHello and derived the handshake secrets. */
  firstAnswer: z.object({ classical: Quantiles.optional(), hybrid: Quantiles }),
  /** From the end of the TCP handshake until the client may send. */
  handshake: z.object({
    classical: Quantiles.optional(),
    hybrid: Quantiles,
    /** Median of the paired differences, hybrid minus classical, in milliseconds. */
    overheadMs: z.number().optional(),
    /** 95 % bootstrap interval of that median. */
    interval: z.tuple([z.number(), z.number()]).optional(),
    insideNoise: z.boolean().optional(),
  }),
  bytes: z.object({ classical: Bytes.optional(), hybrid: Bytes }),
  segmentsAtMss1460: z.object({ classical: Segments.optional(), hybrid: Segments }),
  /** `first`: from connecting to the first MCP answer; `warm`: another request on the same connection. */
  mcp: z.object({ first: Quantiles, warm: Quantiles }).optional(),
  /** What is missing, and why. */
  notes: z.array(z.string()),
})
export type Timings = z.infer<typeof Timings>

export const Verdict = z.enum(['pass', 'fail', 'incomplete'])
export type Verdict = z.infer<typeof Verdict>

export const VerifiedEndpoint = z.object({
  url: z.string(),
  requirement: Requirement,
  /** Ids of the mandates whose groups and signatures were required. */
  mandates: z.array(z.string()).optional(),
  verdict: Verdict,
  checks: z.array(Check),
  timings: Timings.optional(),
})
export type VerifiedEndpoint = z.infer<typeof VerifiedEndpoint>

/** The document of `verify --json`. */
export const Verification = z.object({
  schemaVersion: z.literal('1'),
  tool: z.object({ name: z.string(), version: z.string() }),
  startedAt: z.string(),
  finishedAt: z.string(),
  endpoints: z.array(VerifiedEndpoint),
  interrupted: Interrupted,
})
export type Verification = z.infer<typeof Verification>
