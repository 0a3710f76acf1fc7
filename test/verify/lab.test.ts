import { expect } from 'chai'
import { type Lab, startLab } from '../../src/lab/fleet.ts'
import { SPECIFICATIONS } from '../../src/lab/specifications.ts'
import { type Requirement, VerifiedEndpoint } from '../../src/model/verification.ts'
import { type Task, verify } from '../../src/verify/verify.ts'
import { checkOf, endpointAt, idsWith, verifyUrl } from './verifying.ts'

/** Without any post-quantum group. */
const CLASSICAL = ['default-client', 'addresses', 'repeated-dials', 'client-runtimes']

/** Which checks fail under `--require hybrid`; [] for those that pass. */
const FAILED: Record<string, string[]> = {
  'patient-records': [...CLASSICAL, 'older-versions', 'signatures'],
  payments: CLASSICAL,
  warehouse: [...CLASSICAL, 'older-versions', 'signatures'],
  tickets: ['connection'],
  crm: CLASSICAL,
  wiki: [...CLASSICAL, 'certificates'],
  mail: ['default-client', 'preference', 'repeated-dials', 'client-runtimes'],
  weather: [],
  hr: [],
  calendar: [],
  ledger: [],
  'source-code': [],
  sql: [],
  'secrets-vault': [],
}

/** Those that pass a stricter requirement. */
const PASS: Record<Exclude<Requirement, 'hybrid'>, string[]> = {
  pqc: ['source-code', 'sql', 'secrets-vault'],
  'pqc-signatures': ['ledger', 'secrets-vault'],
}

describe('verify of the lab', () => {
  let lab: Lab
  const results = new Map<string, VerifiedEndpoint>()
  const found = (name: string, requirement: Requirement = 'hybrid') =>
    results.get(`${name} ${requirement}`) as VerifiedEndpoint

  before(async function () {
    this.timeout(60_000)
    lab = await startLab()
    // All by the default; the stricter ones only where they can differ.
    const wanted = lab.endpoints.flatMap((endpoint) =>
      (['hybrid', 'pqc', 'pqc-signatures'] as const)
        .filter((requirement) => requirement === 'hybrid' || FAILED[endpoint.name]?.length === 0)
        .map((requirement) => ({ ...endpoint, requirement })),
    )
    const done = await verify(
      wanted.map(
        ({ name, url, requirement }): Task => ({
          endpoint: endpointAt(url),
          options: {
            requirement,
            timeoutMs: 5000,
            dials: 3,
            samples: requirement === 'hybrid' && (name === 'weather' || name === 'sql') ? 5 : 0,
            ca: [lab.ca],
            identity: lab.clientIdentity,
          },
        }),
      ),
    )
    for (const [i, { name, requirement }] of wanted.entries())
      results.set(`${name} ${requirement}`, VerifiedEndpoint.parse(done[i]))
  })
  after(() => lab.close())

  it('has an expectation for each endpoint', () =>
    expect(Object.keys(FAILED)).to.have.members(SPECIFICATIONS.map(({ name }) => name)))

  for (const [name, failed] of Object.entries(FAILED)) {
    it(`${name}: ${failed.length === 0 ? 'passes' : `fails ${failed.join(', ')}`}`, () => {
      expect(idsWith(found(name), 'fail')).to.have.members(failed)
      expect(found(name).verdict).to.equal(failed.length === 0 ? 'pass' : 'fail')
    })
  }

  for (const [requirement, passing] of Object.entries(PASS)) {
    it(`--require ${requirement} lets pass ${passing.join(', ')} and no other`, () => {
      const candidates = Object.keys(FAILED).filter((name) => FAILED[name]?.length === 0)
      const passed = candidates.filter((name) => found(name, requirement as Requirement).verdict === 'pass')
      expect(passed).to.have.members(passing)
    })
  }

  it('says by which requirement an endpoint fails', () => {
    expect(idsWith(found('weather', 'pqc'), 'fail')).to.have.members([
      'hello-retry',
      'classical-clients',
      'older-versions',
    ])
    expect(idsWith(found('weather', 'pqc-signatures'), 'fail')).to.deep.equal(['signatures'])
  })

  it('names the clients that are still let in classically', () => {
    const { result, evidence } = checkOf(found('weather'), 'classical-clients')
    expect(result).to.equal('warn')
    expect(evidence).to.include('Node.js 20').and.not.include('Node.js 24')
  })

  it('sees a client’s order decide, a second hello asked for, and a default that does not fit', () => {
    expect(checkOf(found('ledger'), 'preference').result).to.equal('warn')
    expect(checkOf(found('hr'), 'hello-retry').evidence).to.match(
      /^HelloRetryRequest asks for X25519MLKEM768/,
    )
    expect(checkOf(found('source-code'), 'default-client')).to.include({ result: 'warn' })
  })

  it('sees the handshake end when a middle party strips the hello', () => {
    expect(checkOf(found('weather'), 'no-downgrade').evidence).to.match(
      /stripped.*transcript.*BAD_RECORD_MAC/,
    )
    expect(checkOf(found('secrets-vault'), 'no-downgrade').evidence).to.match(/the server refuses it/)
  })

  it('calls a tool that is marked read-only and needs no arguments, and no other', () => {
    expect(checkOf(found('weather'), 'tool-call').evidence).to.equal('"list_stations" answered')
    expect(checkOf(found('calendar'), 'tool-call').result).to.equal('skipped')
  })

  it('sends the arguments of a named tool only to a server that is vouched for', async () => {
    const url = lab.endpoints.find(({ name }) => name === 'calendar')?.url ?? ''
    const tool = { name: 'list_events', arguments: { date: '2026-12-01' } }
    const call = async (options: object) =>
      checkOf(await verifyUrl(url, { ca: [lab.ca], tool, ...options }), 'tool-call')
    expect(await call({})).to.include({ result: 'pass', evidence: '"list_events" answered' })
    expect(await call({ tool: { ...tool, arguments: {} } })).to.include({ result: 'warn' })
    expect(await call({ tool: { ...tool, name: 'no such \u20ac' } })).not.to.include({ result: 'pass' })
    expect(await call({ ca: [] })).to.include({ result: 'skipped', inconclusive: true })
  })

  it('times both kinds of handshake, and says why there is no classical one', () => {
    const { timings } = found('weather')
    expect(timings?.samples).to.equal(5)
    expect(timings?.groups).to.deep.equal({ classical: 'x25519', hybrid: 'X25519MLKEM768' })
    expect(timings?.handshake.interval?.[0]).to.be.at.most(timings?.handshake.overheadMs as number)
    expect(timings?.handshake.interval?.[1]).to.be.at.least(timings?.handshake.overheadMs as number)
    // RFC 10024: 1,216 bytes of key share instead of 32, and 1,120 instead of 32 in the answer.
    const { classical, hybrid } = timings?.bytes ?? {}
    expect((hybrid?.sent ?? 0) - (classical?.sent ?? 0)).to.be.within(1160, 1200)
    expect((hybrid?.received ?? 0) - (classical?.received ?? 0)).to.be.within(1060, 1100)
    expect(timings?.mcp?.first.min).to.be.above(timings?.mcp?.warm.min as number)
    expect(found('sql').timings?.handshake).to.have.keys('hybrid')
    expect(found('sql').timings?.notes).to.deep.equal([
      'no classical side: the server takes no classical group in TLS 1.3',
    ])
  })
})
