import { z } from 'zod'
import { ExcludedEndpoint, SettingsFile } from './inventory.ts'
import { Interrupted } from './state.ts'
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
  /** Text for the server's configuration, or the text of a request. */
  config: z.string().optional(),
  /** How to undo it. */
  rollback: z.string().optional(),
})
export type Action = z.infer<typeof Action>

export const Deadline = z.object({
  date: Day,
  /** The id of a mandate; `mosca`; `at-once` for unencrypted endpoints; `none`. */
  mandate: z.string(),
  /** In one sentence. */
  clause: z.string(),
  /** The source of the clause, and when it was read. */
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
  /** Endpoints behind the same listener, which the action also changes. */
  alsoMoves: z.array(z.object({ endpoint: z.string(), url: z.string() })),
  rank: z.number().int().positive(),
  score: z.number(),
  why: z.array(z.string()).min(1),
  /** Ids of the findings that it removes, the most urgent first; absent in plans of earlier versions. */
  findings: z.array(z.string()).optional(),
  track: Track,
  action: Action,
  deadline: Deadline,
  owner: z.string().optional(),
  effortDays: z.tuple([z.number(), z.number()]),
  /** What must happen first: the id of an endpoint, or a text about something outside of the plan. */
  blockedBy: z.array(z.string()),
  /** Client runtimes that could not connect if the server accepted only the required groups. */
  clientsLeftOut: z.array(z.string()),
  verify: z.string(),
  status: ItemStatus,
  quickWin: z.boolean(),
  /** Its wave ends after its deadline, which is in the future. */
  late: z.boolean(),
  /** The day of the first plan that contained it. */
  since: Day,
  /** The day of the first plan in which it was done. */
  doneOn: Day.optional(),
  /** The last result of `mcp-pqc verify --update-plan`, and why the item is not done. `at`: ISO 8601. */
  verification: z.object({ verdict: Verdict, at: z.string(), reasons: z.array(z.string()) }).optional(),
  /** When to review an item that cannot be done today, or whose risk is accepted. */
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
  /** What the mandates require of the organization, in addition to deadlines of endpoints. */
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
  /** What changed since the previous plan. */
  changes: z.array(z.string()),
  /** The settings files that were read; absent if there was none. */
  settings: z.array(SettingsFile).optional(),
  /** Endpoints of the inventory that a settings file excludes. */
  excluded: z.array(ExcludedEndpoint).optional(),
  summary: z.object({
    endpoints: z.number().int(),
    items: z.number().int(),
    done: z.number().int(),
    blocked: z.number().int(),
    overdue: z.number().int(),
    late: z.number().int(),
    quickWins: z.number().int(),
    effortDays: z.tuple([z.number(), z.number()]),
    /** The last day of the last wave; absent without items. */
    end: Day.optional(),
  }),
  interrupted: Interrupted,
})
export type Plan = z.infer<typeof Plan>
