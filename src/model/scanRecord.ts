import { z } from 'zod'
import { Source } from './endpoint.ts'
import { Authorization, SettingsFile, Summary } from './inventory.ts'

/**
 * The sources of a scan as the user named them, and the options that affect its result. Without credentials: user
 * information, query and secret-looking path segments are left out.
 */
export const ScanScope = z.object({
  targets: z.array(z.string()),
  files: z.array(z.string()),
  /** Where client configurations were searched; absent: nowhere. Without `home`: in the user's home directory. */
  configs: z
    .object({ home: z.string().optional(), projects: z.array(z.string()), allUsers: z.boolean() })
    .optional(),
  registries: z.array(z.string()),
  lab: z.boolean(),
  exclude: z.array(z.string()),
  /** Hosts and ranges to which files of strangers may lead. */
  allow: z.array(z.string()).optional(),
  /** Ports of ranges; absent: the default ones. */
  ports: z.array(z.number().int()).optional(),
  profile: z.enum(['full', 'quick']),
  mcp: z.boolean(),
  sni: z.string().optional(),
  /** Milliseconds. */
  timeoutMs: z.number(),
  concurrency: z.number(),
  perHost: z.number(),
  /** New connections per second. */
  rate: z.number().optional(),
  /** The proxy, without user name and password. */
  proxy: z.string().optional(),
  /** Path of the first owner's file; the summary has all. */
  owners: z.string().optional(),
  /** The sources of credentials that were sent. */
  credentials: z.array(z.enum(['command-line', 'configurations'])),
})
export type ScanScope = z.infer<typeof ScanScope>

/** `running`: a process works on it. `interrupted`: stopped early by Ctrl-C, a crash or a kill. */
const ScanState = z.enum(['running', 'interrupted', 'finished'])

/** A stored scan, without its endpoints. */
export const ScanRecord = z.object({
  /** Eight hexadecimal digits: it is part of a file's name. */
  id: z.string().regex(/^[\da-f]{8}$/),
  state: ScanState,
  startedAt: z.iso.datetime(),
  /** When it ended or, if it has not ended, when something was last stored. */
  finishedAt: z.iso.datetime(),
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

/** The addresses of ranges, and hosts that are probed on every port. */
export const SweepRecord = z.object({
  ranges: z.array(z.object({ text: z.string(), source: Source.optional() })),
  hosts: z.array(z.object({ host: z.string(), source: Source })),
  ports: z.array(z.number().int()),
  exclude: z.array(z.string()),
  allow: z.array(z.string()).optional(),
  authorized: z.boolean().optional(),
})
export type SweepRecord = z.infer<typeof SweepRecord>

/** An owner's file as it was read. `problem`: why it could not be. Stores of earlier versions have no `origin`. */
export const OwnerText = z.object({
  path: z.string(),
  text: z.string(),
  origin: SettingsFile.shape.origin.default('named'),
  problem: z.string().optional(),
})
export type OwnerText = z.infer<typeof OwnerText>

/** Stored until a scan is finished, so that it can be resumed with the same sources and options. */
export const Unfinished = z.object({
  sweep: SweepRecord,
  /** PEM certificates of authorities, in addition to the system's. */
  ca: z.array(z.string()),
  owners: z.union([OwnerText.array(), OwnerText.transform((one) => [one])]).optional(),
})
export type Unfinished = z.infer<typeof Unfinished>
