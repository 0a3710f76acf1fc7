import { copyFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect } from 'chai'
import { startLab } from '../../src/lab/fleet.ts'
import type { Diff } from '../../src/model/diff.ts'
import type { Inventory } from '../../src/model/inventory.ts'
import type { Plan } from '../../src/model/plan.ts'
import type { History } from '../../src/model/scanRecord.ts'
import type { Verification } from '../../src/model/verification.ts'
import { runHere } from '../cli/program.ts'

const BEFORE = fileURLToPath(new URL('../fixtures/before-redesign/', import.meta.url))

/** The keys that each document had, by the heading of its block in keys.txt. */
const KEYS = new Map(
  readFileSync(join(BEFORE, 'keys.txt'), 'utf8')
    .split(/\n(?=\S)/)
    .map((block) => block.trimEnd().split('\n  '))
    .map(([heading = '', ...keys]) => [heading, keys]),
)

describe('documents that programs read', function () {
  this.timeout(60_000)
  let folder: string
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'mcp-pqc-compatibility-'))
    copyFileSync(join(BEFORE, 'scans.db'), join(folder, 'scans.db'))
  })
  after(() => rmSync(folder, { recursive: true, force: true }))

  const store = () => ['--store', join(folder, 'scans.db')]
  const keeps = async (heading: string, args: readonly string[], expectedCode = 0): Promise<void> => {
    const { code, stdout, stderr } = await runHere([...args, '--json'])
    expect(code, stderr).to.equal(expectedCode)
    const now = keysOf(JSON.parse(stdout))
    const before = KEYS.get(heading) ?? []
    expect(before, heading).to.not.be.empty
    expect(before.filter((key) => !now.has(key))).to.deep.equal([])
  }

  it('scan keeps every key', () => keeps('scan --lab', ['scan', '--lab', '--store', join(folder, 'new.db')]))
  it('discover keeps every key', () => keeps('discover --lab', ['discover', '--lab']))
  it('plan keeps every key', () => keeps('plan', ['plan', '--from', join(BEFORE, 'inventory.json')]))
  it('history keeps every key', () => keeps('history', ['history', ...store()]))
  it('diff keeps every key', () => keeps('diff', ['diff', 'previous', 'latest', ...store()]))
  it('verify keeps every key', async () => {
    const lab = await startLab()
    try {
      const urls = lab.endpoints
        .filter(({ name }) => ['patient-records', 'weather', 'ledger'].includes(name))
        .map(({ url }) => url)
      await keeps('verify', ['verify', ...urls, '--samples', '2'], 1)
    } finally {
      await lab.close()
    }
  })
})

describe('files of the version before the redesign', function () {
  this.timeout(60_000)
  let folder: string
  let store: string
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'mcp-pqc-before-'))
    store = join(folder, 'scans.db')
    // Opening a store changes files next to it.
    copyFileSync(join(BEFORE, 'scans.db'), store)
  })
  after(() => rmSync(folder, { recursive: true, force: true }))

  const at = (name: string): string => join(BEFORE, name)
  const written = <T>(name: string): T => JSON.parse(readFileSync(at(name), 'utf8')) as T
  const document = async <T>(...args: string[]): Promise<T> => {
    const { code, stdout, stderr } = await runHere([...args, '--json'])
    expect(code, stderr).to.equal(0)
    return JSON.parse(stdout) as T
  }
  const judged = ({ endpoints }: Inventory) =>
    endpoints.map(({ url, addresses, assessment: { keyExchange, authentication } }) => ({
      url,
      versions: addresses.map(({ tls }) => tls?.versions),
      keyExchange: keyExchange.category,
      authentication: authentication.category,
    }))

  it('an inventory is reported with the same facts and categories', async () => {
    const now = await document<Inventory>('report', 'json', '--from', at('inventory.json'))
    expect(judged(now)).to.deep.equal(judged(written<Inventory>('inventory.json')))
  })

  it('a store is listed, reported, planned from and compared', async () => {
    const { scans } = await document<History>('history', '--store', store)
    expect(scans.map(({ id }) => id)).to.deep.equal(['a5538ca0', '76348922', '551388e2'])
    for (const { id, summary } of scans) {
      const now = await document<Inventory>('report', 'json', '--from', id, '--store', store)
      expect(now.summary.keyExchange).to.deep.equal(summary.keyExchange)
      expect(judged(now)).to.have.length(14)
    }
    const plan = await document<Plan>('plan', '--from', 'latest', '--store', store)
    expect(plan.summary.endpoints).to.equal(14)
    const diff = await document<Diff>('diff', at('inventory.json'), 'latest', '--store', store)
    // Each lab has other ports.
    expect(diff.summary.verdicts).to.include({ new: 14, gone: 14 })
  })

  it('a plan is continued, and shown in a report together with a verification', async () => {
    const before = written<Plan>('plan.json')
    const continued = await document<Plan>(
      ...['plan', '--from', at('inventory.json'), '--previous', at('plan.json'), '--as-of', before.asOf],
    )
    const items = ({ waves }: Plan) =>
      new Set(waves.flatMap((wave) => wave.items.map(({ url, track }) => `${track} ${url}`)))
    expect([...items(before)].filter((item) => !items(continued).has(item))).to.deep.equal([])
    const { stdout, code } = await runHere([
      ...['report', 'evidence', '--from', at('inventory.json')],
      ...['--plan', at('plan.json'), '--verification', at('verification.json')],
    ])
    expect(code).to.equal(0)
    expect(stdout).to.include(before.waves[1]?.items[0]?.url)
  })

  it('a wave of a plan is verified against a baseline', async () => {
    const words = ['--plan', at('plan.json'), '--wave', '1', '--baseline', at('inventory.json')]
    const { code, stdout } = await runHere([
      'verify',
      ...words,
      '--samples',
      '0',
      '--timeout',
      '0.3',
      '--json',
    ])
    // That lab does not run any more.
    expect(code).to.be.oneOf([1, 3])
    const urls = (JSON.parse(stdout) as Verification).endpoints.map(({ url }) => url)
    const wave = written<Plan>('plan.json').waves.find((one) => one.wave === 1)
    expect(urls).to.include.members(wave?.items.map(({ url }) => url) ?? [])
  })
})

/** Every key of a document as a path; the members of an array are one. */
const keysOf = (value: unknown, path = '', keys = new Set<string>()): Set<string> => {
  if (Array.isArray(value)) for (const item of value) keysOf(item, `${path}[]`, keys)
  else if (typeof value === 'object' && value !== null)
    for (const [key, inner] of Object.entries(value)) {
      const inside = path === '' ? key : `${path}.${key}`
      keys.add(inside)
      keysOf(inner, inside, keys)
    }
  return keys
}
