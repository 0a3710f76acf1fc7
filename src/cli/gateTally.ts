import type { Gate } from '../assess/gates.ts'
import type { InventoryEndpoint } from '../model/inventory.ts'
import { EXIT } from './exitCodes.ts'

/** How many endpoints fail each condition of `--fail-on`, counted as they pass by. */
export class GateTally {
  readonly #counts: { gate: Gate; failed: number; undecided: number }[]

  constructor(gates: readonly Gate[]) {
    this.#counts = gates.map((gate) => ({ gate, failed: 0, undecided: 0 }))
  }

  see(endpoint: InventoryEndpoint): void {
    for (const count of this.#counts) {
      if (count.gate.fails(endpoint)) count.failed++
      else if (count.gate.undecided(endpoint)) count.undecided++
    }
  }

  /** Says what failed and what could not be decided. What nobody asked must not pass for a "no". */
  exitCode(note: (text: string) => void): number {
    for (const { gate, failed, undecided } of this.#counts) {
      if (failed > 0) note(`--fail-on ${gate.name}: ${failed} with ${gate.meaning}`)
      if (undecided > 0)
        note(
          `--fail-on ${gate.name}: ${undecided} not decided, because the quick profile does not ask for it`,
        )
    }
    if (this.#counts.some(({ failed }) => failed > 0)) return EXIT.gateFailed
    return this.#counts.some(({ undecided }) => undecided > 0) ? EXIT.someUnreachable : EXIT.done
  }
}
