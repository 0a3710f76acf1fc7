import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import type { Inventory } from '../../src/model/inventory.ts'
import { Plan } from '../../src/model/plan.ts'
import { runHere } from '../cli/program.ts'

describe('plan', function () {
  this.timeout(60_000)
  let folder: string
  let file: (name: string) => string
  let inventory: Inventory
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'mcp-pqc-plan-'))
    file = (name) => join(folder, name)
    const { code, stderr } = await runHere(['scan', '--lab', '--json', '--output', file('inventory.json')])
    expect(code, stderr).to.equal(0)
    inventory = JSON.parse(readFileSync(file('inventory.json'), 'utf8'))
  })
  after(() => rmSync(folder, { recursive: true, force: true }))

  const write = (name: string, value: unknown): string => {
    writeFileSync(file(name), typeof value === 'string' ? value : JSON.stringify(value))
    return file(name)
  }
  const plan = (...args: string[]) => runHere(['plan', '--from', file('inventory.json'), ...args])

  it('does not call a certificate of today not yet valid', async () => {
    const today = new Date().toISOString().slice(0, 10)
    const fresh = structuredClone(inventory)
    for (const { addresses } of fresh.endpoints)
      for (const { tls } of addresses)
        for (const chain of tls?.chains ?? []) {
          chain.trusted = false
          for (const certificate of chain.certificates) certificate.notBefore = `${today}T00:00:01.000Z`
        }
    const { stdout } = await runHere(['plan', '--from', write('fresh.json', fresh), '--json'])
    expect(stdout).to.include('untrusted').and.not.include('not-yet-valid')
  })

  it('ranks the lab as a security engineer would: health and payments first, public weather last', async () => {
    const { code, stdout, stderr } = await plan('--json')
    expect({ code, stderr }).to.deep.equal({ code: 0, stderr: '' })
    const made = Plan.parse(JSON.parse(stdout))
    const items = made.waves.flatMap(({ items: some }) => some).toSorted((a, b) => a.rank - b.rank)
    const names = [...new Set(items.filter(({ track }) => track === 'key-exchange').map(({ name }) => name))]
    expect(names.slice(0, 2)).to.deep.equal(['patient-records', 'payments'])
    expect(names.at(-1)).to.equal('ledger')
    // Clients get a hybrid group there already.
    expect(names).not.to.include('weather')
    expect(inventory.endpoints.at(-1)?.sources[0]?.name).to.equal('weather')
    for (const item of items) {
      expect(item.why.length, item.name).to.be.within(2, 3)
      expect(item.deadline.clause && item.deadline.source).to.be.ok
      expect(item.action.config, `${item.name} ${item.action.kind}`).to.be.a('string').and.not.equal('')
      expect(item.verify).to.match(
        /^mcp-pqc verify https:\/\/127\.0\.0\.1:\d+\/mcp --require (?:hybrid|pqc-signatures)$/,
      )
    }
  })

  it('is read by people and by tools: every format, also into a file', async () => {
    for (const [format, start] of [
      ['text', /^\d+ items for 14 endpoints/],
      ['markdown', /^# Post-quantum migration plan/],
      ['csv', /^wave,start,end,/],
      ['calendar', /^BEGIN:VCALENDAR\r\n/],
    ] as const) {
      const { code, stdout, stderr } = await plan('--format', format, '--output', file(format))
      expect({ code, stdout, stderr }).to.deep.equal({
        code: 0,
        stdout: '',
        stderr: `Plan: ${file(format)}\n`,
      })
      expect(readFileSync(file(format), 'utf8')).to.match(start)
    }
  })

  it('continues an earlier plan, and warns of rules that match nothing', async () => {
    const first = await plan('--json', '--as-of', '2026-11-22')
    const previous = write('plan.json', first.stdout)
    const owners = write(
      'owners.yaml',
      'rules:\n  - match: { name: weather }\n    owner: meteo\n  - match: { name: none }\n    owner: x\n',
    )
    const { code, stdout, stderr } = await plan(
      '--json',
      '--previous',
      previous,
      '--owners',
      owners,
      '--as-of',
      '2026-11-22',
    )
    expect(code).to.equal(0)
    expect(stderr).to.equal(`Settings: ${owners} (--owners)\n${owners}:4: this rule matches no endpoint\n`)
    expect(Plan.parse(JSON.parse(stdout)).changes).to.deep.equal([
      'weather (authentication): owner changed from none to meteo',
    ])
  })

  const fails = async (args: string[], code: string, words: string) => {
    const target = write('kept.json', 'as it was')
    const outcome = await runHere(['plan', ...args, '--output', target, '--json'])
    const { error } = JSON.parse(outcome.stdout) as { error: { code: string; message: string; hint: string } }
    expect(outcome.code, error.message).to.equal(2)
    expect(error.code).to.equal(code)
    expect(error.message).to.include(words)
    expect(error.hint).to.not.equal('')
    expect(readFileSync(target, 'utf8')).to.equal('as it was')
  }
  const edited = (name: string, edit: (inventory: Record<string, unknown>) => void): string => {
    const copy = structuredClone(inventory) as unknown as Record<string, unknown>
    edit(copy)
    return write(name, copy)
  }

  it('a plan that ends early, which does not have all items', async () => {
    const from = ['--from', write('whole.json', inventory)]
    const { stdout } = await runHere(['plan', ...from, '--json'])
    const early = write('early.json', { ...JSON.parse(stdout), interrupted: true })
    await fails([...from, '--previous', early], 'DOCUMENT_BROKEN', 'ends early')
  })

  it('bad inventories: another version, cut off, edited by hand, none', async () => {
    await fails(
      [
        '--from',
        edited('v.json', (copy) => {
          copy['schemaVersion'] = '2'
        }),
      ],
      'DOCUMENT_VERSION',
      'version 2',
    )
    const text = JSON.stringify(inventory)
    await fails(['--from', write('cut.json', text.slice(0, text.length / 2))], 'DOCUMENT_BROKEN', 'cut.json')
    const wrong = edited('hand.json', (copy) => {
      const [, second] = copy['endpoints'] as { assessment: { risk: { score: unknown } } }[]
      if (second) second.assessment.risk.score = 'high'
    })
    await fails(['--from', wrong], 'DOCUMENT_INVALID', 'endpoints.1.assessment.risk.score')
    await fails(['--from', write('list.json', '[]')], 'DOCUMENT_INVALID', 'list.json')
    await fails(['--from', file('nowhere.json')], 'READ_FAILED', 'nowhere.json')
  })

  it('bad plans and owner files', async () => {
    const from = ['--from', file('inventory.json')]
    await fails(
      [...from, '--previous', write('p.json', { schemaVersion: '1', asOf: 'soon' })],
      'DOCUMENT_INVALID',
      'asOf',
    )
    await fails(
      [...from, '--owners', write('o.yaml', 'rules:\n  - match: { url: "*" }\n    onwer: a\n')],
      'OWNER_FILE_INVALID',
      'o.yaml:3',
    )
    const two = 'rules:\n  - match: { url: "*" }\n    owner: a\n  - match: { name: weather }\n    owner: b\n'
    await fails([...from, '--owners', write('two.yaml', two)], 'OWNER_AMBIGUOUS', 'two.yaml:4 says b')
  })

  it('bad flags', async () => {
    const from = ['--from', file('inventory.json')]
    await fails([...from, '--capacity', '0'], 'CAPACITY_INVALID', '0')
    await fails([...from, '--start', '2027-02-30'], 'DATE_INVALID', '2027-02-30')
    await fails([...from, '--mandate', 'none-such'], 'USAGE', 'none-such')
  })

  it('an endpoint whose address is no URL is planned all the same', async () => {
    const odd = edited('odd.json', (copy) => {
      for (const endpoint of copy['endpoints'] as { url: string }[]) endpoint.url = 'http://<host>/{path}'
    })
    const { code, stderr } = await runHere(['plan', '--from', odd])
    expect({ code, stderr }).to.deep.equal({ code: 0, stderr: '' })
  })
})
