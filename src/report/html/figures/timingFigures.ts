import type { InventoryEndpoint } from '../../../model/inventory.ts'
import type { Quantiles } from '../../../model/verification.ts'

/** Durations of the scan's own handshakes, by the category of the key exchange. */
export class TimingFigures {
  readonly #byCategory = new Map<string, number[]>()

  add({ assessment, addresses }: InventoryEndpoint): void {
    const { category } = assessment.keyExchange
    for (const { tls } of addresses) {
      const took = tls?.timings.handshakeMs
      if (took === undefined || !Number.isFinite(took)) continue
      const values = this.#byCategory.get(category)
      if (values) values.push(took)
      else this.#byCategory.set(category, [took])
    }
  }

  get isEmpty(): boolean {
    return this.#byCategory.size === 0
  }

  of(category: string): { count: number; quantiles: Quantiles } | undefined {
    const values = this.#byCategory.get(category)
    if (values === undefined) return undefined
    const sorted = Float64Array.from(values).sort()
    // The nearest rank: the smallest value that so many of them do not exceed.
    const at = (share: number): number => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0
    return {
      count: sorted.length,
      quantiles: { min: at(0), p50: at(0.5), p95: at(0.95), p99: at(0.99), max: at(1) },
    }
  }
}
