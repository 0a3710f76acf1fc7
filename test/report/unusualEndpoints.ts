import { assess } from '../../src/assess/assess.ts'
import type { AddressFacts } from '../../src/model/endpoint.ts'
import type { Inventory, InventoryEndpoint } from '../../src/model/inventory.ts'
import type { OauthFacts } from '../../src/model/oauth.ts'
import { byRisk } from '../../src/model/questions/endpoint.ts'
import type { SshFacts } from '../../src/model/ssh.ts'
import {
  certificate,
  chain,
  deadAddress,
  httpAddress,
  NOW,
  summarize,
  tlsAddress,
  tlsFacts,
  versions,
} from '../facts.ts'

/** An endpoint with an id of its own, judged as a scan would. */
export const endpointOf = (
  number: number,
  addresses: AddressFacts[],
  changes: Partial<InventoryEndpoint> = {},
): InventoryEndpoint => {
  const endpoint = {
    id: number.toString(16).padStart(16, '0'),
    url: `https://host-${number}.example/mcp`,
    transport: 'streamable-http' as const,
    sources: [{ kind: 'argument' as const }],
    ...changes,
  }
  const { oauth, ownership } = changes
  return {
    ...endpoint,
    addresses,
    assessment: assess(
      { endpoint, addresses, ...(oauth ? { oauth } : {}), ...(ownership ? { ownership } : {}) },
      NOW,
    ),
  }
}

const algorithm = (name: string, kind: 'hybrid' | 'classical' | 'unknown', weak = false) => ({
  name,
  kind,
  weak,
})

export const sshFacts = (changes: Partial<SshFacts> = {}): SshFacts => ({
  connection: 'open',
  state: 'accepted',
  identification: { protocolVersion: '2.0', software: 'OpenSSH_8.4' },
  keyExchange: [
    algorithm('sntrup761x25519-sha512@openssh.com', 'hybrid'),
    algorithm('curve25519-sha256', 'classical'),
    algorithm('diffie-hellman-group1-sha1', 'classical', true),
    algorithm('nobody-knows@example.com', 'unknown'),
  ],
  hostKeys: [algorithm('ssh-ed25519', 'classical'), algorithm('ssh-rsa', 'classical', true)],
  ciphers: ['chacha20-poly1305@openssh.com', 'aes128-ctr', 'aes256-gcm@openssh.com'],
  macs: ['hmac-sha2-256-etm@openssh.com', 'umac-64@openssh.com'],
  compression: ['none'],
  strictKeyExchange: false,
  timings: {},
  ...changes,
})

export const sshAddress = (ssh: SshFacts): AddressFacts => ({
  address: '192.0.2.22',
  port: 22,
  state: 'open',
  service: 'ssh',
  ssh,
})

export const oauthFacts = (changes: Partial<OauthFacts> = {}): OauthFacts => ({
  state: 'found',
  authorizationServers: [
    {
      issuer: 'https://issuer.example',
      issuerMatches: true,
      endpoints: {},
      signingAlgorithms: {},
      dpopSigningAlgorithms: [],
      certificateBoundTokens: false,
      codeChallengeMethods: ['S256'],
      keys: [
        { kty: 'RSA', alg: 'RS256', bits: 2048, quantum: 'vulnerable' },
        { kty: 'EC', crv: 'P-256', bits: 256, quantum: 'vulnerable' },
        { kty: 'AKP', alg: 'ML-DSA-65', quantum: 'resistant' },
        { kty: 'other', quantum: 'unknown' },
      ],
    },
  ],
  endpoints: [],
  notFetched: [],
  redirects: [],
  problems: [],
  requests: 2,
  ...changes,
})

/** What most inventories have none of. */
export const UNUSUAL: InventoryEndpoint[] = [
  endpointOf(1, [sshAddress(sshFacts())], { transport: 'ssh', url: 'ssh://host-1.example' }),
  endpointOf(2, [httpAddress()], { url: 'http://host-2.example/mcp' }),
  endpointOf(3, [deadAddress('timed-out')]),
  endpointOf(4, [], {
    transport: 'stdio',
    url: 'stdio:npx',
    sources: [{ kind: 'client-config', client: 'cursor', name: 'files', path: '.cursor/mcp.json', line: 12 }],
    stdio: {
      command: 'npx',
      args: ['-y', '@example/files'],
      package: 'npm/@example/files',
      upstreams: ['https://upstream.example/v1'],
    },
  }),
  endpointOf(5, [], { url: 'https://{tenant}.example/mcp', unresolved: ['tenant'] }),
  endpointOf(6, [tlsAddress(tlsFacts())], { oauth: oauthFacts(), trusts: ['0000000000000007', 'nobody'] }),
  endpointOf(7, [tlsAddress(tlsFacts())]),
  endpointOf(8, [
    tlsAddress(
      tlsFacts({
        versions: versions(['TLS 1.2', 'TLS 1.0', 'SSL 3.0'], 'not-tested'),
        groups: [],
        cipherSuites: {
          'TLS 1.2': ['TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256', 'TLS_DHE_RSA_WITH_AES_256_CBC_SHA', '0xfefe'],
          'TLS 1.0': ['TLS_RSA_WITH_3DES_EDE_CBC_SHA', 'TLS_DHE_RSA_WITH_AES_256_CBC_SHA'],
        },
        keyExchange12: ['ECDHE', 'DHE', 'RSA'],
        keyExchange12Details: [
          { family: 'ECDHE', group: 'secp256r1' },
          { family: 'DHE', bits: 1024 },
          { family: 'RSA' },
        ],
        chains: [
          chain({ trusted: false, trustError: 'self-signed certificate', nameMatches: false }),
          chain({
            certificates: [certificate({ notAfter: '2026-12-01T00:00:00.000Z', sha256: '11'.repeat(32) })],
          }),
        ],
      }),
    ),
  ]),
]

export const inventoryOf = (endpoints: InventoryEndpoint[], changes: Partial<Inventory> = {}): Inventory => ({
  schemaVersion: '1',
  tool: { name: 'mcp-pqc', version: '0.1.0' },
  startedAt: NOW.toISOString(),
  finishedAt: NOW.toISOString(),
  endpoints: endpoints.toSorted(byRisk),
  summary: summarize(endpoints, { silentAddresses: 0, interrupted: false }),
  ...changes,
})

/** Markup, links, placeholders, terminal escapes, bidirectional marks, a lone surrogate, and far too long. */
export const HOSTILE = `](javascript:alert(1)) {0} <img src=x> \u001b[31m\u202e\ud800"'\\\n=cmd|x ${'a'.repeat(20_000)}`

/** Every text of an endpoint is hostile, save for those that a schema fixes. */
export const hostile = (endpoint: InventoryEndpoint): InventoryEndpoint =>
  spoiled(endpoint, FIXED) as InventoryEndpoint

const FIXED = [
  'kind',
  'state',
  'service',
  'transport',
  'category',
  'tier',
  'access',
  'code',
  'level',
  'groupChoice',
  'clientCertificate',
  'quantum',
  'signatureQuantum',
  'family',
  'auth',
  'tickets',
  'psk_ke',
  'psk_dhe_ke',
  'connection',
  'keyExchange12',
  'role',
]

const spoiled = (value: unknown, fixed: readonly string[]): unknown => {
  if (typeof value === 'string') return HOSTILE
  if (Array.isArray(value)) return value.map((one) => spoiled(one, fixed))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, one]) => [
      name,
      fixed.includes(name) && typeof one !== 'object' ? one : spoiled(one, fixed),
    ]),
  )
}
