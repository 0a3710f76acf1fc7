import { z } from 'zod'
import { Source } from './endpoint.ts'
import { Authorization, Summary } from './inventory.ts'

/**
 * What a scan was asked to do: the words that named its sources, and the options that shaped its result. No credentials:
 * user information, query and secret-looking path segments of what was named are left out.
 */
export const ScanScope = z.object({
  targets: z.array(z.string()),
  files: z.array(z.string()),
  /** Where client configurations were looked for; absent: nowhere. Without `home`: in that of the user. */
  configs: z
    .object({ home: z.string().optional(), projects: z.array(z.string()), allUsers: z.boolean() })
    .optional(),
  registries: z.array(z.string()),
  lab: z.boolean(),
  exclude: z.array(z.string()),
  /** Ports of ranges; absent: those that the program takes by itself. */
  ports: z.array(z.number().int()).optional(),
  profile: z.enum(['full', 'quick']),
  mcp: z.boolean(),
  sni: z.string().optional(),
  /** Milliseconds. */
  timeoutMs: z.number(),
  concurrency: z.number(),
  perHost: z.number(),
  /** New connections a second. */
  rate: z.number().optional(),
  /** Path of the owner's file. */
  owners: z.string().optional(),
  /** What was sent along, by where it came from. */
  credentials: z.array(z.enum(['command-line', 'configurations'])),
})
export type ScanScope = z.infer<typeof ScanScope>

/** `running`: a process is at it. `interrupted`: it ended before its end, by Ctrl-C, a crash or a kill. */
const ScanState = z.enum(['running', 'interrupted', 'finished'])

/** A scan that is kept, without its endpoints. */
export const ScanRecord = z.object({
  /** Eight hexadecimal digits. */
  id: z.string(),
  state: ScanState,
  startedAt: z.string(),
  /** When it ended; of one that has not, when it last kept something. */
  finishedAt: z.string(),
  tool: z.object({ name: z.string(), version: z.string() }),
  scope: ScanScope,
  authorization: Authorization.optional(),
  summary: Summary,
})
export type ScanRecord = z.infer<typeof ScanRecord>

/** The document of `history --json`: the newest scan first. */
export const History = z.object({ schemaVersion: z.literal('1'), scans: z.array(ScanRecord) })
export type History = z.infer<typeof History>

/** The document of `history prune --json`. `dryRun`: nothing was removed. */
export const Pruned = z.object({
  schemaVersion: z.literal('1'),
  dryRun: z.boolean(),
  removed: z.array(ScanRecord),
  kept: z.number().int(),
})
export type Pruned = z.infer<typeof Pruned>

/** The addresses of a scan that nobody named one by one: ranges, and hosts that are asked on every port. */
export const SweepRecord = z.object({
  ranges: z.array(z.object({ text: z.string(), source: Source.optional() })),
  hosts: z.array(z.object({ host: z.string(), source: Source })),
  ports: z.array(z.number().int()),
  exclude: z.array(z.string()),
})
export type SweepRecord = z.infer<typeof SweepRecord>

/** What is kept of a scan until it is finished, so that it can be continued with the same sources and options. */
export const Unfinished = z.object({
  sweep: SweepRecord,
  /** PEM certificates of authorities beside the system's. */
  ca: z.array(z.string()),
  owners: z.object({ path: z.string(), text: z.string() }).optional(),
})
export type Unfinished = z.infer<typeof Unfinished>
