import { readFileSync } from 'node:fs'
import { classify, type ServerEvidence } from '../../../src/assess/sensitivity/sensitivity.ts'
import { evidenceOf, readRows } from '../../eval/rows.ts'
import { expectStored } from '../../storedText.ts'
import { MADE_UP } from './servers.ts'

/** One in four of the labelled servers: real names, descriptions and tools. */
const LABELLED = readRows(
  readFileSync(new URL('../../eval/data/mcp-servers-labelled.jsonl', import.meta.url), 'utf8'),
)
  .map(evidenceOf)
  .filter((_, at) => at % 4 === 0)

const LONG_NAME = 'patient '.repeat(40)
const tool = (name: string, description = ''): { name: string; description: string } => ({
  name,
  description,
})

const FORMS: ServerEvidence[] = [
  { name: 'acme', environment: ['ACME_API_KEY', 'DATABASE_URL', 'STRIPE_SECRET_KEY', 'LINEAR_API_KEY'] },
  {
    name: 'acme',
    environment: ['OPENAI_API_KEY', 'NOTION_TOKEN', 'PATIENT_FOLDER', 'AWS_SECRET_ACCESS_KEY'],
  },
  { name: 'stripe', environment: ['NOTION_TOKEN', 'DATABASE_URL'] },
  { name: 'acme', environment: [LONG_NAME, '\u001b[31mDATABASE_URL'] },
  { tools: [{ name: 'do_it', title: 'Refund a payment', description: 'Refunds an invoice.' }] },
  { tools: [tool('doIt', `${'word '.repeat(90)} refund`), tool('getInvoice'), tool('patients_list')] },
  { tools: [...Array.from({ length: 299 }, (_, i) => tool(`t${i}`)), tool('get_patient'), tool('refund')] },
  { resources: [{ uri: 'fhir://patient/{id}', name: 'Patient', description: 'A record of a patient.' }] },
  {
    resources: [
      { uri: `https://example/${'a'.repeat(200)}/invoice` },
      { uri: 'postgres://table', name: 'rows' },
    ],
  },
  { prompts: [{ name: 'summarise-invoice', description: 'An invoice, and a refund' }, { name: 'weather' }] },
  { name: 'io.github.someone/slack', title: 'Slack (community)', packageName: '@someone/slack-mcp' },
  { name: '@modelcontextprotocol/server-postgres', serverName: 'postgres' },
  { packageName: 'someone/notion/weather', command: 'npx -y @stripe/mcp --key=notion' },
  { command: String.raw`C:\slack\node.exe /opt/notion/gmail` },
  { url: 'https://user:notion@mcp.stripe.com:8443/v1?x=slack#linear' },
  { url: 'https://abc.a.run.app/notion/mcp' },
  { url: 'https://server.smithery.ai/@someone/github/mcp' },
  { url: 'https://10.0.0.1/notion' },
  { name: 'The Graph' },
  { name: 'aws-s3-docs' },
  { name: 'aws lambda logs', description: 'Query logs, metrics and traces.' },
  { name: 'github and slack bridge', description: 'Send messages about pull requests.' },
  { description: 'MCP server for Zendesk. Works with the Close API, not with Linear.' },
  { description: 'Made like Zendesk, and close to Google Drive; use with Claude.' },
  { description: `${'word '.repeat(50)} patient records. ${'word '.repeat(20)} Notion` },
  { description: 'Weather forecasts; user profiles and email addresses of customers.' },
  { description: 'getUserProfile, listInvoices, HTTPServer, café résumés, news, billing, accounting.' },
  {
    description: 'Invoices invoiced invoicing; patients, policies, companies, classes, buses, status, used.',
  },
  { instructions: 'Ask for the patient first. Then query the database.' },
  { name: 'wikipedia', description: 'Patient records and medication lists.', tools: [tool('get_patient')] },
  { name: 'solana', description: 'Blockchain data and token prices.', tools: [tool('send_tokens')] },
]

const shown = (server: ServerEvidence): string => {
  const { tier, access, shelfLifeYears, classes } = classify(server)
  const { id, name, title, description, url } = server
  const label = JSON.stringify(id ?? name ?? title ?? description?.slice(0, 60) ?? url ?? server).slice(
    0,
    120,
  )
  return [
    `${label}: ${tier}, ${access}, ${shelfLifeYears?.join(' to ')} years`,
    ...classes.flatMap((one) => [
      `  ${one.class} ${one.confidence}`,
      ...one.evidence.map((line) => `    ${line}`),
    ]),
  ].join('\n')
}

describe('the data of servers', () => {
  it('are judged from their words, with the evidence that is stored in judged.txt', () => {
    const servers = [...FORMS, ...MADE_UP.map(({ server }) => server), ...LABELLED]
    expectStored(new URL('judged.txt', import.meta.url), servers.map(shown).join('\n'))
  })
})
