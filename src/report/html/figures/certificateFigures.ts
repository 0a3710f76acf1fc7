import { DAY_MS } from '../../../model/day.ts'
import type { InventoryEndpoint } from '../../../model/inventory.ts'

/** Days before its end in which a certificate is about to expire. */
export const SOON_DAYS = 30

/** Endpoints with a certificate of their own that has expired, or is about to. */
export class CertificateFigures {
  expired = 0
  expiringSoon = 0
  readonly #asOf: number

  constructor(asOf: Date) {
    this.#asOf = asOf.getTime()
  }

  add({ addresses }: InventoryEndpoint): void {
    let first = Number.POSITIVE_INFINITY
    for (const { tls } of addresses)
      for (const { certificates } of tls?.chains ?? []) {
        const end = Date.parse(certificates[0]?.notAfter ?? '')
        if (end < first) first = end
      }
    if (first < this.#asOf) this.expired++
    else if (first < this.#asOf + SOON_DAYS * DAY_MS) this.expiringSoon++
  }
}
