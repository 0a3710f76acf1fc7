import { expect } from 'chai'
import { assess } from '../../src/assess/assess.ts'
import { GATE_NAMES, parseGates } from '../../src/assess/gates.ts'
import type { AddressFacts, Ownership } from '../../src/model/endpoint.ts'
import { UsageError } from '../../src/model/error.ts'
import type { InventoryEndpoint } from '../../src/model/inventory.ts'
import type { McpFacts } from '../../src/model/mcp.ts'
import {
  chain,
  deadAddress,
  ENDPOINT,
  groups,
  httpAddress,
  mcpFacts,
  NOW,
  RSA_1024,
  tlsAddress,
  tlsFacts,
  versions,
} from '../facts.ts'

const endpoint = (...addresses: AddressFacts[]): InventoryEndpoint => ({
  ...ENDPOINT,
  addresses,
  assessment: assess({ endpoint: ENDPOINT, addresses }, NOW),
})

const withMcp = (
  mcp: McpFacts | undefined,
  ownership?: Ownership,
  address = httpAddress(),
): InventoryEndpoint => {
  const observed = { addresses: [address], ...(mcp && { mcp }), ...(ownership && { ownership }) }
  return { ...ENDPOINT, ...observed, assessment: assess({ endpoint: ENDPOINT, ...observed }, NOW) }
}

const NO_LISTS = {
  tools: 'not-tested',
  resources: 'not-tested',
  resourceTemplates: 'not-tested',
  prompts: 'not-tested',
} as const

const fails = (name: string, ...addresses: AddressFacts[]): boolean => {
  const [gate] = parseGates([name])
  return gate?.fails(endpoint(...addresses)) === true
}

const CLASSICAL = tlsAddress(tlsFacts())
const HYBRID = tlsAddress(tlsFacts({ groups: groups(['X25519MLKEM768']) }))
const DRAFT = tlsAddress(tlsFacts({ groups: groups(['X25519Kyber768Draft00', 'x25519']) }))
const with12 = (changes: Parameters<typeof tlsFacts>[0]) =>
  tlsAddress(tlsFacts({ versions: versions(['TLS 1.3', 'TLS 1.2']), ...changes }))

const NULL_ONLY = tlsAddress(
  tlsFacts({
    versions: versions('TLS 1.2'),
    cipherSuites: { 'TLS 1.2': ['TLS_RSA_WITH_NULL_SHA'] },
    cipherSuiteChoice: { 'TLS 1.2': 'single' },
  }),
)

/** For each gate, what it must stop and what it must let through. */
const CASES: Record<string, { stops: AddressFacts[]; passes: AddressFacts[] }> = {
  plaintext: { stops: [httpAddress(), NULL_ONLY], passes: [CLASSICAL, HYBRID, deadAddress('closed')] },
  classical: { stops: [CLASSICAL, DRAFT, httpAddress()], passes: [HYBRID, deadAddress('closed')] },
  'prefers-classical': {
    stops: [
      CLASSICAL,
      DRAFT,
      httpAddress(),
      tlsAddress(tlsFacts({ groups: groups(['x25519', 'X25519MLKEM768']) })),
    ],
    passes: [HYBRID, deadAddress('closed')],
  },
  'classical-accepted': {
    stops: [CLASSICAL, tlsAddress(tlsFacts({ groups: groups(['X25519MLKEM768', 'x25519']) })), with12({})],
    passes: [HYBRID],
  },
  'obsolete-version': {
    stops: [
      tlsAddress(tlsFacts({ versions: versions(['TLS 1.3', 'TLS 1.1']) })),
      tlsAddress(tlsFacts({ versions: versions(['TLS 1.3', 'SSL 3.0']) })),
    ],
    passes: [CLASSICAL, with12({})],
  },
  'static-rsa': {
    stops: [with12({ keyExchange12: ['ECDHE', 'RSA'] })],
    passes: [with12({ keyExchange12: ['ECDHE', 'DHE'] })],
  },
  'weak-cipher-suite': {
    stops: ['RSA_WITH_NULL_SHA', 'RSA_EXPORT_WITH_RC4_40_MD5', 'RSA_WITH_DES_CBC_SHA', 'RSA_WITH_RC4_128_SHA']
      .concat('RSA_WITH_3DES_EDE_CBC_SHA', 'RSA_WITH_IDEA_CBC_SHA', 'DH_anon_WITH_AES_128_GCM_SHA256')
      .map((name) => with12({ cipherSuites: { 'TLS 1.2': [`TLS_${name}`] } })),
    passes: [with12({ cipherSuites: { 'TLS 1.2': ['TLS_RSA_WITH_AES_128_CBC_SHA'] } })],
  },
  'short-rsa': {
    stops: [tlsAddress(tlsFacts({ chains: [chain(), chain({ certificates: [RSA_1024] })] }))],
    passes: [CLASSICAL],
  },
  untrusted: {
    stops: [
      tlsAddress(tlsFacts({ chains: [chain({ trusted: false })] })),
      tlsAddress(tlsFacts({ chains: [chain({ nameMatches: false })] })),
    ],
    passes: [CLASSICAL, tlsAddress(tlsFacts({ chains: [chain({ trusted: null, nameMatches: null })] }))],
  },
  unknown: {
    stops: [tlsAddress(tlsFacts({ groups: groups(['x25519'], 'timed-out') }))],
    passes: [CLASSICAL, HYBRID, httpAddress(), deadAddress('timed-out')],
  },
  'risk=100': { stops: [], passes: [CLASSICAL] },
  'risk=1': { stops: [CLASSICAL, httpAddress()], passes: [] },
  'risk=0': { stops: [HYBRID], passes: [] },
}

describe('--fail-on', () => {
  it('is tested for each condition', () => expect(Object.keys(CASES)).to.include.members(GATE_NAMES))

  for (const [name, { stops, passes }] of Object.entries(CASES)) {
    it(name, () => {
      expect(stops.map((address) => fails(name, address))).to.deep.equal(stops.map(() => true))
      expect(passes.map((address) => fails(name, address))).to.deep.equal(passes.map(() => false))
    })
  }

  it('stops an endpoint of which one address fails', () => {
    expect(fails('static-rsa', HYBRID, with12({ keyExchange12: ['RSA'] }))).to.equal(true)
    expect(fails('classical', HYBRID, CLASSICAL)).to.equal(true)
  })

  const codeOf = (name: string): string => {
    try {
      parseGates([name])
      return 'none'
    } catch (error) {
      return error instanceof UsageError ? error.code : String(error)
    }
  }

  it('refuses what is no condition', () => {
    for (const name of [
      '',
      'Classical',
      'risk',
      'risk=',
      'risk=101',
      'risk=-1',
      'risk=1.5',
      'toString',
      '__proto__',
      'my risk=70',
    ])
      expect(codeOf(name), name).to.equal('GATE_INVALID')
  })

  it('says what it refuses, and what a condition means', () => {
    expect(() => parseGates(['a"b']))
      .to.throw(UsageError, '--fail-on "a\\"b" is not a condition')
      .with.property(
        'hint',
        `Use one of ${GATE_NAMES.join(', ')}, or risk=70, or the id of a finding (docs/findings.md).`,
      )
    const meanings = parseGates(['risk=70', 'rc4', 'plaintext']).map(({ name, meaning }) => [name, meaning])
    expect(meanings[0]).to.deep.equal(['risk=70', 'a risk of 70 or more'])
    expect(meanings[1]?.[1]).to.match(/[^.]$/)
    expect(meanings[2]?.[1]).to.not.equal('')
  })

  it('takes the id of any finding', () => {
    expect(fails('rsa-112-bit', CLASSICAL)).to.equal(false)
    expect(fails('classical-certificate', CLASSICAL)).to.equal(true)
  })

  it('does not pass what was not asked or not answered, and says why', () => {
    const undecided = (name: string, ...addresses: AddressFacts[]) =>
      parseGates([name])[0]?.undecided(endpoint(...addresses))
    const quick = tlsAddress(tlsFacts({ versions: versions('TLS 1.3', 'not-tested') }))
    expect(undecided('static-rsa', quick)).to.equal('TLS 1.2, TLS 1.1, TLS 1.0, SSL 3.0 not tested')
    const open = tlsAddress(tlsFacts({ groups: groups(['x25519'], 'timed-out') }))
    expect(undecided('classical', open)).to.equal('unknown whether it accepts a post-quantum group')
    const unchecked = tlsAddress(tlsFacts({ chains: [chain({ trusted: null, nameMatches: null })] }))
    expect(undecided('untrusted', unchecked)).to.equal('the trust in a certificate was not checked')
  })

  it('leaves a limit on the risk undecided where what is undetermined could reach it', () => {
    const untested = { tickets: 'not-tested', psk_ke: 'not-tested', psk_dhe_ke: 'not-tested' } as const
    const open = endpoint(tlsAddress(tlsFacts({ groups: groups(['X25519MLKEM768']), resumption: untested })))
    const { score } = open.assessment.risk
    const resultsOf = (limit: number) =>
      parseGates([`risk=${limit}`]).map((gate) => [gate.fails(open), gate.undecided(open)])[0]
    expect(resultsOf(score)).to.deep.equal([true, undefined])
    expect(resultsOf(score + 1)?.[1]).to.match(/^the risk may be \d+: [a-z-]+ is undetermined \(/)
    expect(resultsOf(100)).to.deep.equal([false, undefined])
    const closed = withMcp(mcpFacts({ server: { name: 'x', version: '1' } }), undefined, HYBRID)
    const [gate] = parseGates([`risk=${closed.assessment.risk.score + 20}`])
    expect(gate?.undecided(closed)).to.equal(undefined)
  })

  it('leaves a limit on the risk undecided where MCP did not name everything that it offers', () => {
    const [gate] = parseGates(['risk=90'])
    const weather = { name: 'weather', description: 'public weather', inputSchema: {} }
    const listed = mcpFacts({
      server: { name: 'x', version: '1' },
      capabilities: { tools: {} },
      tools: [weather],
    })
    const half = { where: 'tools/list', why: 'page 2: connection closed: the list ends here' }
    const { lists } = listed
    const open: Record<string, McpFacts | undefined> = {
      'MCP was not asked': undefined,
      'MCP did not say what it offers: timed out': mcpFacts({ state: 'unreachable', detail: 'timed out' }),
      'MCP did not say what it offers: status 401': mcpFacts({
        state: 'authorization',
        detail: 'status 401',
      }),
      'MCP did not say what it offers: no session': mcpFacts({ lists: NO_LISTS }),
      'tools/list was not read completely: page 2': { ...listed, truncated: [half] },
      'tools/list was not read: cut-off': { ...listed, lists: { ...lists, tools: 'cut-off' } },
      'only the first 300 of tools': { ...listed, tools: Array(301).fill(weather) },
    }
    for (const [reason, mcp] of Object.entries(open)) {
      const found = withMcp(mcp)
      expect(found.assessment.risk.score).to.be.below(50)
      expect(found.assessment.risk.drivers[0]).to.include(`may be more sensitive: ${reason}`)
      expect(gate?.undecided(found)).to.match(/^the risk may be (9\d|100): its data may be more sensitive \(/)
      expect(gate?.undecided(withMcp(mcp, { classes: ['public'], evidence: [] }))).to.equal(undefined)
      expect(gate?.undecided(withMcp(mcp, { owner: 'web', evidence: [] }))).to.include(reason)
    }
    for (const settled of [listed, mcpFacts({ state: 'not-mcp', lists: NO_LISTS })])
      expect(gate?.undecided(withMcp(settled))).to.equal(undefined)
  })

  it('decides nothing of what could not be probed: that is exit code 3', () => {
    for (const gate of parseGates([...GATE_NAMES, 'risk=0', 'risk=1']))
      for (const dead of [endpoint(), endpoint(deadAddress('timed-out'))]) {
        expect(gate.fails(dead), gate.name).to.equal(false)
        expect(gate.undecided(dead), gate.name).to.equal(undefined)
      }
  })

  it('answers no of a local program', () => {
    const stdio: InventoryEndpoint = {
      ...ENDPOINT,
      transport: 'stdio',
      stdio: { command: 'node', args: [], upstreams: [] },
      addresses: [],
      assessment: assess(
        { endpoint: { ...ENDPOINT, stdio: { command: 'node', args: [], upstreams: [] } }, addresses: [] },
        NOW,
      ),
    }
    for (const gate of parseGates([...GATE_NAMES, 'risk=0'])) {
      expect(gate.fails(stdio), gate.name).to.equal(false)
      expect(gate.undecided(stdio), gate.name).to.equal(undefined)
    }
  })
})
