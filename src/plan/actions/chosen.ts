import type { InventoryEndpoint } from '../../model/inventory.ts'
import type { Action, PlanItem } from '../../model/plan.ts'
import { filled } from '../../model/text/filled.ts'
import type { Policy } from '../../registry/mandates/mandates.ts'
import texts from '../../registry/remediation/actions.json' with { type: 'json' }
import { PUBLIC_PKI_RECHECK } from '../../registry/remediation/remediation.ts'
import type { Need } from '../needs.ts'

export type Chosen = {
  action: Action
  effortDays: readonly [number, number]
  /** What has to happen first, outside of the plan. */
  blockedBy?: readonly string[]
  /** `open` if absent. */
  status?: 'blocked' | 'waiting-on-vendor'
  /** ISO 8601 date: when to review a blocked or accepted item. */
  recheck?: string
  /** The command that proves it done, if not `mcp-pqc verify` for its track. */
  verify?: string
}

export type ActionQuestion = {
  endpoint: InventoryEndpoint
  need: Need
  policy: Policy
  /** ISO 8601 date: today. */
  asOf: string
  /** The day of the first plan that had the item, and the review date in the previous one. */
  since: string
  recheck: string | undefined
  earlier: PlanItem['action']['kind'] | undefined
}

type Values = Readonly<Record<string, string | readonly string[]>>

/** test/registry/dataFiles.test.ts checks the type of each. */
export type ActionText = Omit<Action, 'config' | 'rollback'> & {
  config?: readonly string[]
  rollback: string
  effortDays: readonly [number, number]
  blockedBy?: string
}

const TEXTS = texts as unknown as Readonly<Record<keyof typeof texts, ActionText>>

/** An action of actions.json. `{name}` stands for a value; alone on a line, also for a list of lines. */
export const chosen = (id: keyof typeof texts, values: Values): Chosen => {
  const { kind, summary, steps, config, rollback, effortDays, blockedBy } = TEXTS[id]
  const lines = (all: readonly string[]): string[] =>
    all.flatMap((line) => {
      const value = values[/^\{(\w+)\}$/.exec(line)?.[1] ?? '']
      return typeof value === 'object' ? value : [filled(line, values)]
    })
  return {
    action: {
      kind,
      summary: filled(summary, values),
      steps: lines(steps),
      ...(config ? { config: lines(config).join('\n') } : {}),
      rollback: filled(rollback, values),
    },
    effortDays,
    ...(blockedBy === undefined ? {} : { blockedBy: [filled(blockedBy, values)] }),
  }
}

/** Nothing is changed until the day of a review. */
export const keepUntil = (
  recheck: string,
  id: 'acceptCertificate' | 'acceptHostKeys' | 'acceptForNow',
  why = '',
): Chosen => ({ ...chosen(id, { recheck, why }), status: 'blocked', recheck })

/** When to review what waits for a standard or for public authorities. */
export const standardsReview = (asOf: string): string =>
  PUBLIC_PKI_RECHECK > asOf ? PUBLIC_PKI_RECHECK : asOf
