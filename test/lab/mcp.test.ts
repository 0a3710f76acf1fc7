import { expect } from 'chai'
import { request } from 'undici'
import { type Lab, type LabEndpoint, startLab } from '../../src/lab/fleet.ts'
import { type Era, withClient } from './client.ts'

type Call = { tools: string[]; tool: string; arguments: Record<string, unknown>; answer: object }

const CALLS: Record<string, Call> = {
  'patient-records': {
    tools: ['get_patient', 'search_patients', 'add_prescription'],
    tool: 'search_patients',
    arguments: { icd10: 'E11' },
    answer: { patients: [{ mrn: 'MRN-0041', name: 'Alma Ferreira' }] },
  },
  payments: {
    tools: ['charge_card', 'refund', 'list_charges'],
    tool: 'refund',
    arguments: { charge: 'ch_1001' },
    answer: { id: 're_2001', charge: 'ch_1001', amount: 4200, currency: 'EUR' },
  },
  warehouse: {
    tools: ['get_stock', 'create_shipment'],
    tool: 'get_stock',
    arguments: { sku: 'GASKET-40' },
    answer: { sku: 'GASKET-40', bin: 'C-03', quantity: 18 },
  },
  tickets: {
    tools: ['search_tickets', 'create_ticket', 'close_ticket'],
    tool: 'create_ticket',
    arguments: { subject: 'No coffee', priority: 'high' },
    answer: { id: 'OPS-118', subject: 'No coffee', priority: 'high', status: 'open', assignee: 'triage' },
  },
  crm: {
    tools: ['find_contact', 'update_contact'],
    tool: 'find_contact',
    arguments: { query: 'nobody' },
    answer: { contacts: [] },
  },
  wiki: {
    tools: ['search_pages', 'edit_page'],
    tool: 'search_pages',
    arguments: { query: 'catalyst' },
    answer: { pages: ['patent-drafts'] },
  },
  mail: {
    tools: ['list_messages', 'read_message', 'send_message'],
    tool: 'list_messages',
    arguments: { unreadOnly: true },
    answer: { messages: [{ id: 'm-1', from: 'cfo@example.com', subject: 'Board papers, draft 3' }] },
  },
  weather: {
    tools: ['get_forecast', 'list_stations'],
    tool: 'get_forecast',
    arguments: { city: 'Oslo', days: 1 },
    answer: { city: 'Oslo', forecast: [{ day: 0, condition: 'wind from the west', high: 16, low: 8 }] },
  },
  hr: {
    tools: ['get_employee', 'list_employees', 'approve_leave'],
    tool: 'list_employees',
    arguments: {},
    answer: {
      employees: [
        { id: 'E-12', name: 'Priya Raman' },
        { id: 'E-15', name: 'Luc Moreau' },
      ],
    },
  },
  calendar: {
    tools: ['list_events', 'create_event'],
    tool: 'list_events',
    arguments: { date: '2026-12-03' },
    answer: { events: [{ id: 'ev-2', date: '2026-12-03', title: 'Dentist', attendees: [] }] },
  },
  ledger: {
    tools: ['get_balance', 'post_journal_entry'],
    tool: 'get_balance',
    arguments: { account: '4000' },
    answer: { account: '4000', balance: -1250000 },
  },
  'source-code': {
    tools: ['search_code', 'read_file', 'open_pull_request'],
    tool: 'search_code',
    arguments: { query: 'margin' },
    answer: { matches: ['engine/pricing.ts'] },
  },
  sql: {
    tools: ['run_query', 'list_tables'],
    tool: 'run_query',
    arguments: { sql: 'SELECT * FROM customers' },
    answer: { rows: [{ id: 1, name: 'Norte SL' }] },
  },
  'secrets-vault': {
    tools: ['read_secret', 'list_secrets', 'rotate_secret'],
    tool: 'list_secrets',
    arguments: {},
    answer: { paths: ['ci/deploy-token', 'db/reporting-password'] },
  },
}

describe('the MCP servers of the lab', () => {
  let lab: Lab
  before(async () => {
    lab = await startLab()
  })
  after(() => lab.close())
  const endpoint = (name: string) => lab.endpoints.find((one) => one.name === name) as LabEndpoint

  it('are all here', () => {
    expect(Object.keys(CALLS)).to.have.members(lab.endpoints.map(({ name }) => name))
  })

  for (const [name, call] of Object.entries(CALLS)) {
    for (const era of ['modern', 'legacy'] satisfies Era[]) {
      it(`${name} lists its tools and answers ${call.tool}, ${era} era`, () =>
        withClient(lab, endpoint(name), era, async (client) => {
          expect(client.getServerVersion()?.name).to.equal(name)
          const { tools } = await client.listTools()
          expect(tools.map((tool) => tool.name)).to.deep.equal(call.tools)
          for (const tool of tools) {
            expect(tool.description, tool.name).to.be.a('string')
            expect(tool.inputSchema, tool.name).to.have.property('type', 'object')
            expect(tool.annotations, tool.name).to.have.property('readOnlyHint')
          }
          const { structuredContent } = await client.callTool({ name: call.tool, arguments: call.arguments })
          expect(structuredContent).to.deep.equal(call.answer)
        }))
    }
  }

  it('resources can be listed and read', () =>
    withClient(lab, endpoint('wiki'), 'modern', async (client) => {
      const { resources } = await client.listResources()
      expect(resources.map(({ uri }) => uri)).to.include('wiki://pages/patent-drafts')
      const { contents } = await client.readResource({ uri: 'wiki://pages/patent-drafts' })
      expect(JSON.stringify(contents)).to.include('catalyst')
    }))

  it('prompts can be filled in', () =>
    withClient(lab, endpoint('crm'), 'modern', async (client) => {
      const { messages } = await client.getPrompt({ name: 'follow-up', arguments: { contact: 'Maite' } })
      expect(JSON.stringify(messages)).to.include('follow-up to Maite')
    }))

  it('an unknown record is the tool’s error, not the protocol’s', () =>
    withClient(lab, endpoint('payments'), 'modern', async (client) => {
      const result = await client.callTool({ name: 'refund', arguments: { charge: 'ch_0' } })
      expect(result.isError).to.equal(true)
    }))

  it('a foreign Host header is refused', async () => {
    const { url } = endpoint('tickets')
    const answers = ['attacker.example', 'tickets.localhost', 'localhost'].map(async (host) => {
      const { statusCode, body } = await request(url, { headers: { host } })
      await body.dump()
      return statusCode
    })
    expect(await Promise.all(answers)).to.deep.equal([403, 405, 405])
  })

  it('without a client certificate hr does not answer', async () => {
    const anonymous = { cert: undefined, key: undefined }
    // A client that has sent its request before the alert arrives may see the reset that follows it instead.
    expect(await failureOf(connectTo('hr', anonymous))).to.be.oneOf([
      'ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED',
      'UND_ERR_SOCKET',
      'ECONNRESET',
      'EPIPE',
    ])
  })

  it('an expired certificate is not trusted', async () => {
    expect(await failureOf(connectTo('wiki', { rejectUnauthorized: true }))).to.equal('CERT_HAS_EXPIRED')
  })

  it('clients that trust the lab trust every other certificate, under the name in the URL', async () => {
    const strangers = connectTo('weather', { ca: undefined })
    expect(await failureOf(strangers)).to.equal('UNABLE_TO_VERIFY_LEAF_SIGNATURE')
    await connectTo('weather', { servername: '' })
  })

  const connectTo = (name: string, tls: object) =>
    withClient(lab, endpoint(name), 'modern', (client) => client.listTools(), tls)
})

/** The code of the innermost cause. */
const failureOf = async (attempt: Promise<unknown>): Promise<unknown> => {
  let error: unknown = await attempt.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  while (error instanceof Error && error.cause !== undefined) error = error.cause
  return error instanceof Error && 'code' in error ? error.code : error
}
