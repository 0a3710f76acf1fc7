import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { parseOwnerFile } from '../../src/assess/owners/ownerFile.ts'
import { applyOwners, Owners } from '../../src/assess/owners/owners.ts'
import type { InventoryEndpoint } from '../../src/model/inventory.ts'
import { planMigration } from '../../src/plan/plan.ts'
import { fleet } from '../plan/fleet.ts'
import { figure } from './harness/measure.ts'
import type { Report } from './harness/row.ts'

const SIZES = [1000, 10_000, 100_000]

/** Says that this process is one of the measured ones, and how many endpoints it plans. */
const SIZE = 'BENCH_PLAN_SIZE'

type Cost = { make: number; assess: number; plan: number; peak: number; items: number }

/**
 * Judging (with an owner's file, so that every endpoint is judged anew) and planning 1,000 to 100,000 made-up
 * endpoints, each size in a process of its own. Aims: 100,000 within 10 s and 1 GB, and no worse than n log n.
 */
export const run = async (report: Report): Promise<void> => {
  const costs = SIZES.map(measured)
  const [first] = costs
  for (const [i, { assess, plan, peak, items }] of costs.entries()) {
    const size = SIZES[i] as number
    const grown = (size * Math.log(size)) / ((SIZES[0] as number) * Math.log(SIZES[0] as number))
    report({
      endpoints: size,
      items,
      'assess, s': figure(assess),
      'plan, s': figure(plan),
      'both, s': figure(assess + plan),
      'times the first': first ? figure((assess + plan) / (first.assess + first.plan)) : '',
      'n log n would be': figure(grown),
      'peak of memory': `${(peak / 1e6).toFixed(0)} MB`,
    })
  }
}

const measured = (size: number): Cost => {
  const { stdout, stderr, status } = spawnSync(process.execPath, [fileURLToPath(import.meta.url)], {
    env: { ...process.env, [SIZE]: String(size) },
    encoding: 'utf8',
  })
  if (status !== 0) throw new Error(stderr)
  return JSON.parse(stdout) as Cost
}

const OWNERS = `rules:
  - match: { url: "*" }
    owner: platform@example.com
  - match: { url: "https://e1*" }
    classes: [health]
`

const cost = (size: number): Cost => {
  const seconds = <T>(act: () => T): [number, T] => {
    const before = performance.now()
    const value = act()
    return [(performance.now() - before) / 1000, value]
  }
  const now = new Date('2026-11-22T00:00:00Z')
  const [make, endpoints] = seconds<InventoryEndpoint[]>(() => fleet(1, size))
  const [assess, owned] = seconds(() =>
    applyOwners(
      endpoints,
      new Owners([{ ...parseOwnerFile('bench.yaml', OWNERS), origin: 'named', ignored: [] }]),
      now,
    ),
  )
  const [plan, made] = seconds(() =>
    planMigration(owned, {
      asOf: '2026-11-22',
      start: '2026-11-22',
      capacity: 200,
      mandates: ['nist-ir-8547', 'eu-roadmap'],
    }),
  )
  // getrusage(2), ru_maxrss: kibibytes.
  const peak = process.resourceUsage().maxRSS * 1024
  return { make, assess, plan, peak, items: made.summary.items }
}

const size = process.env[SIZE]
if (size !== undefined) console.log(JSON.stringify(cost(Number(size))))
