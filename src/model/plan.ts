import { z } from 'zod'

export const Track = z.enum(['key-exchange', 'authentication'])
export type Track = z.infer<typeof Track>

export const ActionKind = z.enum([
  'upgrade-in-place',
  'front-with-gateway',
  'vendor-request',
  'switch-off',
  'accept',
  'investigate',
])
export type ActionKind = z.infer<typeof ActionKind>

export const Action = z.object({
  kind: ActionKind,
  summary: z.string(),
  steps: z.array(z.string()),
  /** Exactly what to put into the server's configuration, or the text of a request. */
  config: z.string().optional(),
  /** How to take it back. */
  rollback: z.string().optional(),
})
export type Action = z.infer<typeof Action>

export const Deadline = z.object({
  /** ISO 8601 date. */
  date: z.string(),
  /** The id of a mandate, or `mosca`. */
  mandate: z.string(),
  /** The clause, in words, with its source and the day it was read. */
  clause: z.string(),
  overdue: z.boolean(),
})
export type Deadline = z.infer<typeof Deadline>

export const ItemStatus = z.enum(['open', 'done', 'blocked', 'waiting-on-vendor'])
export type ItemStatus = z.infer<typeof ItemStatus>

export const PlanItem = z.object({
  endpoint: z.string(),
  url: z.string(),
  /** Endpoints behind the same listener, which move with it. */
  alsoMoves: z.array(z.object({ endpoint: z.string(), url: z.string() })),
  rank: z.number().int().positive(),
  score: z.number(),
  why: z.array(z.string()).min(1),
  track: Track,
  action: Action,
  deadline: Deadline,
  owner: z.string().optional(),
  effortDays: z.tuple([z.number(), z.number()]),
  /** What has to happen first: an endpoint's id, or something outside of the plan in words. */
  blockedBy: z.array(z.string()),
  verify: z.string(),
  status: ItemStatus,
  quickWin: z.boolean(),
  /** When to look again at something that cannot be done today. ISO 8601 date. */
  recheck: z.string().optional(),
})
export type PlanItem = z.infer<typeof PlanItem>

export const Wave = z.object({
  wave: z.number().int().nonnegative(),
  name: z.string(),
  start: z.string(),
  end: z.string(),
  items: z.array(PlanItem),
})
export type Wave = z.infer<typeof Wave>

/** The document of `plan --json`. */
export const Plan = z.object({
  schemaVersion: z.literal('1'),
  asOf: z.string(),
  mandates: z.array(z.string()),
  waves: z.array(Wave),
  questions: z.array(
    z.object({ endpoint: z.string(), url: z.string(), owner: z.string().optional(), question: z.string() }),
  ),
  /** What changed since the plan that this one was made from. */
  changes: z.array(z.string()),
  summary: z.object({
    endpoints: z.number().int(),
    items: z.number().int(),
    done: z.number().int(),
    blocked: z.number().int(),
    overdue: z.number().int(),
    quickWins: z.number().int(),
    effortDays: z.tuple([z.number(), z.number()]),
    /** The last day of the last wave; absent where nothing is to be done. */
    end: z.string().optional(),
  }),
})
export type Plan = z.infer<typeof Plan>
