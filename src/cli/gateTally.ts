import type { Gate } from '../assess/gates.ts'
import type { GateResult, InventoryEndpoint } from '../model/inventory.ts'
import { sanitize } from '../report/text/sanitize.ts'
import { EXIT } from './exitCodes.ts'

/** A condition of `--fail-on` for endpoints, or for the comparisons of `diff`. */
type GateOf<T> = Pick<Gate, 'name' | 'meaning'> & {
  fails: (subject: T) => boolean
  /** Why it cannot be decided. */
  undecided: (subject: T) => string | undefined
}

/** How many endpoints fail each condition of `--fail-on`, and how many leave it undecided, counted as they pass by. */
export class GateTally<T extends { url: string } = InventoryEndpoint> {
  readonly #counts: { gate: GateOf<T>; failed: number; undecided: number; because: string }[]

  constructor(gates: readonly GateOf<T>[]) {
    this.#counts = gates.map((gate) => ({ gate, failed: 0, undecided: 0, because: '' }))
  }

  see(endpoint: T): void {
    for (const count of this.#counts) {
      const undecided = count.gate.undecided(endpoint)
      if (count.gate.fails(endpoint)) count.failed++
      else if (undecided !== undefined) {
        count.undecided++
        count.because ||= sanitize(`${endpoint.url}: ${undecided}`, 300)
      }
    }
  }

  results(): GateResult[] {
    return this.#counts.map(({ gate: { name, meaning }, failed, undecided, because }) => ({
      name,
      meaning,
      failed,
      undecided,
      ...(undecided > 0 ? { reason: 'gate-undecided' as const, because } : {}),
    }))
  }
}

/** Passes endpoints on, and adds what became of the gates to the summary after the last one. */
export async function* addingGates<T>(
  endpoints: AsyncIterable<T>,
  results: () => GateResult[],
  summary: { gates?: GateResult[] | undefined },
): AsyncGenerator<T> {
  yield* endpoints
  const gates = results()
  if (gates.length > 0) summary.gates = gates
}

/** Says which gates failed and which are undecided: neither passes. */
export const gateExitCode = (results: readonly GateResult[], note: (text: string) => void): number => {
  for (const { name, meaning, failed, undecided, because } of results) {
    if (failed > 0) note(`--fail-on ${name}: ${failed}${meaning === '' ? '' : ` with ${meaning}`}`)
    if (undecided > 0) note(`--fail-on ${name}: gate-undecided for ${undecided}, first ${because}`)
  }
  return results.some(({ failed, undecided }) => failed + undecided > 0) ? EXIT.gateFailed : EXIT.done
}
