import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createServer } from 'node:tls'
import { expect } from 'chai'
import { type Lab, startLab } from '../../src/lab/fleet.ts'
import { Plan } from '../../src/model/plan.ts'
import { Verification } from '../../src/model/verification.ts'
import { run, runHere } from '../cli/program.ts'
import { closedPort, selfSigned } from '../cli/servers.ts'

const FOLDER = mkdtempSync(join(tmpdir(), 'mcp-pqc-verify-'))
const file = (name: string): string => join(FOLDER, name)
const CA = file('ca.pem')
const FAST = ['--ca', CA, '--samples', '2', '--dials', '2']

describe('mcp-pqc verify of a server that sends data and closes after the handshake', () => {
  it('ends with a verdict', async function () {
    this.timeout(60_000)
    const identity = await selfSigned('CN=localhost', ['localhost'])
    const server = createServer(identity, (socket) => {
      socket.on('error', () => {})
      socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')
    })
    server.on('tlsClientError', () => {})
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    try {
      const { port } = server.address() as AddressInfo
      const url = `https://127.0.0.1:${port}/mcp`
      const { code, stdout } = await run(['verify', url, '--samples', '2', '--timeout', '1', '--json'])
      expect(code).to.equal(1)
      expect(Verification.parse(JSON.parse(stdout)).endpoints[0]?.verdict).to.equal('fail')
    } finally {
      server.close()
    }
  })
})

describe('mcp-pqc verify', () => {
  let lab: Lab
  const urlOf = (name: string): string => lab.endpoints.find((one) => one.name === name)?.url ?? ''
  before(async () => {
    lab = await startLab()
    writeFileSync(CA, lab.ca)
  })
  after(async () => {
    await lab.close()
    rmSync(FOLDER, { recursive: true })
  })

  it('passes with 0, says nothing beside the document, and has the document of the contract', async () => {
    const junit = file('verify.xml')
    const { code, stdout, stderr } = await runHere([
      'verify',
      urlOf('weather'),
      ...FAST,
      '--json',
      '--junit',
      junit,
    ])
    expect({ code, stderr }).to.deep.equal({ code: 0, stderr: '' })
    const { endpoints } = Verification.parse(JSON.parse(stdout))
    expect(endpoints.map(({ url, verdict }) => ({ url, verdict }))).to.deep.equal([
      { url: urlOf('weather'), verdict: 'pass' },
    ])
    expect(endpoints[0]?.timings?.handshake).to.include.keys('classical', 'hybrid', 'overheadMs')
    expect(readFileSync(junit, 'utf8')).to.match(/^<\?xml .*\n<testsuites .*failures="0" errors="0"/)
  })

  it('fails with 1, whatever else stayed open, and stays open with 3', async () => {
    const nobody = `https://127.0.0.1:${await closedPort()}/mcp`
    const [failed, open] = await Promise.all([
      runHere(['verify', urlOf('crm'), urlOf('tickets'), nobody, ...FAST]),
      runHere(['verify', nobody]),
    ])
    expect(failed.code).to.equal(1)
    expect(failed.stdout).to.include('3 endpoints: 2 fail, 1 incomplete').and.include('plain HTTP')
    expect(open.code).to.equal(3)
    expect(open.stdout).to.match(/^INCOMPLETE .*\n {2}\? open/)
  })

  it('writes a Markdown report with its chart beside it', async () => {
    const [report, chart] = [file('report.md'), file('times.svg')]
    const args = ['--format', 'markdown', '--output', report, '--chart', chart]
    const { code, stdout, stderr } = await runHere(['verify', urlOf('weather'), ...FAST, ...args])
    expect({ code, stdout, stderr }).to.deep.equal({
      code: 0,
      stdout: '',
      stderr: `Verification: ${report}\n`,
    })
    expect(readFileSync(report, 'utf8')).to.include('![TLS handshake times](<times.svg>)')
    expect(readFileSync(chart, 'utf8')).to.match(/^<svg .*X25519MLKEM768.*<\/svg>\n$/s)
  })

  it('writes the results of a wave back into the plan', async () => {
    const [inventory, path] = [file('inventory.json'), file('plan.json')]
    expect(
      (await runHere(['scan', urlOf('mail'), urlOf('crm'), '--ca', CA, '--output', inventory])).code,
    ).to.equal(0)
    const planned = await runHere(['plan', '--from', inventory, '--json', '--output', path])
    expect(planned.code, planned.stderr).to.equal(0)
    const plan = Plan.parse(JSON.parse(readFileSync(path, 'utf8')))
    // What was at mail is upgraded by now: weather stands in for it.
    const wave = plan.waves.find(({ items }) => items.some(({ track }) => track === 'key-exchange'))
    const item = wave?.items.find(({ url, track }) => url === urlOf('mail') && track === 'key-exchange')
    expect(item, 'an item for mail').to.be.an('object')
    writeFileSync(path, JSON.stringify(plan).replaceAll(urlOf('mail'), urlOf('weather')))
    const number = String(wave?.wave)
    const { code, stderr } = await runHere([
      'verify',
      '--plan',
      path,
      '--wave',
      number,
      '--update-plan',
      ...FAST,
    ])
    const updated = Plan.parse(JSON.parse(readFileSync(path, 'utf8')))
    const items = updated.waves.find((one) => one.wave === wave?.wave)?.items ?? []
    const of = (url: string) => items.find((one) => one.url === url && one.track === 'key-exchange')
    expect(of(urlOf('weather'))).to.deep.include({ status: 'done' })
    expect(of(urlOf('weather'))?.verification?.verdict).to.equal('pass')
    const crm = of(urlOf('crm'))
    if (crm) {
      expect(crm.status).to.equal('open')
      expect(crm.verification?.reasons.join()).to.include('TLS 1.3 with x25519')
    }
    expect(code).to.equal(items.some(({ verification }) => verification?.verdict === 'fail') ? 1 : 0)
    expect(stderr).to.include(`Plan: ${path}, ${updated.summary.done} of ${updated.summary.items} items done`)
  })

  it('compares with a scan from before', async () => {
    const inventory = file('before.json')
    await runHere(['scan', urlOf('weather'), '--ca', CA, '--output', inventory])
    const same = await runHere(['verify', urlOf('weather'), '--baseline', inventory, ...FAST, '--json'])
    const changed = readFileSync(inventory, 'utf8').replace(/"toolsHash": "[0-9a-f]{4}/, '"toolsHash": "ffff')
    writeFileSync(inventory, changed.replace('"name": "list_stations"', '"name": "list_all"'))
    const other = await runHere(['verify', urlOf('weather'), '--baseline', inventory, ...FAST, '--json'])
    const checks = (text: string) =>
      Object.fromEntries(
        (Verification.parse(JSON.parse(text)).endpoints[0]?.checks ?? []).map((one) => [one.id, one]),
      )
    expect(checks(same.stdout)['tool-list']?.result).to.equal('pass')
    expect(checks(same.stdout)['posture']).to.include({ result: 'pass', evidence: 'unchanged' })
    expect(checks(other.stdout)['tool-list']?.evidence).to.equal('added "list_stations"; removed "list_all"')
    expect(other.code).to.equal(1)
  })

  it('compares with the latest scan of this machine', async () => {
    const XDG_DATA_HOME = mkdtempSync(join(FOLDER, 'data-'))
    const verified = ['verify', urlOf('calendar'), '--baseline', 'latest', ...FAST, '--json']
    const nothing = await runHere(verified, { env: { XDG_DATA_HOME } })
    expect(nothing.code).to.equal(2)
    expect(JSON.parse(nothing.stdout).error.code).to.equal('SCAN_MISSING')
    await runHere(['scan', urlOf('calendar'), urlOf('weather'), '--ca', CA], { env: { XDG_DATA_HOME } })
    const { stdout } = await runHere(verified, { env: { XDG_DATA_HOME } })
    const checks = Verification.parse(JSON.parse(stdout)).endpoints[0]?.checks ?? []
    for (const id of ['tool-list', 'posture'])
      expect(checks.find((check) => check.id === id)?.result, id).to.equal('pass')
  })

  const MISTAKES: Record<string, { args: string[]; code: string }> = {
    'no target': { args: [], code: 'TARGET_MISSING' },
    'a range': { args: ['10.0.0.0/24'], code: 'TARGET_INVALID' },
    SSH: { args: ['ssh://127.0.0.1'], code: 'TARGET_INVALID' },
    'a wave without a plan': { args: ['--wave', '1'], code: 'USAGE' },
    'a requirement beside a plan': {
      args: ['--plan', 'x', '--wave', '1', '--require', 'pqc'],
      code: 'USAGE',
    },
    'arguments that are no object': {
      args: ['host', '--tool', 'x', '--args', '[1]'],
      code: 'ARGUMENTS_INVALID',
    },
    'arguments with too many levels': {
      args: ['host', '--tool', 'x', '--args', `{"a":${'['.repeat(20_000)}${']'.repeat(20_000)}}`],
      code: 'ARGUMENTS_INVALID',
    },
    'a certificate that is none': {
      args: ['host', '--cert', '/dev/null', '--key', '/dev/null'],
      code: 'IDENTITY_INVALID',
    },
    'a report that cannot be written': { args: ['host', '--junit', '/nowhere/x.xml'], code: 'WRITE_FAILED' },
  }
  it('refuses mistakes with 2 before anything is asked', async () => {
    const outcomes = await Promise.all(
      Object.entries(MISTAKES).map(async ([mistake, { args, code }]) => {
        const outcome = await runHere(['verify', ...args, '--json'])
        return { mistake, expected: code, exit: outcome.code, stdout: outcome.stdout }
      }),
    )
    for (const { mistake, expected, exit, stdout } of outcomes) {
      expect(exit, mistake).to.equal(2)
      expect(JSON.parse(stdout).error.code, mistake).to.equal(expected)
    }
  })
})
