import type { DataClass } from '../dataClasses.ts'

/** Products of one kind, and what flows through an MCP server in front of any of them. */
export type VendorGroup = {
  /** As shown in evidence: `Stripe is a payment service provider`. */
  kind: string
  /** Most characteristic first. */
  classes: readonly DataClass[]
  /** Products by the words of their names, in lower case, separated by commas. */
  names?: string
  /** Products whose name is an ordinary word as well: they count only where the name stands first, or alone. */
  words?: string
  /** How much the name alone says, of 1: what stands on a public ledger may be read by anyone as well. */
  share?: number
  source: string
  asOf: string
}

/** Written from general knowledge of what the products are for, as their vendors describe them; no site was retrieved. */
const VENDOR_SITES = 'general knowledge of the product category; the vendors’ own product pages describe it'
const AS_OF = '2026-11'

export const group = (
  kind: string,
  classes: readonly DataClass[],
  products: { names?: string; words?: string; share?: number },
): VendorGroup => ({ kind, classes, ...products, source: VENDOR_SITES, asOf: AS_OF })
