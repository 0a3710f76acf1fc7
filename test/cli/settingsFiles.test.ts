import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import type { Inventory } from '../../src/model/inventory.ts'
import { type Outcome, runHere } from './program.ts'

const HOME = process.cwd()
const IGNORED = '(a file that is not named may only state owners and environments; name it with --owners)'

/** A repository that somebody else wrote, as the working directory, and an MCP server without TLS. */
describe('settings files', () => {
  let folder: string
  let server: Server
  let url: string

  before(async () => {
    server = createServer((_, response) => response.writeHead(404).end())
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/mcp`
  })
  after(() => server.close())
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'mcp-pqc-settings-'))
    mkdirSync(join(folder, 'repository'))
    process.chdir(join(folder, 'repository'))
  })
  afterEach(() => {
    process.chdir(HOME)
    rmSync(folder, { recursive: true, force: true })
  })

  const plant = (...rules: string[]): void => writeFileSync('mcp-pqc.yaml', ['rules:', ...rules].join('\n'))
  const store = (): string => join(folder, 'scans.db')
  /** Without tools to ask for: this is about what is scanned. */
  const scan = async (...args: string[]): Promise<Outcome & { inventory: Inventory }> => {
    const outcome = await runHere(['scan', '--json', '--no-mcp', '--store', store(), ...args], {
      env: { XDG_CONFIG_HOME: join(folder, 'config') },
    })
    return { ...outcome, inventory: JSON.parse(outcome.stdout) }
  }
  const EVERYTHING = [
    '  - match: { url: "*" }',
    '    owner: mallory',
    '    environment: test',
    '    vendor: none',
    '    classes: [public]',
    '    shelfLifeYears: 0',
    '    accept: { until: 2099-01-01 }',
    '    switchOff: 2027-01-01',
    '    exclude: true',
  ]

  it('in the working directory cannot let a gate pass', async () => {
    plant('  - match: { url: "*" }', '    exclude: true')
    const { code, stderr, inventory } = await scan(url, '--fail-on', 'plaintext')
    expect(code).to.equal(1)
    expect(inventory.endpoints.map((one) => one.url)).to.deep.equal([url])
    expect(inventory.summary.settings).to.deep.equal([
      {
        path: 'mcp-pqc.yaml',
        origin: 'working-directory',
        ignored: [`mcp-pqc.yaml:2: ignored: exclude ${IGNORED}`],
      },
    ])
    expect(stderr.split('\n').slice(0, 2)).to.deep.equal([
      'Settings: mcp-pqc.yaml (working directory: owners and environments only)',
      `mcp-pqc.yaml:2: ignored: exclude ${IGNORED}`,
    ])
  })

  it('in the working directory add owners and environments, and nothing else', async () => {
    const { inventory: without } = await scan(url)
    plant(...EVERYTHING)
    const { inventory } = await scan(url)
    const [endpoint] = inventory.endpoints
    expect(endpoint?.ownership).to.deep.equal({
      owner: 'mallory',
      environment: 'test',
      evidence: ['mcp-pqc.yaml:2'],
    })
    expect(endpoint?.assessment).to.deep.equal(without.endpoints[0]?.assessment)
    const discovered = await runHere(['discover', url, '--json'])
    expect(JSON.parse(discovered.stdout)).to.have.nested.property('endpoints[0].url', url)
    const plan = JSON.parse((await runHere(['plan', '--json', '--store', store()])).stdout)
    expect(plan.settings).to.deep.equal(inventory.summary.settings)
    expect(plan.waves.flatMap(({ items }: { items: unknown[] }) => items)).to.have.length.above(0)
    expect(JSON.stringify(plan.waves)).to.include('mallory').and.not.include('2099-01-01')
  })

  it('in the working directory take away nothing that a named file stated', async () => {
    const named = join(folder, 'owners.yaml')
    const rule = [
      'rules:',
      '  - match: { url: "*" }',
      '    owner: ada',
      '    classes: [health]',
      '    shelfLifeYears: 50',
    ]
    writeFileSync(named, rule.join('\n'))
    const { inventory } = await scan(url, '--owners', named)
    plant(...EVERYTHING)
    const outcome = await runHere(['plan', '--json', '--store', store()])
    expect(outcome.stdout).to.include('"owner": "ada"').and.not.include('mallory')
    const report = await runHere(['report', 'json', '--store', store()])
    expect(JSON.parse(report.stdout).endpoints[0].ownership).to.deep.equal(inventory.endpoints[0]?.ownership)
    expect(inventory.endpoints[0]?.assessment.sensitivity.tier).to.equal('critical')
  })

  it('that are named exclude and lower nothing by the names and tags of a stranger’s file', async () => {
    const named = join(folder, 'owners.yaml')
    const rules = [
      'rules:',
      '  - match: { name: "retired*" }',
      '    exclude: true',
      '  - match: { tag: project }',
      '    classes: [public]',
      '  - match: { tag: client-config }',
      '    accept: { until: 2099-01-01 }',
    ]
    writeFileSync(named, rules.join('\n'))
    const list = join(folder, 'list.txt')
    writeFileSync(list, `${url}\n`)
    const servers = { 'retired-1': { url }, 'retired-2': { url: `${url}/other` } }
    writeFileSync('.mcp.json', JSON.stringify({ mcpServers: servers }))
    for (const target of [[url], ['--file', list]]) {
      const { inventory: alone } = await scan(...target)
      const words = [...target, '--project', '.', '--owners', named, '--fail-on', 'plaintext']
      const { code, inventory } = await scan(...words)
      expect(code).to.equal(1)
      const [endpoint, ...others] = inventory.endpoints
      expect(others).to.deep.equal([])
      expect(endpoint?.url).to.equal(url)
      expect(endpoint?.sources.map(({ name, untrusted }) => ({ name, untrusted }))).to.deep.equal([
        { name: undefined, untrusted: undefined },
        { name: 'retired-1', untrusted: true },
      ])
      expect(endpoint).to.not.have.property('ownership')
      expect(endpoint?.assessment.sensitivity).to.deep.equal(alone.endpoints[0]?.assessment.sensitivity)
      // What only the stranger names is the user's to exclude.
      expect(inventory.summary.excluded?.map((one) => one.url)).to.deep.equal([`${url}/other`])
    }
  })

  it('that are named exclude no address of a range by the name that a stranger’s file gives it', async () => {
    const named = join(folder, 'owners.yaml')
    writeFileSync(named, 'rules:\n  - match: { name: "retired*" }\n    exclude: true\n')
    const servers = { 'retired-1': { url: 'https://127.0.0.1:4443/' } }
    writeFileSync('.mcp.json', JSON.stringify({ mcpServers: servers }))
    const words = ['127.0.0.1/32', '--port', '4443', '--project', '.', '--owners', named, '--json']
    const { stdout } = await runHere(['discover', ...words])
    expect(JSON.parse(stdout).excluded).to.deep.equal([])
    expect(stdout).to.include('https://127.0.0.1:4443/')
  })

  const BAD: Record<string, () => void> = {
    'broken YAML': () => writeFileSync('mcp-pqc.yaml', 'rules: ['),
    'an unknown key': () => plant('  - match: { url: "*" }', '    ca: evil.pem'),
    'an alias': () => writeFileSync('mcp-pqc.yaml', 'a: &a [*a]\nrules: *a'),
    'a folder': () => mkdirSync('mcp-pqc.yaml'),
    'a pipe': () => void execFileSync('mkfifo', ['mcp-pqc.yaml']),
    'a link to a device': () => symlinkSync('/dev/zero', 'mcp-pqc.yaml'),
    'a link to itself': () => symlinkSync('mcp-pqc.yaml', 'mcp-pqc.yaml'),
    'a link to a large file': () => {
      writeFileSync(join(folder, 'large'), ' '.repeat(5_000_000))
      symlinkSync(join(folder, 'large'), 'mcp-pqc.yaml')
    },
  }
  for (const [name, make] of Object.entries(BAD)) {
    it(`in the working directory do not refuse a scan: ${name}`, async () => {
      make()
      const { code, stderr, inventory } = await scan(url, '--fail-on', 'plaintext')
      expect(code).to.equal(1)
      expect(inventory.endpoints).to.have.length(1)
      const [settings] = inventory.summary.settings ?? []
      expect(settings?.ignored?.join()).to.match(/^mcp-pqc\.yaml:.*; the file is ignored$/)
      expect(stderr).to.include(settings?.ignored?.join())
    })
  }

  it('in the working directory may contradict themselves: the first owner counts', async () => {
    plant('  - match: { url: "*" }', '    owner: one', '  - match: { url: "*" }', '    owner: two')
    const { code, inventory } = await scan(url)
    expect(code).to.equal(0)
    expect(inventory.endpoints[0]?.ownership?.owner).to.equal('one')
  })

  it('are not looked for in the folders above', async () => {
    writeFileSync(join(folder, 'mcp-pqc.yaml'), 'rules: [{ match: { url: "*" }, owner: mallory }]')
    const { inventory } = await scan(url)
    expect(inventory.summary).to.not.have.property('settings')
    expect(inventory.endpoints[0]).to.not.have.property('ownership')
  })

  it('that are named may exclude, and an argument that they exclude is listed and fails its gate', async () => {
    plant('  - match: { url: "*" }', '    exclude: true')
    const listed = [{ url, by: 'mcp-pqc.yaml:2', argument: true }]
    const said = `Excluded: ${url} is excluded by mcp-pqc.yaml:2\n`
    const free = await scan(url, 'http://127.0.0.1:1/', '--owners', 'mcp-pqc.yaml')
    expect(free.inventory.summary).to.deep.include({
      endpoints: 0,
      excluded: [...listed, { ...listed[0], url: 'http://127.0.0.1:1/' }],
    })
    expect(free).to.include({ code: 0 })
    plant(`  - match: { url: "${url}" }`, '    exclude: true')
    const gated = await scan(
      url,
      new URL('/other', url).href,
      '--owners',
      'mcp-pqc.yaml',
      '--fail-on',
      'legacy-draft',
    )
    expect(gated.code).to.equal(1)
    expect(gated.inventory.summary.excluded).to.deep.equal(listed)
    expect(gated.inventory.summary.gates?.[0]).to.deep.include({
      failed: 0,
      reason: 'argument-excluded',
      because: `${url} is excluded by mcp-pqc.yaml:2`,
    })
    expect(gated.stderr)
      .to.include(said)
      .and.include(`--fail-on legacy-draft: argument-excluded: ${url} is excluded by mcp-pqc.yaml:2\n`)
    const later = await runHere(['report', 'csv', '--store', store(), '--fail-on', 'legacy-draft'])
    expect(later.code).to.equal(1)
    expect(later.stderr).to.include('argument-excluded')
    const compared = await runHere(['diff', 'latest', 'latest', '--store', store(), '--fail-on', 'worse'])
    expect(compared.code).to.equal(1)
    expect(compared.stderr).to.include('--fail-on worse: argument-excluded')
    const discovered = await runHere(['discover', url, '--owners', 'mcp-pqc.yaml', '--json'])
    expect(JSON.parse(discovered.stdout)).to.deep.include({ endpoints: [], excluded: listed })
  })

  it('of the user’s configuration folder have the rights of a named one, next to the working directory', async () => {
    const own = join(folder, 'config', 'mcp-pqc')
    mkdirSync(own, { recursive: true })
    writeFileSync(join(own, 'mcp-pqc.yaml'), 'rules: [{ match: { url: "*:1/" }, exclude: true }]')
    plant('  - match: { url: "*" }', '    owner: ada')
    const { inventory } = await scan(url, 'http://127.0.0.1:1/')
    expect(inventory.summary.settings?.map(({ origin }) => origin)).to.deep.equal([
      'user',
      'working-directory',
    ])
    expect(inventory.endpoints.map((one) => [one.url, one.ownership?.owner])).to.deep.equal([[url, 'ada']])
    expect(inventory.summary.excluded).to.have.length(1)
  })

  it('are not needed for it: a gate over no endpoint fails', async () => {
    const nothing = ['127.0.0.0/31', '--port', '1', '--timeout', '1']
    const { code, stderr, inventory } = await scan(...nothing, '--fail-on', 'classical')
    expect(code).to.equal(1)
    expect(inventory.summary.gates).to.deep.equal([
      {
        name: 'classical',
        meaning: inventory.summary.gates?.[0]?.meaning,
        failed: 0,
        undecided: 0,
        reason: 'no-endpoints',
        because: 'no endpoint was found',
      },
    ])
    expect(stderr).to.equal('--fail-on classical: no-endpoints: no endpoint was found\n')
    const junit = await runHere(['report', 'junit', '--store', store(), '--fail-on', 'classical'])
    expect(junit.code).to.equal(1)
    expect(junit.stdout).to.include('tests="1" failures="1"').and.include('type="no-endpoints"')
    await scan(...nothing)
    const diff = await runHere([
      'diff',
      'previous',
      'latest',
      '--store',
      store(),
      '--fail-on',
      'worse',
      '--json',
    ])
    expect(diff.code).to.equal(1)
    expect(JSON.parse(diff.stdout).summary.gates[0].reason).to.equal('no-endpoints')
    const free = await scan(...nothing)
    expect(free.code).to.equal(0)
  })
})
