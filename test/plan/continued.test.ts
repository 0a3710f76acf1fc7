import type { InventoryEndpoint } from '../../src/model/inventory.ts'
import type { Plan } from '../../src/model/plan.ts'
import { expectStored } from '../storedText.ts'
import { inventoryEndpoint, type Made } from './endpoints.ts'
import { plan, TODAY } from './planning.ts'

const made = (id: string, changes: Made = {}): InventoryEndpoint =>
  inventoryEndpoint({ id, certificate: null, ...changes })

/** nginx three times, of which the first trusts an authorization server; and one of every other kind. */
const FLEET = (): InventoryEndpoint[] => [
  made('nginx-high', { software: 'nginx', score: 90, trusts: ['issuer', 'elsewhere', 'nginx-high'] }),
  made('nginx-middle', { software: 'nginx', score: 60 }),
  made('nginx-low', { software: 'nginx', score: 20 }),
  made('issuer', { score: 30 }),
  made('proxied', { score: 70 }),
  made('waiting', { ownership: { vendor: 'Vendor' }, score: 80 }),
  made('plain', { category: 'plaintext', score: 95 }),
  made('same-a', { address: '10.8.0.1', score: 55, trusts: ['waiting', 'same-b'] }),
  made('same-b', { address: '10.8.0.1', score: 45 }),
  made('certified', { category: 'hybrid', certificate: {}, score: 99 }),
  made('done-already', { category: 'hybrid' }),
  { ...made('local'), transport: 'stdio', url: 'stdio:local' },
]

const shown = ({ waves, summary, changes }: Plan): string[] => [
  ...waves.flatMap(({ wave, name, start, end, items }) => [
    `${wave} ${name}: ${start} to ${end}`,
    ...items.map(
      (item) =>
        `  ${item.rank} ${item.endpoint} ${item.track}: ${item.status}${item.doneOn ? ` on ${item.doneOn}` : ''}` +
        `${item.quickWin ? ', quick win' : ''}${item.late ? ', late' : ''}, since ${item.since}` +
        `${item.blockedBy.length > 0 ? ` (${item.blockedBy.join('; ')})` : ''}`,
    ),
  ]),
  `${JSON.stringify(summary)}`,
  ...changes.map((change) => `* ${change}`),
]

const withStatus = (made: Plan, status: 'done', ...ids: string[]): Plan => ({
  ...made,
  waves: made.waves.map((wave) => ({
    ...wave,
    items: wave.items.map((item) => (ids.includes(item.endpoint) ? { ...item, status } : item)),
  })),
})

describe('A plan and those that continue it', () => {
  it('are, wave by wave, as stored in continued.txt', () => {
    const capacity = 6
    const first = plan(FLEET(), { capacity })
    const next = (previous: Plan, asOf: string, endpoints: InventoryEndpoint[], scannedAt = asOf): Plan =>
      plan(endpoints, { previous, asOf, capacity, start: TODAY, scannedAt })
    const without = (...ids: string[]) => FLEET().filter(({ id }) => !ids.includes(id))

    const marked = withStatus(first, 'done', 'nginx-low', 'proxied')
    const oldScan = next(marked, '2026-12-01', FLEET(), TODAY)
    const newScan = next(marked, '2026-12-20', FLEET())
    const repaired = next(oldScan, '2027-01-10', [
      ...without('nginx-low', 'proxied', 'nginx-middle', 'plain'),
      made('nginx-low', { category: 'hybrid' }),
      made('proxied', { category: 'hybrid' }),
      made('nginx-middle', { category: 'hybrid' }),
      made('plain', { category: 'unknown' }),
    ])
    const later = next(repaired, '2027-09-01', without('plain', 'waiting'), '2027-08-30')
    const moved = next(first, '2026-12-01', [
      ...without('same-a', 'same-b', 'nginx-high'),
      made('same-a', { address: '10.8.0.1', score: 45 }),
      made('same-b', { address: '10.8.0.1', score: 55, ownership: { owner: 'team' } }),
      made('nginx-high', { software: 'nginx', score: 90, address: '10.8.0.1' }),
    ])
    expectStored(
      new URL('continued.txt', import.meta.url),
      [
        '# first',
        ...shown(first),
        '\n# two are marked as done; the scan is older',
        ...shown(oldScan),
        '\n# two are marked as done; a later scan finds them again',
        ...shown(newScan),
        '\n# four are repaired, one was not reached',
        ...shown(repaired),
        '\n# long after the last wave; two are not in the inventory',
        ...shown(later),
        '\n# another endpoint leads a listener',
        ...shown(moved),
      ].join('\n'),
    )
  })
})
