import { expect } from 'chai'
import type { InventoryEndpoint } from '../../../src/model/inventory.ts'
import { serviceEvidence } from '../../../src/report/inventory/serviceEvidence.ts'

const ENDPOINT = {
  addresses: [],
  mcp: {
    state: 'recognised',
    server: { name: 'tickets\u001b[31m', version: '1.0' },
    revisions: ['2025-11-25'],
    transport: 'streamable-http',
    auth: 'required',
    credentials: 'withheld',
    tools: Array.from({ length: 14 }, (_, at) => ({ name: `tool${at}`, inputSchema: {} })),
    resources: [],
    prompts: [],
    redirects: [],
    truncated: [{ where: 'tools', why: 'too long' }],
  },
  oauth: {
    state: 'found',
    authorizationServers: [{ issuer: 'https://as.example', keys: [{ kty: 'RSA', bits: 2048 }] }],
    notFetched: [],
    problems: [],
  },
} as unknown as InventoryEndpoint

describe('evidence above TLS', () => {
  const text = serviceEvidence(ENDPOINT).join('\n')

  it('names server, tools, credentials and who issues the tokens', () => {
    expect(text).to.match(/^MCP: recognised, tickets/)
    expect(text).to.include('MCP credentials: required, withheld')
    expect(text).to.match(/14 tools: tool0, .*, 2 more/)
    expect(text).to.include('tokens from https://as.example, signed with RSA 2048')
    expect(text).to.include('cut: tools (too long)')
  })

  it('lets no escape through', () => {
    expect(text).not.to.include('\u001b')
  })
})
