import type { InventoryEndpoint } from '../../../model/inventory.ts'
import { isPostQuantum, isUnanswered } from '../../../model/questions/tls.ts'
import type { ClientFact } from '../../../model/tls.ts'

/** The outcome of a client at an endpoint, the worst first: where addresses differ, the worst counts. */
export const OUTCOMES = ['none', 'classical', 'legacy-draft', 'unknown', 'pqc'] as const
export type Outcome = (typeof OUTCOMES)[number]

type Counts = Record<Outcome, number>

/** The most client runtimes that are counted: a file could name any number. */
const MAX_CLIENTS = 100

export class ClientFigures {
  readonly byClient = new Map<string, Counts>()
  /** Endpoints with a known outcome for at least one client. */
  endpoints = 0
  /** Outcomes that follow from the server's order and the client's hello, of all outcomes. */
  inferred = 0
  outcomes = 0

  add({ addresses }: InventoryEndpoint): void {
    const worst = new Map<string, Outcome>()
    for (const { tls } of addresses)
      for (const fact of tls?.clients ?? []) {
        this.outcomes++
        if (fact.basis === 'inferred') this.inferred++
        const before = worst.get(fact.client)
        const here = outcomeOf(fact)
        if (before === undefined || OUTCOMES.indexOf(here) < OUTCOMES.indexOf(before))
          worst.set(fact.client, here)
      }
    if (worst.size > 0) this.endpoints++
    for (const [client, outcome] of worst) this.#count(client, outcome)
  }

  #count(client: string, outcome: Outcome): void {
    const counts = this.byClient.get(client) ?? {
      none: 0,
      classical: 0,
      'legacy-draft': 0,
      unknown: 0,
      pqc: 0,
    }
    if (this.byClient.size < MAX_CLIENTS || this.byClient.has(client)) this.byClient.set(client, counts)
    counts[outcome]++
  }
}

const outcomeOf = ({ state, kind }: ClientFact): Outcome => {
  if (isUnanswered({ state })) return 'unknown'
  if (state !== 'accepted') return 'none'
  if (isPostQuantum({ kind })) return 'pqc'
  return kind === 'legacy-draft' ? 'legacy-draft' : 'classical'
}
