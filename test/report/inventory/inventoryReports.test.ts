import { expect } from 'chai'
import type { Tokens } from 'marked'
import { parseGates } from '../../../src/assess/gates.ts'
import type { Inventory } from '../../../src/model/inventory.ts'
import { inventoryCsv } from '../../../src/report/inventory/csv.ts'
import { inventoryJson } from '../../../src/report/inventory/json.ts'
import { inventoryJunit } from '../../../src/report/inventory/junit.ts'
import { inventoryMarkdown } from '../../../src/report/inventory/markdown.ts'
import { prometheus } from '../../../src/report/inventory/prometheus.ts'
import { inventoryTable, rankedTable } from '../../../src/report/inventory/table.ts'
import { jsonText } from '../../../src/report/text/json.ts'
import { plan } from '../../plan/planning.ts'
import { endpoint, FLEET, INVENTORY } from '../inventory.ts'
import { readCsv, readMarkdown, readPrometheus, readXml, textOf } from '../readers.ts'

const EMPTY: Inventory = {
  ...INVENTORY,
  endpoints: [],
  summary: {
    ...INVENTORY.summary,
    endpoints: 0,
    probed: 0,
    unreachable: 0,
    keyExchange: {},
    clientsGet: {},
    authentication: {},
  },
}

/** Every endpoint with an id of its own, as a scan gives them. */
const SCANNED: Inventory = {
  ...INVENTORY,
  endpoints: INVENTORY.endpoints.map((endpoint, i) => ({ ...endpoint, id: `id${i}` })),
}

/** With servers that a client starts itself, before the others. */
const WITH_LOCAL: Inventory = {
  ...SCANNED,
  endpoints: [
    ...Array.from({ length: 9 }, (_, i) =>
      endpoint([], {
        id: `local${i}`,
        url: 'stdio:npm/files',
        transport: 'stdio',
        problem: { code: 'LOCAL', message: 'a local process: nothing is on the wire' },
      }),
    ),
    ...SCANNED.endpoints,
  ],
}

/** The same endpoints so many times over. */
const times = (count: number): Inventory => {
  const endpoints = Array.from({ length: count }, (_, i) => ({
    ...(FLEET[i % FLEET.length] as (typeof FLEET)[number]),
    id: `id${i}`,
  }))
  return { ...INVENTORY, endpoints, summary: { ...INVENTORY.summary, endpoints: count } }
}

describe('report json', () => {
  it('is exactly the document of scan --json', async () => {
    expect(await textOf(inventoryJson, INVENTORY)).to.equal(jsonText(INVENTORY))
    const authorized = { ...INVENTORY, authorization: { who: 'me', when: 'now', scope: ['192.0.2.0/24'] } }
    expect(JSON.parse(await textOf(inventoryJson, authorized))).to.deep.equal(
      JSON.parse(jsonText(authorized)),
    )
  })

  it('is complete without endpoints', async () =>
    expect(JSON.parse(await textOf(inventoryJson, EMPTY))).to.deep.equal(EMPTY))
})

describe('report csv', () => {
  it('has a record for each endpoint, in order', async () => {
    const rows = readCsv(await textOf(inventoryCsv, SCANNED))
    expect(rows.map(({ id, risk }) => [id, risk])).to.deep.equal(
      SCANNED.endpoints.map(({ id, assessment }) => [id, String(assessment.risk.score)]),
    )
  })

  it('distinguishes yes, no and unknown, and names what was not tested', async () => {
    const rows = readCsv(await textOf(inventoryCsv, SCANNED))
    const row = (name: string) => rows.find((one) => one['name'] === name)
    expect(row('crm')).to.include({
      key_exchange: 'classical',
      classical_accepted: 'yes',
      versions: 'TLS 1.3',
      groups: 'x25519',
      certificate_keys: 'EC secp256r1',
      certificate_expires: '2027-04-01',
      certificate_trusted: 'yes',
      not_tested: 'other cipher suites and signature schemes; outcomes for some MCP clients; MCP',
      mcp: 'not-tested',
    })
    expect(row('tickets')).to.include({
      key_exchange: 'plaintext',
      versions: '',
      certificate_trusted: 'unknown',
      not_tested: 'MCP',
    })
    expect(row('source-code')).to.include({ classical_accepted: 'no' })
    const dead = rows.find(({ url }) => url === 'https://192.0.2.3/')
    expect(dead).to.include({
      key_exchange: 'unknown',
      classical_accepted: 'unknown',
      not_tested: 'everything',
    })
    expect(dead?.['not_probed_because']).to.include('closed')
  })

  it('has the plan and the verification of an endpoint', async () => {
    const made = plan(SCANNED.endpoints)
    const url = SCANNED.endpoints[0]?.url as string
    const verification = {
      schemaVersion: '1',
      tool: INVENTORY.tool,
      startedAt: INVENTORY.startedAt,
      finishedAt: INVENTORY.finishedAt,
      endpoints: [{ url, requirement: 'hybrid', verdict: 'fail', checks: [] }],
    } as const
    const [first] = readCsv(
      await textOf(inventoryCsv, SCANNED, {
        plan: made,
        verification: {
          ...verification,
          endpoints: [...verification.endpoints.map((one) => ({ ...one, checks: [] }))],
        },
      }),
    )
    const items = made.waves.flatMap((wave) => wave.items).filter(({ endpoint }) => endpoint === 'id0')
    expect(items).to.not.be.empty
    expect(first?.['plan_status']).to.equal(
      items.map(({ track, status }) => `${track}: ${status}`).join('; '),
    )
    expect(first?.['plan_deadline']).to.equal(items.map(({ deadline }) => deadline.date).toSorted()[0])
    expect(first?.['verified']).to.equal('hybrid: fail')
  })
})

describe('report table', () => {
  it('writes more endpoints than a batch as one table', async function () {
    this.timeout(20_000)
    const many = times(501)
    for (const width of [60, 80, 140]) {
      const text = await textOf(inventoryTable({ width, colours: false }), many)
      const whole = rankedTable(many.endpoints, { width, colours: false })
      expect(text.startsWith(`${whole}\n\nFix first\n`), String(width)).to.equal(true)
      expect(text).to.match(/^501 endpoints$/m)
    }
  })

  it('names a few of those that could not be probed', async () => {
    const text = await textOf(inventoryTable({ width: 100, colours: false }), SCANNED)
    expect(text).to.match(/^2 could not be probed:\n {2}https:\/\/192\.0\.2\.3\/: 192\.0\.2\.3 closed/m)
  })

  it('does not count or name local processes among those', async () => {
    const text = await textOf(inventoryTable({ width: 60, colours: false }), WITH_LOCAL)
    const named = text.split('2 could not be probed:\n')[1]
    expect(named).to.match(/^ {2}https:\/\/192\.0\.2\.3\/: /)
    expect(named).to.include('very-long-label')
    expect(named).to.not.match(/a local process|and .* more/)
  })

  it('is short without endpoints', async () =>
    expect(await textOf(inventoryTable({ width: 80, colours: false }), EMPTY)).to.equal('0 endpoints\n'))
})

describe('report markdown', () => {
  it('has a summary, a ranking, findings, reasons and what was not tested', async () => {
    const tokens = readMarkdown(await textOf(inventoryMarkdown, SCANNED, { plan: plan(SCANNED.endpoints) }))
    const headings = tokens.flatMap((token) => (token.type === 'heading' ? [token.text] : []))
    expect(headings).to.deep.equal([
      'Post-quantum readiness of MCP endpoints',
      'Highest risk first',
      'Findings',
      'Fix first',
      'Not tested',
    ])
    const [glance, authentication, ranking] = tokens.filter(
      (token) => token.type === 'table',
    ) as Tokens.Table[]
    expect(glance?.rows).to.have.length(Object.keys(INVENTORY.summary.keyExchange).length)
    expect(authentication?.rows).to.have.length(Object.keys(INVENTORY.summary.authentication).length)
    expect(ranking?.rows).to.have.length(SCANNED.endpoints.length)
    expect(ranking?.header.map(({ text }) => text)).to.include('Plan')
  })

  it('counts local processes apart from what could not be probed', async () => {
    const text = await textOf(inventoryMarkdown, WITH_LOCAL)
    const [, list] = text.split('Could not be probed (2):\n\n')
    expect(list?.split('\n\n')[0]?.split('\n')).to.have.length(2)
    expect(text).to.include('Not started: 9 local processes without a network address.')
    expect(text).to.not.match(/^- and .* more/m)
  })

  it('stays readable with many endpoints, and says what it leaves out', async () => {
    const text = await textOf(inventoryMarkdown, times(3000))
    expect(text.length).to.be.below(65_536)
    expect(text).to.include('2,800 endpoints of lower risk: `mcp-pqc report csv` lists them all.')
    expect(text).to.match(/- MCP: [\d,]+ endpoints/)
  })

  it('is complete without endpoints', async () =>
    expect(await textOf(inventoryMarkdown, EMPTY)).to.match(/^0 endpoints, scanned/m))
})

describe('report prometheus', () => {
  it('is in the text format, and gives posture, risk and the end of certificates', async () => {
    const samples = readPrometheus(await textOf(prometheus, SCANNED, { plan: plan(SCANNED.endpoints) }))
    const of = (name: string) => samples.filter((one) => one.name === `mcp_pqc_${name}`)
    expect(of('endpoint_posture')).to.have.length(SCANNED.endpoints.length)
    for (const endpoint of SCANNED.endpoints) {
      const has = (name: string) => of(name).filter(({ labels }) => labels['id'] === endpoint.id)
      const { keyExchange, risk } = endpoint.assessment
      expect(has('endpoint_posture')[0]?.labels['key_exchange']).to.equal(keyExchange.category)
      expect(has('endpoint_risk_score')[0]?.value).to.equal(risk.score)
      const ends = new Set(
        endpoint.addresses.flatMap(({ tls }) =>
          (tls?.chains ?? []).flatMap(({ certificates }) =>
            certificates.slice(0, 1).map(({ notAfter }) => notAfter),
          ),
        ),
      )
      const found = has('certificate_not_after_timestamp_seconds')
      expect(new Set(found.map(({ value }) => value))).to.deep.equal(
        new Set([...ends].map((end) => Date.parse(end) / 1000)),
      )
    }
    expect(of('plan_items')).to.not.be.empty
    expect(of('scan_last_success_timestamp_seconds')[0]?.value).to.equal(
      Date.parse(INVENTORY.finishedAt) / 1000,
    )
  })

  it('has no success for an interrupted scan, and no expiry for a certificate without one', async () => {
    const summary = { ...INVENTORY.summary, interrupted: true }
    const endpoints = structuredClone(SCANNED.endpoints)
    for (const { tls } of endpoints.flatMap(({ addresses }) => addresses))
      for (const one of (tls?.chains ?? []).flatMap(({ certificates }) => certificates))
        one.notAfter = 'unreadable'
    const samples = readPrometheus(await textOf(prometheus, { ...SCANNED, endpoints, summary }))
    expect(samples.map(({ name }) => name)).to.not.include.members([
      'mcp_pqc_scan_last_success_timestamp_seconds',
    ])
    expect(samples.map(({ name }) => name)).to.not.include('mcp_pqc_certificate_not_after_timestamp_seconds')
  })
})

describe('report junit', () => {
  const report = inventoryJunit(parseGates(['classical', 'short-rsa']))

  it('fails where a gate fails, skips what could not be probed, and counts both', async () => {
    const { name, attributes, children } = readXml(await textOf(report, SCANNED))
    expect(name).to.equal('testsuites')
    const cases = children[0]?.children.filter((one) => one.name === 'testcase') ?? []
    const kinds = cases.map((one) => one.children[0]?.name)
    expect(cases).to.have.length(SCANNED.endpoints.length)
    const count = (kind: string) => String(kinds.filter((one) => one === kind).length)
    expect(attributes).to.include({
      tests: String(cases.length),
      failures: count('failure'),
      skipped: count('skipped'),
    })
    const failed = (of: string) =>
      cases.find((one) => one.attributes['name'] === of)?.children.map((one) => one.attributes['type'])
    expect(failed('warehouse')).to.deep.equal(['classical', 'short-rsa'])
    expect(failed('source-code')).to.deep.equal([undefined])
    expect(count('skipped')).to.equal('2')
  })

  it('does not pass an endpoint with an unknown key exchange', async () => {
    const other = endpoint([{ address: '192.0.2.9', port: 443, state: 'open', service: 'ssh' }])
    const { attributes, children } = readXml(await textOf(report, { ...SCANNED, endpoints: [other] }))
    expect(attributes).to.include({ tests: '1', failures: '0', skipped: '1' })
    const [skipped] = children[0]?.children.find(({ name }) => name === 'testcase')?.children ?? []
    expect(skipped?.attributes['message']).to.equal('key exchange unknown: SSH')
  })

  it('does not pass an endpoint for which the quick profile leaves a gate undecided', async () => {
    const endpoints = structuredClone(SCANNED.endpoints)
    for (const { tls } of endpoints.flatMap(({ addresses }) => addresses))
      if (tls) tls.versions['TLS 1.1'] = { state: 'not-tested' }
    const gates = parseGates(['obsolete-version'])
    const { attributes } = readXml(await textOf(inventoryJunit(gates), { ...SCANNED, endpoints }))
    expect(attributes).to.include({ failures: '1', skipped: String(endpoints.length - 2) })
  })
})
