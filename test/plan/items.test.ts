import { expect } from 'chai'
import type { InventoryEndpoint } from '../../src/model/inventory.ts'
import type { PlanItem } from '../../src/model/plan.ts'
import { clients, groupNamed, mcpFacts, tlsFacts, versions } from '../facts.ts'
import { expectStored } from '../storedText.ts'
import { inventoryEndpoint, type Made } from './endpoints.ts'
import { plan } from './planning.ts'
import { sshEndpoint } from './sshEndpoint.ts'

type Case = [name: string, endpoint: InventoryEndpoint, ...mandates: string[]]

const made = (name: string, changes: Made, ...mandates: string[]): Case => [
  name,
  inventoryEndpoint({ id: 'a', certificate: null, ...changes }),
  ...mandates,
]

/** Its key exchange is hybrid: what is left is its certificate. */
const certificate = (name: string, changes: Made, ...mandates: string[]): Case =>
  made(name, { category: 'hybrid', certificate: {}, ...changes }, ...mandates)

const RSA_1024 = { algorithm: 'RSA', bits: 1024 }
const CLIENTS = ['Node.js 20', 'Node.js 24', 'OpenJDK 21']
const OLD_VERSION = { tls: { versions: versions(['TLS 1.3', 'TLS 1.2', 'TLS 1.0']) } }

const ONE_GETS_X25519 = {
  clients: clients((client) => (client === 'Deno 2' ? 'x25519' : 'X25519MLKEM768')),
}
const NULL_ONLY = {
  versions: versions('TLS 1.2'),
  cipherSuites: { 'TLS 1.2': ['TLS_RSA_WITH_NULL_SHA'] },
  cipherSuiteChoice: { 'TLS 1.2': 'single' } as const,
}
const CUT_OFF = {
  clients: clients((client) => (client === 'Deno 2' ? 'X25519MLKEM768' : 'cut-off')),
  tolerance: { ...tlsFacts().tolerance, largeHello: { state: 'cut-off', confirmed: true } as const },
}

const withSources = (endpoint: InventoryEndpoint, ...sources: InventoryEndpoint['sources']) => ({
  ...endpoint,
  sources,
})

const withAddresses = (endpoint: InventoryEndpoint, ...addresses: string[]) => ({
  ...endpoint,
  addresses: addresses.flatMap((address) => endpoint.addresses.map((one) => ({ ...one, address }))),
})

const PLAINTEXT = { id: 'a', category: 'plaintext' } as const
const vendorSsh = (ownership: InventoryEndpoint['ownership'], ...of: Parameters<typeof sshEndpoint>) => ({
  ...sshEndpoint(...of),
  ...(ownership && { ownership }),
})

const CASES: Case[] = [
  made('unknown software', { clients: CLIENTS }),
  made('software without a setting for it', { software: 'rustls' }),
  made('a high port', { url: 'https://api.example:20443/a/b?c=1' }),
  made('an address as host', { url: 'https://[2001:db8::1]:8443/mcp' }),
  made('a path with shell syntax', { url: 'https://api.example/$(id)' }),
  made('a URL that is none', { url: 'not a URL' }),
  made('plaintext', { url: 'http://api.example:8080/http:', category: 'plaintext', software: 'nginx' }),
  made('nginx', { software: 'nginx', clients: CLIENTS }),
  made('nginx under CNSA 2.0', { software: 'nginx', clients: CLIENTS }, 'cnsa-2.0'),
  made('nginx with an obsolete version', { software: 'nginx', category: 'hybrid', ...OLD_VERSION }),
  made('nginx with the wrong order', {
    software: 'nginx',
    category: 'hybrid',
    groups: 'x25519 X25519MLKEM768',
  }),
  made('an obsolete version', { category: 'hybrid', clients: CLIENTS, ...OLD_VERSION }),
  made('the wrong order', { category: 'hybrid', groups: 'x25519 X25519MLKEM768', clients: CLIENTS }),
  made('NULL suites only', { tls: NULL_ONLY }),
  made('nginx with NULL suites only', { software: 'nginx', tls: NULL_ONLY }),
  made('clients get another group', { category: 'hybrid', tls: { clients: clients(() => 'x25519') } }),
  made('nginx, and one client gets another group', {
    software: 'nginx',
    category: 'hybrid',
    tls: ONE_GETS_X25519,
  }),
  made('a device that cuts off long hellos', { software: 'nginx', category: 'hybrid', tls: CUT_OFF }),
  made('a device that cuts off long hellos, and the wrong order', {
    category: 'hybrid',
    groups: 'x25519 X25519MLKEM768',
    tls: CUT_OFF,
  }),
  made('a hybrid endpoint under CNSA 2.0', { category: 'hybrid', software: 'nginx' }, 'cnsa-2.0'),
  made(
    'a hybrid endpoint whose groups are not known, under CNSA 2.0',
    {
      category: 'hybrid',
      software: 'nginx',
      tls: {
        groups: [
          { ...groupNamed('X25519MLKEM768'), state: 'accepted' },
          { ...groupNamed('SecP384r1MLKEM1024'), state: 'timed-out' },
        ],
      },
    },
    'cnsa-2.0',
  ),
  made('a vendor', { ownership: { vendor: 'Vendor Inc.' } }),
  made('a vendor of something without a URL', { url: 'not a URL', ownership: { vendor: 'Vendor Inc.' } }),
  made('an operator', { software: 'cloudflare' }),
  certificate('a certificate of a public authority', { isPublic: true }),
  certificate('a certificate of a private authority', { url: 'https://api.example/mcp' }),
  certificate('a certificate of nginx', { software: 'nginx' }),
  certificate('a certificate for an address', { url: 'https://192.0.2.17/mcp' }),
  certificate('a certificate for a name of digits', { url: 'https://1a.example/mcp' }),
  certificate('a certificate under CNSA 2.0', { groups: 'SecP384r1MLKEM1024' }, 'cnsa-2.0'),
  certificate('a weak certificate of a public authority', { isPublic: true, certificate: RSA_1024 }),
  certificate('a weak certificate of a private authority', { software: 'nginx', certificate: RSA_1024 }),
  certificate(
    'a weak certificate under CNSA 2.0',
    { groups: 'SecP384r1MLKEM1024', certificate: RSA_1024 },
    'cnsa-2.0',
  ),
  certificate('a weak certificate of an operator', { software: 'cloudflare', certificate: RSA_1024 }),
  certificate('a weak certificate of a vendor', { ownership: { vendor: 'Vendor' }, certificate: RSA_1024 }),
  certificate('a certificate of a vendor', { ownership: { vendor: 'Vendor' } }),
  made('switched off', { ownership: { switchOff: '2027-03-31' } }),
  made('accepted until today', { ownership: { accept: { until: '2026-11-22' } } }),
  made('accepted for a reason', { ownership: { accept: { until: '2027-06-30', reason: 'retired then' } } }),
  made('accepted until yesterday', { ownership: { accept: { until: '2026-11-21' } }, certificate: {} }),
  made('not reached', { category: 'unknown', address: '10.0.0.1' }),
  [
    'disabled everywhere',
    withSources(
      inventoryEndpoint({ id: 'a' }),
      { kind: 'client-config', path: '/home/a/.mcp.json', line: 3, disabled: true },
      { kind: 'client-config', path: '/home/a/other.json', disabled: true },
      { kind: 'client-config', disabled: true },
      ...Array.from({ length: 10 }, (_, i) => ({
        kind: 'client-config' as const,
        path: `/home/${i}`,
        disabled: true as const,
      })),
    ),
  ],
  [
    'disabled in one of two places',
    withSources(
      inventoryEndpoint({ id: 'a', certificate: null }),
      { kind: 'client-config', path: '/home/a/.mcp.json', disabled: true },
      { kind: 'client-config', path: '/home/b/.mcp.json' },
    ),
  ],
  ['plaintext on loopback', withAddresses(inventoryEndpoint(PLAINTEXT), '127.0.0.1', '::1')],
  [
    'plaintext on loopback and elsewhere',
    withAddresses(inventoryEndpoint(PLAINTEXT), '127.0.0.1', '10.0.0.1'),
  ],
  ['plaintext without an address', withAddresses(inventoryEndpoint(PLAINTEXT))],
  [
    'plaintext on loopback, of the lab among others',
    withSources(
      withAddresses(inventoryEndpoint(PLAINTEXT), '127.0.0.1'),
      { kind: 'lab' },
      { kind: 'argument' },
    ),
  ],
  ['SSH: OpenSSH', sshEndpoint('curve25519-sha256', 'openssh')],
  ['SSH: unknown software', sshEndpoint('curve25519-sha256')],
  ['SSH: software without a setting', sshEndpoint('curve25519-sha256', 'dropbear')],
  ['SSH: software that is not in the table', sshEndpoint('curve25519-sha256', 'other')],
  ['SSH: a vendor', vendorSsh({ vendor: 'Vendor', evidence: [] }, 'curve25519-sha256', 'openssh')],
  ['SSH: weak host keys', sshEndpoint('mlkem768x25519-sha256', 'openssh', 'ssh-rsa')],
  ['SSH: under CNSA 2.0', sshEndpoint('mlkem768x25519-sha256', 'openssh'), 'cnsa-2.0'],
  ['SSH: unknown software under CNSA 2.0', sshEndpoint('mlkem768x25519-sha256'), 'cnsa-2.0'],
]

/** Everything of an item that depends on the endpoint. */
const shown = (item: PlanItem): string =>
  [
    `${item.track}: ${item.action.kind}: ${item.action.summary}`,
    `findings: ${item.findings?.join(', ')}`,
    ...item.why.map((why) => `why: ${why}`),
    ...item.action.steps.map((step) => `- ${step}`),
    ...(item.action.config ?? '').split('\n').map((line) => `| ${line}`.trimEnd()),
    `rollback: ${item.action.rollback}`,
    `days: ${item.effortDays.join(' to ')}; ${item.status}${item.recheck ? `, review ${item.recheck}` : ''}`,
    `blocked by: ${item.blockedBy.join('; ')}`,
    `left out: ${item.clientsLeftOut.join(', ')}`,
    `$ ${item.verify}`,
  ].join('\n')

describe('The items of a plan', () => {
  it('are, for every kind of endpoint, as stored in items.txt', () => {
    const text = CASES.flatMap(([name, endpoint, ...mandates]) => {
      const items = plan([endpoint], mandates.length > 0 ? { mandates } : {}).waves.flatMap(
        (wave) => wave.items,
      )
      return [`# ${name}`, ...items.map(shown)]
    })
    expectStored(new URL('items.txt', import.meta.url), text.join('\n\n'))
  })
})

/** What a reason says of the data of an endpoint, and of who reaches it. */
const reasons = (changes: Made, change: (endpoint: InventoryEndpoint) => InventoryEndpoint): string[] => {
  const [item] = plan([change(inventoryEndpoint({ id: 'a', certificate: null, ...changes }))]).waves.flatMap(
    ({ items }) => items,
  )
  return [item?.why[0], item?.why[2]].filter((text) => text !== undefined)
}

const same = (endpoint: InventoryEndpoint): InventoryEndpoint => endpoint

const withAccess =
  (access: InventoryEndpoint['assessment']['sensitivity']['access'], ...classes: string[]) =>
  (endpoint: InventoryEndpoint): InventoryEndpoint => {
    const { sensitivity } = endpoint.assessment
    const named = classes.map((name) => ({ class: name, confidence: 1, evidence: [] }))
    const all = [...sensitivity.classes, ...named]
    return {
      ...endpoint,
      assessment: { ...endpoint.assessment, sensitivity: { ...sensitivity, classes: all, access } },
    }
  }

describe('The reasons of an item', () => {
  for (const [name, changes, change, expected] of [
    [
      'unknown data',
      { classes: [] },
      same,
      ['What data it carries is unknown: until its owner says, it ranks above public data.'],
    ],
    ['public data', { classes: ['public'] }, same, ['It carries public information only.']],
    ['one class', {}, same, ['It carries personal data (high), secret for 25 years.']],
    [
      'two classes',
      { classes: ['health', 'public'], shelfLifeYears: [1, 1] },
      same,
      ['It carries health records and public information (high), secret for 1 year.'],
    ],
    [
      'three classes',
      { classes: ['health', 'payment', 'other'], shelfLifeYears: [1, 2] },
      same,
      ['It carries health records, payment data and other (high), secret for 1 to 2 years.'],
    ],
    ['no time', { shelfLifeYears: null }, same, ['It carries personal data (high).']],
    [
      'a public address',
      { address: '203.0.112.7' },
      same,
      ['It carries personal data (high), secret for 25 years.', 'It has a public address.'],
    ],
    [
      'tools that write',
      {},
      withAccess('write'),
      ['It carries personal data (high), secret for 25 years.', 'Its tools can modify data.'],
    ],
    [
      'broad tools',
      { address: '203.0.112.7' },
      withAccess('write', 'unbounded'),
      [
        'It carries personal data and any data that its broad access (files, shell, SQL) reaches (high), secret for 25 years.',
        'It has a public address and its tools give broad access (files, shell, SQL).',
      ],
    ],
    [
      'credentials',
      { address: '203.0.112.7' },
      (endpoint) => ({
        ...withAccess('write')(endpoint),
        mcp: mcpFacts({ auth: 'required' }),
      }),
      [
        'It carries personal data (high), secret for 25 years.',
        'It has a public address, its requests carry credentials and its tools can modify data.',
      ],
    ],
  ] satisfies [string, Made, (endpoint: InventoryEndpoint) => InventoryEndpoint, string[]][]) {
    it(`with ${name}`, () => expect(reasons(changes, change)).to.deep.equal(expected))
  }
})

describe('The questions of a plan', () => {
  const questionsOf = (endpoint: InventoryEndpoint) => plan([endpoint]).questions
  const BROAD =
    'Its tools give broad access (files, shell, SQL): what is the most sensitive data that they can reach?'

  it('name the endpoint and its owner', () => {
    const endpoint = inventoryEndpoint({
      id: 'a',
      name: 'files',
      ownership: { owner: 'team' },
      tier: 'unknown',
    })
    expect(questionsOf(endpoint)).to.deep.equal([
      {
        endpoint: 'a',
        url: 'https://a.example/mcp',
        name: 'files',
        owner: 'team',
        question: 'What data does this endpoint carry, and for how long must it stay secret?',
      },
    ])
  })

  it('ask what broad tools reach, until the owner names the data', () => {
    const broad = withAccess('write', 'unbounded')
    expect(
      questionsOf(broad(inventoryEndpoint({ ownership: { owner: 'team' } }))).map((one) => one.question),
    ).to.deep.equal([BROAD])
    const stated = inventoryEndpoint({ ownership: { owner: 'team', classes: ['public'] } })
    expect(questionsOf(broad(stated))).to.deep.equal([])
  })
})
