import type { Certificate, Chain } from '../src/model/certificate.ts'
import type { AddressFacts, Endpoint } from '../src/model/endpoint.ts'
import type { InventoryEndpoint, Summary } from '../src/model/inventory.ts'
import type { McpFacts } from '../src/model/mcp.ts'
import type { VersionName } from '../src/model/questions/names.ts'
import { countEndpoint, emptySummary } from '../src/model/questions/summary.ts'
import { State } from '../src/model/state.ts'
import type { ClientFact, GroupFact, TlsFacts } from '../src/model/tls.ts'
import { groupKind, groupName, TLS13_GROUPS } from '../src/registry/tls/groups/namedGroups.ts'
import { HYBRID_CLIENTS } from '../src/registry/tls/software/clientProfiles.ts'

/** 90 days before `certificate` ends. */
export const NOW = new Date('2027-01-01T00:00:00Z')

/** A TLS 1.3 server with one classical group and an EC certificate; `changes` override it. */
export const tlsFacts = (changes: Partial<TlsFacts> = {}): TlsFacts => ({
  versions: versions('TLS 1.3'),
  groups: groups(['x25519']),
  groupChoice: 'server',
  cipherSuites: { 'TLS 1.3': ['TLS_AES_256_GCM_SHA384'] },
  cipherSuiteChoice: { 'TLS 1.3': 'server' },
  keyExchange12: [],
  keyExchange12Details: [],
  signatureSchemes: [],
  chains: [chain()],
  clientCertificate: 'none',
  certificateCompression: [{ algorithm: 'zlib', state: 'refused' }],
  resumption: { tickets: 'accepted', psk_ke: 'refused', psk_dhe_ke: 'accepted' },
  resumption12: { sessionId: 'refused', ticket: 'accepted', ticketLifetime: 7200 },
  alpn: ['http/1.1'],
  tolerance: {
    largeHello: { state: 'accepted' },
    splitHello: { state: 'accepted' },
    fragmentedRecord: { state: 'accepted' },
  },
  clients: [],
  timings: {},
  repeats: [{ offered: 'all', answered: 8, answers: [{ version: 'TLS 1.3', count: 8 }] }],
  connections: 30,
  ...changes,
})

/** The named versions are accepted, the others in the state `others`. */
export const versions = (accepted: VersionName | VersionName[], others: State = 'refused') => {
  const state = (name: VersionName): { state: State } => ({
    state: [accepted].flat().includes(name) ? 'accepted' : others,
  })
  return {
    'TLS 1.3': state('TLS 1.3'),
    'TLS 1.2': state('TLS 1.2'),
    'TLS 1.1': state('TLS 1.1'),
    'TLS 1.0': state('TLS 1.0'),
    'SSL 3.0': state('SSL 3.0'),
    'SSL 2.0': state('SSL 2.0'),
  }
}

export const groupNamed = (name: string): Pick<GroupFact, 'name' | 'value' | 'kind'> => {
  const value = TLS13_GROUPS.find((one) => groupName(one) === name)
  if (value === undefined) throw new Error(`no group is called ${name}`)
  return { name, value: `0x${value.toString(16).padStart(4, '0')}`, kind: groupKind(value) }
}

/** Every group that a scan offers: the named ones accepted and ranked, the others in the state `others`. */
export const groups = (accepted: readonly string[], others: State = 'refused'): GroupFact[] => [
  ...accepted.map((name, i): GroupFact => ({ ...groupNamed(name), state: 'accepted', rank: i + 1 })),
  ...TLS13_GROUPS.map(groupName)
    .filter((name) => !accepted.includes(name))
    .map((name) => ({ ...groupNamed(name), state: others })),
]

/** The outcome of each client runtime that offers a hybrid group: the group that it gets, or the state of its question. */
export const clients = (outcome: (client: string) => string | State): ClientFact[] =>
  HYBRID_CLIENTS.map(({ client }): ClientFact => {
    const name = outcome(client)
    const state = State.safeParse(name)
    if (state.success) return { client, state: state.data, basis: 'asked' }
    const { kind } = groupNamed(name)
    return { client, state: 'accepted', version: 'TLS 1.3', group: name, kind, basis: 'asked' }
  })

export const certificate = (changes: Partial<Certificate> = {}): Certificate => ({
  subject: 'CN=server.example',
  issuer: 'CN=authority.example',
  notBefore: '2026-04-01T00:00:00.000Z',
  notAfter: '2027-04-01T00:00:00.000Z',
  subjectAltNames: ['DNS:server.example'],
  publicKey: {
    algorithm: 'EC',
    oid: '1.2.840.10045.2.1',
    bits: 256,
    parameters: 'secp256r1',
    quantum: 'vulnerable',
  },
  signatureAlgorithm: 'ecdsa-with-SHA256',
  signatureQuantum: 'vulnerable',
  sha256: '00'.repeat(32),
  ...changes,
})

export const RSA_1024 = certificate({
  publicKey: { algorithm: 'RSA', oid: '1.2.840.113549.1.1.1', bits: 1024, quantum: 'vulnerable' },
})

export const ML_DSA_65 = certificate({
  publicKey: {
    algorithm: 'ML-DSA',
    oid: '2.16.840.1.101.3.4.3.18',
    parameters: 'ML-DSA-65',
    quantum: 'resistant',
  },
  signatureAlgorithm: 'ML-DSA-65',
  signatureQuantum: 'resistant',
})

export const chain = (changes: Partial<Chain> = {}): Chain => ({
  scheme: 'ecdsa_secp256r1_sha256',
  version: 'TLS 1.3',
  trusted: true,
  nameMatches: true,
  certificates: [certificate()],
  ...changes,
})

export const tlsAddress = (tls: TlsFacts, address = '192.0.2.1'): AddressFacts => ({
  address,
  port: 443,
  state: 'open',
  service: 'tls',
  connectMs: 1,
  tls,
})

export const httpAddress = (address = '192.0.2.2'): AddressFacts => ({
  address,
  port: 80,
  state: 'open',
  service: 'http',
})

export const deadAddress = (
  state: 'closed' | 'timed-out' | 'unreachable',
  address = '192.0.2.3',
): AddressFacts => ({
  address,
  port: 443,
  state,
  detail: 'as the test has it',
})

export const ENDPOINT: Endpoint = {
  id: '0123456789abcdef',
  url: 'https://server.example/mcp',
  transport: 'unknown',
  sources: [{ kind: 'argument' }],
}

/** An MCP server that needs no token and lists nothing. */
export const mcpFacts = (changes: Partial<McpFacts> = {}): McpFacts => ({
  state: 'recognised',
  revisions: [],
  eras: [],
  transport: 'streamable-http',
  capabilities: {},
  tools: [],
  resources: [],
  resourceTemplates: [],
  prompts: [],
  lists: { tools: 'accepted', resources: 'accepted', resourceTemplates: 'accepted', prompts: 'accepted' },
  auth: 'none',
  credentials: 'none',
  path: '/mcp',
  redirects: [],
  truncated: [],
  marks: {},
  requests: 1,
  timings: { totalMs: 1 },
  ...changes,
})

/** How many of what. `silentAddresses`: of ranges, where nothing listens. */
export const summarize = (
  endpoints: readonly InventoryEndpoint[],
  { silentAddresses, interrupted }: { silentAddresses: number; interrupted: boolean },
): Summary => {
  const summary = { ...emptySummary(), silentAddresses, interrupted }
  for (const endpoint of endpoints) countEndpoint(summary, endpoint)
  return summary
}
