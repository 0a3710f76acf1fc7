import { z } from 'zod'
import { Verdict } from './verification.ts'

/** ISO 8601, without a time of day. */
const Day = z.iso.date()

export const Track = z.enum(['key-exchange', 'authentication'])
export type Track = z.infer<typeof Track>

const ActionKind = z.enum([
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
  date: Day,
  /** The id of a mandate; `mosca`; `at-once` for what everybody can read today; `none`. */
  mandate: z.string(),
  /** In one sentence. */
  clause: z.string(),
  /** Where the clause stands, and when that was read. */
  source: z.string(),
  overdue: z.boolean(),
})
export type Deadline = z.infer<typeof Deadline>

const ItemStatus = z.enum(['open', 'done', 'blocked', 'waiting-on-vendor'])
export type ItemStatus = z.infer<typeof ItemStatus>

export const PlanItem = z.object({
  endpoint: z.string(),
  url: z.string(),
  /** What a configuration or a registry calls it. */
  name: z.string().optional(),
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
  /** Client runtimes that could not connect once it took only the groups that are asked for. */
  clientsLeftOut: z.array(z.string()),
  verify: z.string(),
  status: ItemStatus,
  quickWin: z.boolean(),
  /** Its wave ends after its deadline, and the deadline is still to come. */
  late: z.boolean(),
  /** The day of the first plan that had it. */
  since: Day,
  /** The day of the first plan in which it was done. */
  doneOn: Day.optional(),
  /** What `mcp-pqc verify --update-plan` found when it last looked, and why the item is not done. `at` is ISO 8601. */
  verification: z.object({ verdict: Verdict, at: z.string(), reasons: z.array(z.string()) }).optional(),
  /** When to look again at something that cannot be done today, or that was accepted. */
  recheck: Day.optional(),
})
export type PlanItem = z.infer<typeof PlanItem>

export const Wave = z.object({
  wave: z.number().int().nonnegative(),
  name: z.string(),
  start: Day,
  end: Day,
  items: z.array(PlanItem),
})
export type Wave = z.infer<typeof Wave>

/** The document of `plan --json`. */
export const Plan = z.object({
  schemaVersion: z.literal('1'),
  asOf: Day,
  mandates: z.array(z.string()),
  /** What the mandates ask of the organisation, beside dates for endpoints. */
  obligations: z.array(
    z.object({ mandate: z.string(), date: Day.optional(), text: z.string(), source: z.string() }),
  ),
  waves: z.array(Wave),
  questions: z.array(
    z.object({
      endpoint: z.string(),
      url: z.string(),
      name: z.string().optional(),
      owner: z.string().optional(),
      question: z.string(),
    }),
  ),
  /** What changed since the plan that this one was made from. */
  changes: z.array(z.string()),
  summary: z.object({
    endpoints: z.number().int(),
    items: z.number().int(),
    done: z.number().int(),
    blocked: z.number().int(),
    overdue: z.number().int(),
    late: z.number().int(),
    quickWins: z.number().int(),
    effortDays: z.tuple([z.number(), z.number()]),
    /** The last day of the last wave; absent where nothing is to be done. */
    end: Day.optional(),
  }),
})
export type Plan = z.infer<typeof Plan>
