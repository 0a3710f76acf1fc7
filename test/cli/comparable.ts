import type { Inventory } from '../../src/model/inventory.ts'

/** What two scans of the same servers have in common: everything but times, and the order of equal risks. */
export const comparable = ({ endpoints, summary }: Inventory): unknown => ({
  summary,
  endpoints: endpoints
    .toSorted((a, b) => (a.id < b.id ? -1 : 1))
    .map((endpoint) => JSON.parse(JSON.stringify(endpoint, withoutTimes)) as unknown),
})

/** Milliseconds, and the number of connections, which grows where one had to be made again. */
const withoutTimes = (key: string, value: unknown): unknown =>
  key.endsWith('Ms') || key === 'timings' || key === 'connections' ? undefined : value
