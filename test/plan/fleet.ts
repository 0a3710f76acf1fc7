import type { InventoryEndpoint } from '../../src/model/inventory.ts'
import { inventoryEndpoint } from './endpoints.ts'
import { randomNumbers } from './planning.ts'

/** A fleet of all sorts, the same for the same seed. */
export const fleet = (seed: number, size: number): InventoryEndpoint[] => {
  const random = randomNumbers(seed)
  const one = <T>(values: readonly T[]): T => values[Math.floor(random() * values.length)] as T
  return Array.from({ length: size }, (_, i) =>
    inventoryEndpoint({
      id: `e${i}`,
      score: Math.floor(random() * 101),
      category: one(['classical', 'classical', 'hybrid', 'plaintext', 'unknown', 'legacy-draft']),
      tier: one(['critical', 'high', 'moderate', 'low', 'unknown']),
      ...(random() < 0.5 ? { software: one(['nginx', 'node', 'go', 'fastly', 'iis']) } : {}),
      ...(random() < 0.2 ? { ownership: { vendor: 'Vendor' } } : {}),
      ...(random() < 0.3 ? { trusts: [`e${Math.floor(random() * size)}`, 'elsewhere'] } : {}),
      ...(random() < 0.2 ? { address: `10.255.0.${Math.floor(random() * 4)}` } : {}),
      isPublic: random() < 0.5,
    }),
  )
}
