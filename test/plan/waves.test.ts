import { expect } from 'chai'
import type { InventoryEndpoint } from '../../src/model/inventory.ts'
import type { Plan, PlanItem } from '../../src/model/plan.ts'
import { inventoryEndpoint } from './endpoints.ts'
import { fleet } from './fleet.ts'
import { plan } from './planning.ts'

const itemsOf = ({ waves }: Plan): PlanItem[] => waves.flatMap(({ items }) => items)

const waveOf = ({ waves }: Plan, id: string, track: PlanItem['track'] = 'key-exchange'): number =>
  waves.findIndex(({ items }) => items.some((item) => item.endpoint === id && item.track === track))

describe('waves', () => {
  it('keep capacity and dependencies, without duplicates or losses, for fifty fleets', () => {
    for (let seed = 1; seed <= 50; seed++) {
      const endpoints = fleet(seed, 40)
      const capacity = 3 + (seed % 20)
      const made = plan(endpoints, { capacity })
      const keys = itemsOf(made).map(({ endpoint, track }) => `${endpoint} ${track}`)
      expect(new Set(keys).size, 'twice').to.equal(keys.length)
      for (const { start, end, items, name } of made.waves.filter(
        (wave) => wave.name !== 'Waiting for others',
      )) {
        const days = (Date.parse(end) - Date.parse(start)) / 86_400_000 + 1
        const effort = items.reduce((sum, { effortDays: [from, to] }) => sum + (from + to) / 2, 0)
        expect(effort, name).to.be.at.most(((capacity * days) / 30) * (1 + 1e-9))
        expect(items.every(({ status }) => status === 'open')).to.equal(true)
      }
      const starts = made.waves.slice(0, -1).map(({ start }) => start)
      expect(starts).to.deep.equal(starts.toSorted())
      expectDependencies(made, endpoints)
    }
  })

  const expectDependencies = (made: Plan, endpoints: readonly InventoryEndpoint[]): void => {
    const byId = new Map(endpoints.map((endpoint) => [endpoint.id, endpoint]))
    const open = itemsOf(made).filter(({ status, track }) => status === 'open' && track === 'key-exchange')
    const openIds = new Set(open.map(({ endpoint }) => endpoint))
    const needed = (id: string): string[] =>
      (byId.get(id)?.trusts ?? []).filter((other) => openIds.has(other) && other !== id)
    // In a dependency cycle no item can be first.
    const reaches = (from: string, to: string, seen = new Set<string>()): boolean =>
      needed(from).some((id) => id === to || (!seen.has(id) && reaches(id, to, seen.add(id))))
    for (const { endpoint } of open)
      for (const server of needed(endpoint))
        if (!reaches(server, endpoint))
          expect(waveOf(made, server), `${server} before ${endpoint}`).to.be.at.most(waveOf(made, endpoint))
  }

  it('highest risk first, the earlier deadline next', () => {
    const made = plan([
      inventoryEndpoint({ id: 'low', score: 10 }),
      inventoryEndpoint({ id: 'high', score: 90 }),
      inventoryEndpoint({ id: 'later', score: 50, shelfLifeYears: [1, 1] }),
      inventoryEndpoint({ id: 'sooner', score: 50, shelfLifeYears: [50, 50] }),
    ])
    const first = itemsOf(made).filter(({ track }) => track === 'key-exchange')
    expect(first.toSorted((a, b) => a.rank - b.rank).map(({ endpoint }) => endpoint)).to.deep.equal([
      'high',
      'sooner',
      'later',
      'low',
    ])
  })

  it('the pilot is the one with the lowest risk of the same software that waits for no other', () => {
    const nginx = (id: string, score: number, trusts: string[] = []) =>
      inventoryEndpoint({ id, score, software: 'nginx', certificate: null, trusts })
    const made = plan([
      nginx('a', 90),
      nginx('b', 40),
      nginx('c', 20, ['a']),
      inventoryEndpoint({ id: 'd', software: 'go', certificate: null }),
    ])
    expect(made.waves[0]?.name).to.equal('Pilot')
    expect(made.waves[0]?.items.map(({ endpoint }) => endpoint)).to.deep.equal(['b'])
  })

  it('endpoints of one listener are one item, led by the highest risk', () => {
    const same = { address: '10.9.9.9', port: 8443, certificate: null }
    const made = plan([
      inventoryEndpoint({ id: 'a', score: 20, ...same }),
      inventoryEndpoint({ id: 'b', score: 60, ...same }),
      inventoryEndpoint({ id: 'c', ...same, port: 8444 }),
    ])
    expect(
      itemsOf(made).map(({ endpoint, alsoMoves }) => [endpoint, alsoMoves.map(({ endpoint: id }) => id)]),
    ).to.have.deep.members([
      ['b', ['a']],
      ['c', []],
    ])
  })

  it('an authorization server comes before or with the endpoints that trust it', () => {
    const made = plan(
      [
        inventoryEndpoint({ id: 'api', score: 90, certificate: null, trusts: ['issuer'] }),
        inventoryEndpoint({ id: 'issuer', score: 10, certificate: null }),
      ],
      { capacity: 3 },
    )
    expect(waveOf(made, 'issuer')).to.be.below(waveOf(made, 'api'))
    const api = itemsOf(made).find(({ endpoint }) => endpoint === 'api')
    expect(api?.blockedBy).to.deep.equal(['authorization server https://issuer.example/mcp'])
  })

  it('quick wins have a risk of at least 30 and take at most two days', () => {
    const made = plan([
      inventoryEndpoint({ id: 'quick', score: 30, software: 'nginx', certificate: null }),
      inventoryEndpoint({ id: 'harmless', score: 29, software: 'nginx', certificate: null }),
      inventoryEndpoint({ id: 'long', score: 90, software: 'java', certificate: null }),
    ])
    expect(
      itemsOf(made)
        .filter(({ quickWin }) => quickWin)
        .map(({ endpoint }) => endpoint),
    ).to.deep.equal(['quick'])
    expect(made.summary.quickWins).to.equal(1)
  })

  it('marks items that miss their deadline', () => {
    const endpoints = Array.from({ length: 40 }, (_, i) =>
      inventoryEndpoint({ id: `e${i}`, certificate: null, shelfLifeYears: [10, 10] }),
    )
    const made = plan(endpoints, { capacity: 1 })
    expect(made.summary.late).to.be.greaterThan(0)
    for (const { end, items } of made.waves)
      for (const { late, deadline } of items) expect(late).to.equal(!deadline.overdue && end > deadline.date)
  })

  it('asks for what is unknown, and not for what the owner has said', () => {
    const [owned, unknown] = [
      inventoryEndpoint({ id: 'owned', ownership: { owner: 'team' } }),
      inventoryEndpoint({ id: 'unknown', tier: 'unknown', classes: [], category: 'unknown' }),
    ]
    const { questions } = plan([owned as InventoryEndpoint, unknown as InventoryEndpoint])
    expect(questions.map(({ endpoint, question }) => `${endpoint}: ${question}`)).to.deep.equal([
      'unknown: Who owns this endpoint?',
      'unknown: What data does this endpoint carry, and for how long must it stay secret?',
      'unknown: Does this endpoint still run, and from which network can it be reached?',
    ])
  })

  it('lists the obligations of mandates with their source', () => {
    const { obligations } = plan([], { mandates: ['pci-dss', 'omb-m-26-15'] })
    expect(obligations.map(({ mandate }) => mandate)).to.deep.equal(['pci-dss', 'omb-m-26-15', 'omb-m-26-15'])
    expect(obligations[0]?.source).to.include('PCI DSS 4.0.1').and.include('secondary')
  })

  it('every item has a reason, a deadline with its source, an action and a proof', () => {
    for (const item of itemsOf(plan(fleet(7, 60)))) {
      expect(item.why.length).to.be.within(2, 3)
      expect(item.deadline.clause && item.deadline.source && item.action.summary).to.be.ok
      expect(item.action.steps).to.not.deep.equal([])
      expect(item.verify).to.match(/^mcp-pqc (?:verify|scan) \S+/)
      if (item.action.kind === 'upgrade-in-place') expect(item.action.config).to.be.a('string')
    }
  })
})
