import type { AddressFacts } from '../model/endpoint.ts'

type JudgedAddress = { address: AddressFacts; category: string }

/** One sentence where the addresses of an endpoint are not alike, which names each. */
export const addressesDiffer = (judged: readonly JudgedAddress[]): string[] => {
  if (new Set(judged.map(({ category }) => category)).size < 2) return []
  const each = judged.map(({ address, category }) => `${address.address} ${category}`).join(', ')
  return [`its addresses differ: ${each}; the weakest counts`]
}
