import { expect } from 'chai'
import type { InventoryEndpoint } from '../../src/model/inventory.ts'
import type { Plan, PlanItem } from '../../src/model/plan.ts'
import { versions } from '../facts.ts'
import { inventoryEndpoint } from './endpoints.ts'
import { fleet } from './fleet.ts'
import { plan, randomNumbers, TODAY } from './planning.ts'

const itemsOf = ({ waves }: Plan): PlanItem[] => waves.flatMap(({ items }) => items)
const find = (made: Plan, id: string, track: PlanItem['track'] = 'key-exchange'): PlanItem | undefined =>
  itemsOf(made).find(({ endpoint, track: other }) => endpoint === id && track === other)

const withDone = (made: Plan, ids: ReadonlySet<string>): Plan => ({
  ...made,
  waves: made.waves.map((wave) => ({
    ...wave,
    items: wave.items.map((item) => (ids.has(item.endpoint) ? { ...item, status: 'done' as const } : item)),
  })),
})

const again = (
  endpoints: readonly InventoryEndpoint[],
  previous: Plan,
  asOf = TODAY,
  scannedAt = asOf,
): Plan =>
  plan(endpoints, { asOf, previous, scannedAt, start: previous.waves[0]?.start ?? asOf, capacity: 10 })

describe('planning again', () => {
  const endpoints = fleet(3, 30)
  const first = plan(endpoints, { capacity: 10 })

  it('on the same day with the same scan changes nothing', () => {
    const second = again(endpoints, first)
    expect(second.changes).to.deep.equal([])
    expect(second.waves).to.deep.equal(first.waves)
  })

  it('before the start keeps all dates', () => {
    const later = plan(endpoints, { capacity: 10, start: '2027-02-01' })
    const second = again(endpoints, later, '2026-12-24')
    expect(second.waves.map(({ start, end, name }) => [start, end, name])).to.deep.equal(
      later.waves.map(({ start, end, name }) => [start, end, name]),
    )
  })

  it('within a wave keeps the dates of all waves', () => {
    const second = again(endpoints, first, '2026-12-01')
    const dates = ({ waves }: Plan) =>
      waves.filter(({ name }) => name !== 'Waiting for others').map(({ start, end }) => [start, end])
    expect(dates(second)).to.deep.equal(dates(first))
  })

  it('keeps done items', () => {
    const random = randomNumbers(11)
    const ids = new Set(endpoints.filter(() => random() < 0.4).map(({ id }) => id))
    let previous = withDone(first, ids)
    const done = itemsOf(previous).filter(({ status }) => status === 'done').length
    for (const asOf of ['2026-11-22', '2026-12-10', '2027-02-01', '2027-08-01']) {
      previous = again(endpoints, previous, asOf, TODAY)
      expect(
        itemsOf(previous).filter(({ status }) => status === 'done'),
        asOf,
      ).to.have.length(done)
      expect(previous.summary.done).to.equal(done)
    }
  })

  it('schedules a done item again if a later scan finds its weakness', () => {
    const [target] = endpoints.filter(({ id }) => find(first, id)?.status === 'open') as [InventoryEndpoint]
    const done = again(endpoints, withDone(first, new Set([target.id])), '2026-11-23', '2026-11-20')
    expect(done.changes.join('\n')).to.include('is marked done, but the latest scan is older than that')
    const later = again(endpoints, done, '2026-12-05', '2026-12-04')
    const both = itemsOf(later).filter(
      ({ endpoint, track }) => endpoint === target.id && track === 'key-exchange',
    )
    expect(both.map(({ status }) => status)).to.have.members(['done', 'open'])
    expect(later.changes.join('\n')).to.include('a later scan finds the weakness again')
  })

  it('marks an item done if the scan rules it out, and keeps it if the scan did not see it', () => {
    const made = (category: 'classical' | 'hybrid' | 'unknown') =>
      inventoryEndpoint({
        id: 'fixed',
        url: 'https://fixed.example/mcp',
        category,
        address: '10.1.1.1',
        certificate: null,
      })
    const gone = inventoryEndpoint({ id: 'gone', certificate: null })
    const before = plan([made('classical'), gone])
    const after = again([made('hybrid')], before, '2026-11-30')
    expect(find(after, 'fixed')).to.include({ status: 'done', doneOn: '2026-11-30' })
    expect(find(after, 'gone')?.status).to.equal('open')
    expect(after.changes.join('\n'))
      .to.include('done; the scan no longer finds the weakness')
      .and.include('unchanged; the scan could not check it')
    const unreachable = again([made('unknown')], before, '2026-11-30')
    expect(find(unreachable, 'fixed')?.status).to.equal('open')
    expect(find(unreachable, 'fixed')?.action.kind).to.equal('investigate')
  })

  it('keeps an item about an obsolete version that the later scan did not test', () => {
    const made = (state: 'accepted' | 'refused' | 'not-tested') =>
      inventoryEndpoint({
        id: 'old',
        category: 'hybrid',
        address: '10.1.1.1',
        certificate: null,
        tls: { versions: { ...versions('TLS 1.3'), 'TLS 1.0': { state } } },
      })
    const before = plan([made('accepted')])
    expect(find(before, 'old')?.findings).to.deep.equal(['obsolete-version'])
    expect(find(again([made('not-tested')], before, '2026-11-30'), 'old')?.status).to.equal('open')
    expect(find(again([made('refused')], before, '2026-11-30'), 'old')?.status).to.equal('done')
  })

  it('keeps an item about a certificate that could not be seen', () => {
    const made = (category: 'hybrid' | 'unknown') =>
      inventoryEndpoint({ id: 'a', category, address: '10.1.1.1' })
    const after = again([made('unknown')], plan([made('hybrid')]), '2026-11-30')
    expect(find(after, 'a', 'authentication')?.status).to.equal('open')
  })

  it('schedules an item again that was not finished in its wave', () => {
    const one = [inventoryEndpoint({ id: 'slow', certificate: null })]
    const after = again(one, plan(one), '2027-03-01')
    expect(after.waves.map(({ start }) => start)).to.deep.equal(['2027-03-01'])
    expect(after.changes[0]).to.include('not finished in "Wave 1')
  })

  it('proposes to switch off an endpoint that was neither reached nor claimed for a month', () => {
    const one = [inventoryEndpoint({ id: 'silent', category: 'unknown' })]
    const before = plan(one)
    const kind = (asOf: string): string | undefined => find(again(one, before, asOf), 'silent')?.action.kind
    expect(kind('2026-12-21')).to.equal('investigate')
    expect(kind('2026-12-22')).to.equal('switch-off')
  })

  it('keeps the day of the first plan and the review date', () => {
    const some = [
      inventoryEndpoint({ id: 'plain', category: 'plaintext' }),
      inventoryEndpoint({ id: 'vendor', ownership: { vendor: 'V' } }),
    ]
    const after = again(some, again(some, plan(some), '2026-12-01'), '2026-12-20')
    expect(find(after, 'plain')).to.deep.include({ since: TODAY })
    expect(find(after, 'plain')?.deadline).to.include({ date: TODAY, overdue: true })
    expect(find(after, 'vendor')?.recheck).to.equal('2027-02-20')
  })

  it('makes no new item if another endpoint of the listener leads', () => {
    const pair = (a: number, b: number) => [
      inventoryEndpoint({ id: 'a', score: a, address: '10.1.1.1', certificate: null }),
      inventoryEndpoint({ id: 'b', score: b, address: '10.1.1.1', certificate: null }),
    ]
    const after = again(pair(20, 60), plan(pair(60, 20)), '2026-11-25')
    expect(itemsOf(after)).to.have.length(1)
    expect(itemsOf(after)[0]).to.include({ endpoint: 'b', status: 'open' })
  })

  it('explains every difference, over a hundred random changes of the fleet', () => {
    for (let seed = 1; seed <= 100; seed++) {
      const random = randomNumbers(seed)
      const before = fleet(seed, 20)
      const previous = plan(before, { capacity: 10 })
      const changed = before.flatMap((endpoint) => {
        const dice = random()
        if (dice < 0.05) return []
        if (dice > 0.3) return [endpoint]
        const [other] = fleet(Math.floor(dice * 10_000), 1) as [InventoryEndpoint]
        return [
          {
            ...other,
            id: endpoint.id,
            url: endpoint.url,
            sources: endpoint.sources,
            addresses: endpoint.addresses,
          },
        ]
      })
      const asOf = ['2026-11-22', '2026-12-10', '2027-03-01'][seed % 3] as string
      const now = again(changed, previous, asOf)
      const said = now.changes.join('\n')
      const shown = (made: Plan) =>
        new Map(
          made.waves.flatMap(({ start, name, items }) =>
            items.map((item) => [`${item.url} ${item.track}`, { ...item, start, name }] as const),
          ),
        )
      const earlier = shown(previous)
      for (const [key, item] of shown(now)) {
        const old = earlier.get(key)
        const same =
          old &&
          old.start === item.start &&
          old.status === item.status &&
          old.score === item.score &&
          old.action.summary === item.action.summary &&
          old.deadline.date === item.deadline.date
        if (!same) expect(said, `${seed}: ${key}`).to.include(item.url)
      }
      for (const [key, item] of earlier)
        if (!shown(now).has(key)) expect(said, `${seed}: ${key} is gone`).to.include(item.url)
    }
  }).timeout(20_000)
})
