import { expect } from 'chai'
import type { InventoryEndpoint } from '../../../src/model/inventory.ts'
import { evidence } from '../../../src/report/html/evidence.ts'
import { factsText } from '../../../src/report/inventory/facts/text.ts'
import { chain, clients, groups, tlsAddress, tlsFacts, versions } from '../../facts.ts'
import { endpoint, FLEET } from '../inventory.ts'

/** An endpoint whose MCP, tokens, SSH and software are known. */
const SERVICE = {
  ...endpoint([
    {
      address: '192.0.2.9',
      port: 22,
      state: 'open',
      service: 'ssh',
      connectMs: 1,
      ssh: {
        connection: 'open',
        state: 'accepted',
        identification: { protocolVersion: '2.0', software: 'OpenSSH_9.2' },
        keyExchange: [{ name: 'diffie-hellman-group1-sha1', kind: 'classical', weak: true }],
        hostKeys: [{ name: 'ssh-ed25519', kind: 'classical', weak: false }],
        ciphers: ['aes128-ctr'],
        macs: ['hmac-sha2-256'],
        compression: ['none'],
        strictKeyExchange: null,
        timings: {},
      },
    },
  ]),
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
    lists: { tools: 'accepted', resources: 'accepted', prompts: 'not-tested' },
    toolsHash: 'ab12',
    redirects: [{ to: 'https://b.example/', followed: false }],
    truncated: [{ where: 'tools', why: 'too long' }],
    requests: 6,
    timings: { totalMs: 35 },
  },
  oauth: {
    state: 'found',
    authorizationServers: [{ issuer: 'https://as.example', keys: [{ kty: 'RSA', bits: 2048 }] }],
    notFetched: [],
    problems: [],
  },
  softwareSeen: [{ id: 'x', name: 'Nginx', role: 'tls', confidence: 0.9, evidence: ['Server: nginx'] }],
} as unknown as InventoryEndpoint

const shown = (changes: Parameters<typeof tlsFacts>[0] = {}) =>
  factsText(endpoint([tlsAddress(tlsFacts(changes))]), 200).split('\n')

describe('the facts of an endpoint, as text', () => {
  const LINES: [string, Parameters<typeof tlsFacts>[0], string][] = [
    ['where it was found', {}, '    Found in: argument'],
    ['what the judgement is', {}, '  Key exchange: classical'],
    [
      'that clients get another key exchange than is offered',
      { groups: groups(['X25519MLKEM768', 'x25519']), clients: clients(() => 'x25519') },
      '  Key exchange: classical, offers X25519MLKEM768',
    ],
    [
      'that no client gets what is offered',
      { groups: groups(['MLKEM1024']), clients: clients(() => 'refused') },
      '    Clients that support post-quantum key exchange get: post-quantum (no client runtime that was tested can connect)',
    ],
    [
      'that nothing is encrypted',
      {
        versions: versions('TLS 1.2'),
        groups: [],
        cipherSuites: { 'TLS 1.2': ['TLS_RSA_WITH_NULL_SHA'] },
        cipherSuiteChoice: { 'TLS 1.2': 'client' },
      },
      '    Clients that support post-quantum key exchange get: no encryption',
    ],
    [
      'suites that need a shared secret',
      { sharedSecretSuites: { 'TLS 1.2': ['TLS_PSK_WITH_AES_128_GCM_SHA256'] } },
      '      TLS 1.2 cipher suites with a pre-shared key or a password: TLS_PSK_WITH_AES_128_GCM_SHA256',
    ],
    [
      'how sessions are resumed',
      {
        resumption: { tickets: 'accepted', psk_ke: 'refused', psk_dhe_ke: 'accepted', ticketLifetime: 7200 },
      },
      '      Resumption in TLS 1.3: tickets accepted, without a new key exchange (psk_ke) refused, with a new key exchange (psk_dhe_ke) accepted, ticket lifetime 7,200 s',
    ],
    ['what is unknown', { groups: groups([], 'timed-out') }, '    Accepts classical clients: unknown'],
    ['the address', {}, '  Address 192.0.2.1, port 443: open, tls'],
    [
      'a version, and why',
      { versions: { ...versions([]), 'TLS 1.3': { state: 'refused', alert: 'protocol_version' } } },
      '      TLS 1.3: refused (protocol_version)',
    ],
    [
      'what was not tested, as that',
      { versions: versions('TLS 1.3', 'not-tested') },
      '      TLS 1.0: not tested',
    ],
    ['a protocol that was not asked for', { alpn: [], alpnState: 'not-tested' }, '      ALPN: not tested'],
    ['an empty list of an older version', { alpn: [] }, '      ALPN: not tested'],
    [
      'that a quick scan sees only what the server chose',
      { cipherSuiteChoice: {} },
      '      TLS 1.3 cipher suites (others not tested): TLS_AES_256_GCM_SHA384',
    ],
    [
      'every question without an answer',
      { clients: [], clientCertificate: 'not-tested', cipherSuiteChoice: {} },
      '      Not tested or not answered: other cipher suites and signature schemes, request for a client certificate, outcomes for some MCP clients',
    ],
    [
      'the order of the server',
      { groups: groups(['x25519', 'secp256r1']) },
      '      Groups accepted (server preference): x25519 (preferred), secp256r1',
    ],
    [
      'that the client decides',
      { groupChoice: 'client' },
      '      Groups accepted (client preference): x25519',
    ],
    [
      'an alert',
      {
        groups: groups(['x25519']).map((one) =>
          one.state === 'refused' ? { ...one, alert: 'handshake_failure' } : one,
        ),
      },
      '      Groups refused (handshake_failure): ',
    ],
    [
      'a prime',
      {
        cipherSuiteChoice: { 'TLS 1.2': 'server' },
        keyExchange12Details: [{ family: 'DHE', bits: 1024, prime: 'nginx' }],
      },
      '      TLS 1.2 key exchange: DHE 1024 bits (prime: nginx)',
    ],
    [
      'resumption in TLS 1.2',
      { resumption12: { sessionId: 'refused', ticket: 'accepted', ticketLifetime: 86_400 } },
      '      Resumption in TLS 1.2: by session id refused, by ticket accepted, ticket lifetime 86,400 s',
    ],
    [
      'what the compression of certificates saves',
      {
        certificateCompression: [
          { algorithm: 'zlib', state: 'accepted', bytes: 1200, uncompressedBytes: 2400 },
          { algorithm: 'brotli', state: 'refused' },
        ],
      },
      '      Certificate compression: zlib: 1,200 of 2,400 bytes',
    ],
    ['a chain that was not checked', { chains: [chain({ trusted: null })] }, '        Trusted: not checked'],
    [
      'a chain that is not trusted, cleaned',
      { chains: [chain({ trusted: false, trustError: 'a\x1bb' })] },
      '        Trusted: no (a\ufffdb)',
    ],
    [
      'a signature that is wrong',
      {
        cipherSuiteChoice: { 'TLS 1.3': 'server' },
        signatureSchemes: [
          { name: 'ed25519', value: '0x0807', version: 'TLS 1.3', state: 'accepted', verified: false },
        ],
      },
      '      TLS 1.3 signatures: ed25519 (INVALID)',
    ],
    [
      'a signature that could not be checked',
      {
        cipherSuiteChoice: { 'TLS 1.3': 'server' },
        signatureSchemes: [
          { name: 'ed25519', value: '0x0807', version: 'TLS 1.3', state: 'accepted', verified: null },
        ],
      },
      '      TLS 1.3 signatures: ed25519 (not verified)',
    ],
    ['no ALPN', { alpn: [], alpnState: 'refused' }, '      ALPN: none'],
    [
      'times in words',
      { timings: { connectMs: 1, helloMs: 2, handshakeMs: 3 } },
      '      Timings: TCP connection 1.00 ms, ServerHello 2.00 ms, handshake 3.00 ms',
    ],
    [
      'clients with the same outcome together',
      {
        clients: [
          { client: 'a', state: 'accepted', version: 'TLS 1.3', group: 'x25519', kind: 'classical' },
          { client: 'b', state: 'accepted', version: 'TLS 1.3', group: 'x25519', kind: 'classical' },
          { client: 'c', state: 'refused', alert: 'handshake_failure' },
        ],
      },
      '      TLS 1.3 x25519, classical: a, b',
    ],
  ]
  for (const [what, changes, line] of LINES)
    it(`shows ${what}`, () =>
      expect(
        shown(changes).find((one) => one.startsWith(line)),
        shown(changes).join('\n'),
      ).to.be.a('string'))

  it('continues below if a line is too long', () => {
    const lines = factsText(endpoint([tlsAddress(tlsFacts())]), 60).split('\n')
    expect(lines.filter((line) => line.startsWith('      Groups refused'))).to.have.length(1)
    expect(lines.some((line) => /^ {10}\S/.test(line))).to.equal(true)
  })

  it('names server, tools, credentials and who issues the tokens', () => {
    const text = factsText(SERVICE, 1000)
    expect(text).to.include('  MCP: recognised\n    Server: tickets\ufffd[31m · 1.0\n')
    expect(text).to.include('Credentials: required, withheld')
    expect(text).to.match(/Tools: 14: tool0, .*, tool13\n/)
    expect(text).to.include('Prompts: not tested')
    expect(text).to.include('Tokens from: https://as.example, signed with RSA 2048')
    expect(text).to.include('Truncated: tools (too long)')
  })

  it('has no escape in it', () => expect(factsText(SERVICE, 1000)).not.to.include('\u001b'))
})

describe('the facts of an endpoint', () => {
  for (const [at, one] of [...FLEET, SERVICE].entries()) {
    it(`are the same in text and in HTML: endpoint ${at}`, () => {
      const page = evidence(one).text
      const shown = [...page.matchAll(/<dt>(.*?)<\/dt><dd>(.*?)<\/dd>/g)].map(
        ([, label = '', value = '']) => `${plain(label)}: ${plain(value)}`,
      )
      const lines = factsText(one, 10_000)
        .split('\n')
        .map((line) => line.trim())
      expect(shown).to.have.length.above(3)
      for (const fact of shown) expect(lines).to.include(fact)
      const points = [...page.matchAll(/<li>(.*?)<\/li>/g)].map(([, point = '']) => `- ${plain(point)}`)
      expect(lines.filter((line) => line.startsWith('- '))).to.deep.equal(points)
      expect(lines.filter((line) => /^[^-].*: /.test(line)).length).to.be.at.least(shown.length)
    })
  }
})

/** What a reader sees, with days as text has them. */
const plain = (html: string): string =>
  html
    .replace(/<time datetime="(.{10})[^>]*>.*?<\/time>/g, '$1')
    .replace(/<[^>]*>/g, '')
    .replaceAll('&quot;', '"')
    .replaceAll('&lt;', '<')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&')
