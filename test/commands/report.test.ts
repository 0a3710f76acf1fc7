import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { watch } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Ajv2020 from 'ajv/dist/2020.js'
import { expect } from 'chai'
import { parseGates } from '../../src/assess/gates.ts'
import type { InventoryEndpoint as Endpoint, Inventory } from '../../src/model/inventory.ts'
import { formatNames, type InventoryOptions, inventoryFormat } from '../../src/report/formats.ts'
import { outcome, runHere, runShell, start, words } from '../cli/program.ts'
import { readCsv, readMarkdown, readPrometheus, readXml, textOf } from '../report/readers.ts'
import { skipIf } from '../skip.ts'

const OPTIONS: InventoryOptions = {
  width: 120,
  colours: false,
  gates: parseGates(['classical']),
  specVersion: '1.7',
  root: undefined,
  as: 'markdown',
}

const SCHEMA = new URL('../../docs/schemas/scan.schema.json', import.meta.url)

describe('report', function () {
  this.timeout(60_000)
  let folder: string
  let file: (name: string) => string
  let inventory: Inventory
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'mcp-pqc-report-'))
    file = (name) => join(folder, name)
    const { code, stderr } = await runHere(['scan', '--lab', '--json', '--output', file('inventory.json')])
    expect(code, stderr).to.equal(0)
    inventory = JSON.parse(readFileSync(file('inventory.json'), 'utf8'))
  })
  after(() => rmSync(folder, { recursive: true, force: true }))

  const report = (...args: string[]) => runHere(['report', ...args, '--from', file('inventory.json')])
  const text = async (...args: string[]): Promise<string> => {
    const { code, stdout, stderr } = await report(...args)
    expect({ code, stderr }, args.join(' ')).to.deep.equal({ code: 0, stderr: '' })
    return stdout
  }
  const edited = (name: string, edit: (inventory: Inventory) => void): string => {
    const copy = structuredClone(inventory)
    edit(copy)
    writeFileSync(file(name), JSON.stringify(copy))
    return file(name)
  }

  it('writes the lab in every format, and each is read by what it is for', async () => {
    const names = inventory.endpoints.map(({ sources }) => sources[0]?.name)
    const READERS: Record<string, (document: string) => unknown> = {
      table: (document) => expect(document).to.match(/^RISK {2}ENDPOINT/),
      json: (document) => expect(JSON.parse(document)).to.deep.equal(inventory),
      markdown: (document) =>
        expect(readMarkdown(document).some(({ type }) => type === 'table')).to.equal(true),
      csv: (document) => expect(readCsv(document).map(({ name }) => name)).to.deep.equal(names),
      prometheus: (document) => expect(readPrometheus(document)).to.not.be.empty,
      junit: (document) => expect(readXml(document).attributes['tests']).to.equal(String(names.length)),
      sarif: (document) => expect(JSON.parse(document).version).to.equal('2.1.0'),
      cyclonedx: (document) => expect(JSON.parse(document).specVersion).to.equal('1.7'),
      html: (document) => expect(document).to.match(/^<!doctype html>/i),
      'pci-dss': (document) => expect(document).to.match(/^# PCI DSS 4\.0\.1/),
      'crypto-inventory': (document) => expect(document).to.match(/^# Inventory of cryptographic systems/),
      evidence: (document) => expect(document).to.match(/^# Evidence of encryption in transit/),
    }
    for (const format of formatNames('inventory')) {
      const write = await inventoryFormat(format).load(OPTIONS)
      const document = await textOf(write, inventory)
      READERS[format]?.(document)
      // A finding of SARIF has no need of every name.
      if (format === 'sarif') continue
      for (const name of names) expect(document, `${format} ${name}`).to.include(name)
    }
    expect(Object.keys(READERS)).to.include.members(formatNames('inventory'))
  })

  it('report json is what the published schema says', async () => {
    const validate = new Ajv2020.default({ allErrors: true, validateFormats: false }).compile(
      JSON.parse(readFileSync(SCHEMA, 'utf8')),
    )
    const document = JSON.parse(await text('json'))
    expect(validate(document), JSON.stringify(validate.errors)).to.equal(true)
    document.endpoints[0].assessment.risk.score = 'high'
    expect(validate(document)).to.equal(false)
  })

  it('begins with the latest scan where none is named', async () => {
    const { code, stdout } = await runHere(['report', 'csv'])
    expect(code).to.equal(0)
    expect(readCsv(stdout)).to.have.length(inventory.endpoints.length)
  })

  it('writes a file whole, and says with --json what it wrote', async () => {
    const { code, stdout, stderr } = await report('csv', '--output', file('inventory.csv'), '--json')
    expect({ code, stderr }).to.deep.equal({ code: 0, stderr: `Report: ${file('inventory.csv')}\n` })
    const written = readFileSync(file('inventory.csv'))
    expect(JSON.parse(stdout)).to.deep.equal({
      format: 'csv',
      output: file('inventory.csv'),
      bytes: written.length,
      endpoints: inventory.endpoints.length,
    })
  })

  it('prints one JSON document with --json, whatever the format', async () => {
    expect(JSON.parse(await text('markdown', '--json'))).to.deep.equal(inventory)
    expect(JSON.parse(await text('cyclonedx', '--json')).bomFormat).to.equal('CycloneDX')
  })

  it('shows the plan beside it, and what was verified', async () => {
    const planned = await runHere([
      'plan',
      '--from',
      file('inventory.json'),
      '--json',
      '--output',
      file('plan.json'),
    ])
    expect(planned.code).to.equal(0)
    const url = inventory.endpoints[0]?.url as string
    const { tool, startedAt, finishedAt } = inventory
    const endpoints = [{ url, requirement: 'hybrid', verdict: 'fail', checks: [] }]
    const verification = { schemaVersion: '1', tool, startedAt, finishedAt, endpoints }
    writeFileSync(file('verification.json'), JSON.stringify(verification))
    const beside = ['--plan', file('plan.json'), '--verification', file('verification.json')]
    const [first] = readCsv(await text('csv', ...beside))
    expect(first).to.include({ url, verified: 'hybrid: fail' })
    expect(first?.['plan_status']).to.include('key-exchange: open')
    expect(await text('pci-dss', ...beside)).to.match(
      /\*\*Response plan\*\*: migration plan of \d{4}-\d\d-\d\d/,
    )
    expect(await text('evidence', ...beside)).to.include('- Verification: hybrid: fail')
    expect(await text('prometheus', ...beside)).to.include('mcp_pqc_plan_items{status="open"}')
  })

  it('is a gate: 1 where a condition holds, 3 where it was not asked for everywhere', async () => {
    const failed = await report(
      'junit',
      '--fail-on',
      'plaintext',
      '--fail-on',
      'risk=100',
      '-o',
      file('x.xml'),
    )
    expect(failed.code).to.equal(1)
    expect(failed.stderr).to.equal(
      `Report: ${file('x.xml')}\n--fail-on plaintext: 1 with plain HTTP, or only cipher suites without encryption\n`,
    )
    expect(readXml(readFileSync(file('x.xml'), 'utf8')).attributes['failures']).to.equal('1')
    expect((await report('csv', '--fail-on', 'risk=100')).code).to.equal(0)
    const quick = edited('quick.json', ({ endpoints }) => {
      for (const { tls } of endpoints.flatMap(({ addresses }) => addresses)) {
        if (!tls) continue
        tls.versions['TLS 1.1'] = tls.versions['TLS 1.0'] = tls.versions['SSL 3.0'] = { state: 'not-tested' }
      }
    })
    const open = await runHere(['report', 'csv', '--from', quick, '--fail-on', 'obsolete-version'])
    expect(open.code).to.equal(1)
    expect(open.stderr).to.match(
      /^--fail-on obsolete-version: gate-undecided for 13, first http.*: TLS 1\.1, TLS 1\.0, SSL 3\.0 not tested/,
    )
    const partly = [
      edited('unreached.json', ({ summary }) => (summary.unreachable = 1)),
      edited('stopped.json', ({ summary }) => (summary.interrupted = true)),
    ]
    for (const from of partly) {
      const codeOf = async (...flags: string[]) =>
        (await runHere(['report', 'csv', '--from', from, ...flags])).code
      expect(await codeOf(), from).to.equal(0)
      expect(await codeOf('--fail-on', 'risk=100'), from).to.equal(3)
      expect(await codeOf('--fail-on', 'risk=100', '--fail-on', 'plaintext'), from).to.equal(1)
    }
  })

  it('says in CSV too what an auditor reads', async () => {
    const rows = readCsv(await text('pci-dss', '--as', 'csv'))
    expect(rows.map(({ URL }) => URL)).to.deep.equal(inventory.endpoints.map(({ url }) => url))
  })

  it('ends quietly when its reader has seen enough', async () => {
    const { code, stdout, stderr } = await runShell(
      `"$0" "$@" | head -n 1; exit "\${PIPESTATUS[0]}"`,
      words(['report', 'json', '--from', file('inventory.json')]),
    )
    expect({ code, stdout, stderr }).to.deep.equal({ code: 0, stdout: '{\n', stderr: '' })
  })

  it('lets no gate pass when its reader has seen enough', async () => {
    const inventoryFile = file('inventory.json')
    for (const args of [
      ['report', 'json', '--from', inventoryFile, '--fail-on', 'plaintext'],
      ['diff', inventoryFile, inventoryFile, '--json', '--fail-on', 'worse'],
    ]) {
      const { code } = await runShell(`"$0" "$@" | true; exit "\${PIPESTATUS[0]}"`, words(args))
      expect(code, args[0]).to.equal(1)
    }
  })

  it('says in one line that standard output is full', async () => {
    const { code, stderr } = await runShell(
      `"$0" "$@" >/dev/full`,
      words(['report', 'json', '--from', file('inventory.json')]),
    )
    expect({ code, stderr }).to.deep.equal({
      code: 2,
      stderr: 'mcp-pqc: standard output cannot be written (ENOSPC)\n',
    })
  })

  it('leaves nothing half-written on a full disk', async function () {
    const script = `mount -t tmpfs -o size=64k tmpfs "$SMALL" && { "$@"; code=$?; ls "$SMALL"; exit $code; }`
    const disk = file('disk')
    const command = `mkdir -p '${disk}' && SMALL='${disk}' unshare --map-root-user --mount bash -c '${script}' "$0" "$0" "$@"`
    if (spawnSync('unshare', ['--map-root-user', '--mount', 'true']).status !== 0)
      skipIf(this, 'unshare cannot mount')
    const args = ['report', 'json', '--from', file('inventory.json'), '-o', join(disk, 'report.json')]
    const { code, stdout, stderr } = await runShell(command, words(args))
    expect({ code, stdout }).to.deep.equal({ code: 2, stdout: '' })
    expect(stderr).to.match(/^mcp-pqc: .*report\.json cannot be written \(ENOSPC\)\n {2}/)
  })

  it('leaves nothing half-written when it is interrupted', async () => {
    const output = file('interrupted.json')
    writeFileSync(output, 'as it was')
    const many = edited('many.json', (copy) => {
      const [last] = copy.endpoints.slice(-1)
      copy.endpoints = Array.from({ length: 20_000 }, (_, i) => ({
        ...(last as Endpoint),
        id: `id${i}`,
        addresses: [],
      }))
    })
    const child = start(['report', 'json', '--from', many, '--output', output])
    child.stdin.end()
    for await (const { filename } of watch(folder)) if (filename?.endsWith('.partial')) break
    child.kill('SIGINT')
    const { code, stderr } = await outcome(child)
    expect({ code, stderr }).to.deep.equal({
      code: 130,
      stderr: 'mcp-pqc: interrupted\n  Nothing was finished: run the command again.\n',
    })
    expect(readFileSync(output, 'utf8')).to.equal('as it was')
    expect(readdirSync(folder).filter((name) => name.endsWith('.partial'))).to.deep.equal([])
  })

  const fails = async (args: string[], code: string) => {
    writeFileSync(file('kept'), 'as it was')
    const ended = await runHere(['report', ...args, '--output', file('kept'), '--json'])
    const { error } = JSON.parse(ended.stdout) as { error: { code: string; message: string; hint: string } }
    expect(ended.code, error.message).to.equal(2)
    expect(error.code).to.equal(code)
    expect(readFileSync(file('kept'), 'utf8')).to.equal('as it was')
    expect(readdirSync(folder).filter((name) => name.endsWith('.partial'))).to.deep.equal([])
  }

  it('bad words: a format, a flag, a condition, a file', async () => {
    const from = ['--from', file('inventory.json')]
    await fails(['pdf', ...from], 'USAGE')
    await fails(['csv', ...from, '--as', 'csv'], 'FLAG_NOT_FOR_FORMAT')
    await fails(['csv', ...from, '--fail-on', 'broken'], 'GATE_INVALID')
    await fails(['csv', '--from', file('nowhere.json')], 'READ_FAILED')
    await fails(['csv', ...from, '--verification', file('inventory.json')], 'DOCUMENT_INVALID')
  })
})
