import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { fileURLToPath } from 'node:url'
import { expect } from 'chai'
import { startLab } from '../../src/lab/fleet.ts'
import type { Diff } from '../../src/model/diff.ts'
import type { Inventory, InventoryEndpoint } from '../../src/model/inventory.ts'
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
    // Its risks are those of this version, and so is the order.
    expect(judged(now)).to.have.deep.members(judged(written<Inventory>('inventory.json')))
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

describe('scans of other rules', function () {
  this.timeout(60_000)
  let folder: string
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'mcp-pqc-rules-'))
  })
  after(() => rmSync(folder, { recursive: true, force: true }))

  const ORIGINAL = join(BEFORE, 'inventory.json')
  const wrong = (endpoint: InventoryEndpoint, isGood: boolean): InventoryEndpoint => {
    const { assessment } = endpoint
    return {
      ...endpoint,
      assessment: {
        ...assessment,
        findings: [],
        undetermined: [],
        keyExchange: { ...assessment.keyExchange, category: isGood ? 'pqc' : 'plaintext', reasons: [] },
        authentication: { category: isGood ? 'pqc' : 'none', reasons: [] },
        risk: { score: isGood ? 0 : 100, drivers: [] },
      },
    }
  }
  /** The same facts with another assessment of each endpoint, as a file. */
  const judgedOtherwise = (from: string, isGood = true): string => {
    const inventory = JSON.parse(readFileSync(from, 'utf8')) as Inventory
    const endpoints = inventory.endpoints.map((endpoint) => wrong(endpoint, isGood)).reverse()
    const summary = { ...inventory.summary, keyExchange: { pqc: 14 }, authentication: { pqc: 14 } }
    const file = join(folder, `${isGood ? 'good' : 'bad'}.json`)
    writeFileSync(file, JSON.stringify({ ...inventory, endpoints, summary }))
    return file
  }
  const output = async (...args: string[]): Promise<{ code: number | null; stdout: string }> => {
    const { code, stdout, stderr } = await runHere(args)
    expect(code, stderr).to.be.oneOf([0, 1])
    return { code, stdout }
  }

  for (const format of ['csv', 'markdown', 'evidence', 'sarif', 'table', 'prometheus']) {
    it(`${format} says what the facts say, and so does its gate`, async () => {
      const from = async (file: string) => {
        const { code, stdout } = await output('report', format, '--from', file, '--fail-on', 'risk=40')
        // Labels with counts have no order.
        return { code, stdout: format === 'prometheus' ? stdout.split('\n').toSorted() : stdout }
      }
      const expected = await from(ORIGINAL)
      expect(expected.code).to.equal(1)
      expect(await from(judgedOtherwise(ORIGINAL))).to.deep.equal(expected)
    })
  }

  it('a report of JSON has their categories, also in its summary', async () => {
    const of = async (file: string) =>
      JSON.parse((await output('report', 'json', '--from', file)).stdout) as Inventory
    const [expected, now] = [await of(ORIGINAL), await of(judgedOtherwise(ORIGINAL))]
    expect(now).to.deep.equal(expected)
  })

  it('a stored scan is a gate by the facts', async () => {
    const store = join(folder, 'scans.db')
    copyFileSync(join(BEFORE, 'scans.db'), store)
    const failed = async () => {
      const from = ['--from', 'latest', '--store', store]
      const gates = ['--fail-on', 'classical', '--fail-on', 'risk=40']
      const { code, stdout } = await output('report', 'json', ...from, ...gates)
      const { gates: results, keyExchange } = (JSON.parse(stdout) as Inventory).summary
      return { code, keyExchange, counts: results?.map((gate) => gate.failed) }
    }
    const expected = await failed()
    expect(expected).to.include({ code: 1 })
    const database = new DatabaseSync(store)
    try {
      const [row] = database.prepare('SELECT summary FROM progress ORDER BY scan DESC').all()
      const summary = { ...JSON.parse(String(row?.['summary'])), keyExchange: { pqc: 14 } }
      database.prepare('UPDATE progress SET summary = ?').run(JSON.stringify(summary))
      database.exec('UPDATE endpoint SET score = 0')
    } finally {
      database.close()
    }
    expect(await failed()).to.deep.equal(expected)
  })

  it('a plan has the same items in the same order', async () => {
    const of = async (file: string) =>
      (await output('plan', '--from', file, '--as-of', '2026-11-29', '--json')).stdout
    expect(await of(judgedOtherwise(ORIGINAL))).to.equal(await of(ORIGINAL))
  })

  it('a comparison finds no change', async () => {
    for (const isGood of [true, false]) {
      const { stdout } = await output('diff', judgedOtherwise(ORIGINAL, isGood), ORIGINAL, '--json')
      const { summary } = JSON.parse(stdout) as Diff
      expect(summary.verdicts).to.include({ worse: 0, better: 0, changed: 0 })
    }
  })

  it('what is in one of two scans only has the category of its facts', async () => {
    const store = join(folder, 'other.db')
    copyFileSync(join(BEFORE, 'scans.db'), store)
    const gone = async (from: string) => {
      const { stdout } = await output('diff', from, 'latest', '--store', store, '--json')
      return (JSON.parse(stdout) as Diff).endpoints
    }
    const expected = await gone(ORIGINAL)
    expect(expected.some(({ changes }) => changes[0]?.before === 'classical')).to.equal(true)
    expect(await gone(judgedOtherwise(ORIGINAL))).to.deep.equal(expected)
  })

  it('a baseline is what its facts were', async () => {
    const lab = await startLab()
    try {
      const url = lab.endpoints.find(({ name }) => name === 'patient-records')?.url ?? ''
      const { stdout } = await output('scan', url, '--store', join(folder, 'lab.db'), '--json')
      const scanned = join(folder, 'lab.json')
      writeFileSync(scanned, stdout)
      const { stdout: verified } = await runHere([
        ...['verify', url, '--samples', '0', '--json'],
        ...['--baseline', judgedOtherwise(scanned)],
      ])
      const [endpoint] = (JSON.parse(verified) as Verification).endpoints
      const check = endpoint?.checks.find(({ id }) => id === 'posture')
      expect(check).to.include({ result: 'pass' })
    } finally {
      await lab.close()
    }
  })

  it('is unknown where the facts are missing, whatever it was', async () => {
    const inventory = JSON.parse(readFileSync(ORIGINAL, 'utf8')) as Inventory
    const endpoints = inventory.endpoints
      .filter(({ addresses }) => addresses.some(({ tls }) => tls))
      .map((endpoint, i) => ({
        ...wrong(endpoint, true),
        addresses: i % 2 === 0 ? [] : endpoint.addresses.map(({ tls: _, ...address }) => address),
      }))
    const file = join(folder, 'missing.json')
    writeFileSync(file, JSON.stringify({ ...inventory, endpoints }))
    const { stdout, code } = await output('report', 'json', '--from', file, '--fail-on', 'classical')
    const now = JSON.parse(stdout) as Inventory
    expect(code).to.equal(1)
    expect(now.summary.keyExchange).to.deep.equal({ unknown: endpoints.length })
    expect(now.summary.authentication).to.deep.equal({ unknown: endpoints.length })
    for (const { assessment } of now.endpoints) expect(assessment.risk.score).to.be.greaterThan(0)
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
