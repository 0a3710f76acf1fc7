import { expect } from 'chai'
import { certificateChanges, withComparableChains } from '../../../src/assess/compare/certificates.ts'
import { changeText } from '../../../src/assess/compare/changeText.ts'
import { compareEndpoints, notCompared, verdictOf } from '../../../src/assess/compare/compareEndpoints.ts'
import { toolChangesOf } from '../../../src/assess/compare/toolChanges.ts'
import type { Chain } from '../../../src/model/certificate.ts'
import type { Change } from '../../../src/model/diff.ts'
import type { InventoryEndpoint } from '../../../src/model/inventory.ts'
import type { McpFacts, Tool } from '../../../src/model/mcp.ts'
import type { TlsFacts } from '../../../src/model/tls.ts'
import {
  certificate,
  chain,
  deadAddress,
  groups,
  httpAddress,
  mcpFacts,
  NOW,
  tlsAddress,
  tlsFacts,
  versions,
} from '../../facts.ts'
import { endpoint } from '../../report/inventory.ts'

const of = (changes: Partial<TlsFacts> = {}, mcp?: McpFacts): InventoryEndpoint =>
  endpoint([tlsAddress(tlsFacts(changes))], mcp ? { mcp } : {})

const compare = (before: InventoryEndpoint, after: InventoryEndpoint) =>
  compareEndpoints({ endpoint: before, day: NOW }, { endpoint: after, day: NOW })

const texts = (before: InventoryEndpoint, after: InventoryEndpoint): string[] =>
  compare(before, after).changes.map((change) => changeText(change))

describe('the text of a change', () => {
  for (const [change, expected] of [
    [
      { kind: 'key-exchange', direction: 'worse', before: 'hybrid', after: 'classical' },
      'worse: key exchange hybrid → classical',
    ],
    [
      { kind: 'key-exchange', direction: 'neither', before: 'hybrid', after: 'pqc' },
      'key exchange hybrid → pqc',
    ],
    [{ kind: 'risk', direction: 'worse', before: '1', after: '2' }, 'risk 1 → 2'],
    [{ kind: 'not-seen', direction: 'neither' }, 'not reached in the second scan'],
    [{ kind: 'not-seen-before', direction: 'neither' }, 'not reached in the first scan'],
    [{ kind: 'new', direction: 'neither', after: 'hybrid' }, 'only in the second scan, key exchange hybrid'],
    [{ kind: 'gone', direction: 'neither', before: 'hybrid' }, 'only in the first scan, key exchange hybrid'],
    [
      { kind: 'preferred-group', direction: 'better', before: 'x25519', after: 'MLKEM768' },
      'better: preferred group x25519 → MLKEM768',
    ],
    [
      { kind: 'classical-accepted', direction: 'better', before: 'accepted', after: 'refused' },
      'better: clients without post-quantum key exchange accepted → refused',
    ],
    [
      { kind: 'authentication', direction: 'better', before: 'classical', after: 'pqc' },
      'better: authentication classical → pqc',
    ],
    [
      { kind: 'trust', direction: 'worse', before: 'trusted', after: 'not trusted' },
      'worse: certificate trusted → not trusted',
    ],
    [
      { kind: 'tls-version', direction: 'worse', before: 'refused', after: 'accepted', details: ['TLS 1.0'] },
      'worse: TLS 1.0 refused → accepted',
    ],
    [
      { kind: 'tls-version', direction: 'worse', before: 'refused', after: 'accepted' },
      'worse: TLS version refused → accepted',
    ],
    [
      {
        kind: 'certificate',
        direction: 'neither',
        before: 'expires 1',
        after: 'expires 2',
        details: ['CN=a', 'CN=b'],
      },
      'certificate renewed expires 1 → expires 2 (CN=a; CN=b)',
    ],
    [{ kind: 'certificate', direction: 'neither', after: 'expires 2' }, 'certificate added expires 2'],
    [
      { kind: 'tools', direction: 'neither', before: '1 tools', after: '2 tools', details: ['added "a"'] },
      'tool list changed 1 tools → 2 tools (added "a")',
    ],
    [
      { kind: 'finding', direction: 'worse', finding: 'static-rsa', after: 'It does.' },
      'worse: static-rsa: It does.',
    ],
    [
      { kind: 'finding', direction: 'better', finding: 'of-a-newer-version', before: 'It did.' },
      'better: of-a-newer-version no longer: It did.',
    ],
    [{ kind: 'finding', direction: 'worse' }, 'worse: finding: '],
  ] satisfies [Change, string][]) {
    it(`is ${expected}`, () => expect(changeText(change)).to.equal(expected))
  }

  it('names a finding that is gone by its title', () => {
    const change: Change = { kind: 'finding', direction: 'better', finding: 'static-rsa', before: 'It did.' }
    expect(changeText(change)).to.match(/^better: static-rsa no longer: .*RSA/)
  })

  it('shows text from the network as it is told to, up to a length', () => {
    const show = (text: string, length: number): string => `<${text} ${length}>`
    const change: Change = { kind: 'tools', direction: 'neither', before: 'a', after: 'b', details: ['c'] }
    expect(changeText(change, show)).to.equal('tool list changed <a 100> → <b 100> (<c 200>)')
    const fresh: Change = { kind: 'finding', direction: 'worse', finding: 'f', after: 'a' }
    expect(changeText(fresh, show)).to.equal('worse: <f 60>: <a 300>')
    const gone: Change = { kind: 'finding', direction: 'better', finding: 'f', before: 'b' }
    expect(changeText(gone, show)).to.equal('better: <f 60> no longer: <b 300>')
  })
})

describe('the verdict on changes', () => {
  const verdict = (...changes: [Change['kind'], Change['direction']][]): string =>
    verdictOf(changes.map(([kind, direction]) => ({ kind, direction })))
  for (const [expected, ...changes] of [
    ['new', ['risk', 'worse'], ['new', 'neither']],
    ['gone', ['trust', 'worse'], ['gone', 'neither']],
    ['not-seen', ['trust', 'worse'], ['not-seen', 'neither']],
    ['not-seen', ['trust', 'worse'], ['not-seen-before', 'neither']],
    ['worse', ['trust', 'better'], ['finding', 'worse']],
    ['better', ['risk', 'worse'], ['finding', 'better']],
    ['changed', ['risk', 'worse']],
    ['changed', ['risk', 'better'], ['certificate', 'neither']],
  ] as [string, ...[Change['kind'], Change['direction']][]][]) {
    it(`is ${expected} for ${changes.map((change) => change.join(' ')).join(', ')}`, () =>
      expect(verdict(...changes)).to.equal(expected))
  }
})

describe('the changes of an endpoint', () => {
  const [alive, dead] = [of(), endpoint([deadAddress('timed-out')])]

  it('are not known where one of the scans did not reach it', () => {
    const second = 'the second scan did not reach it'
    const first = 'the first scan did not reach it'
    expect(compare(alive, dead)).to.deep.equal({
      changes: [{ kind: 'not-seen', direction: 'neither' }],
      undecided: { worse: second, tools: second, risk: second },
    })
    expect(compare(dead, alive)).to.deep.equal({
      changes: [{ kind: 'not-seen-before', direction: 'neither' }],
      undecided: { worse: first, tools: first, risk: first },
    })
    expect(compare(dead, dead)).to.deep.equal({ ...notCompared('not-seen'), changes: [] })
  })

  it('of a stdio server are known', () => {
    const stdio = { ...dead, transport: 'stdio' as const, addresses: [] }
    expect(compare(stdio, stdio)).to.deep.equal({ changes: [], undecided: {} })
  })

  for (const [name, before, after, expected] of [
    ['nothing', {}, {}, []],
    [
      'a hybrid group',
      {},
      { groups: groups(['X25519MLKEM768', 'x25519']) },
      [
        'better: key exchange classical → hybrid',
        'better: preferred group x25519 → X25519MLKEM768',
        'risk 9 → 4',
      ],
    ],
    [
      'pure ML-KEM',
      { groups: groups(['X25519MLKEM768']) },
      { groups: groups(['MLKEM768']) },
      ['key exchange hybrid → pqc', 'preferred group X25519MLKEM768 → MLKEM768'],
    ],
    [
      'TLS 1.3 no more',
      { versions: versions(['TLS 1.3', 'TLS 1.2']) },
      { versions: versions(['TLS 1.2']) },
      ['worse: TLS 1.3 accepted → refused'],
    ],
    ['TLS 1.2 no more', { versions: versions(['TLS 1.3', 'TLS 1.2']) }, {}, ['TLS 1.2 accepted → refused']],
    [
      'an obsolete version',
      {},
      { versions: versions(['TLS 1.3', 'SSL 3.0']) },
      ['worse: SSL 3.0 refused → accepted', 'risk 9 → 10'],
    ],
    [
      'trust',
      { chains: [chain()] },
      { chains: [chain({ trusted: false, trustError: 'self-signed certificate' })] },
      ['worse: certificate trusted → not trusted'],
    ],
    [
      'the name',
      { chains: [chain({ nameMatches: false })] },
      { chains: [chain()] },
      ['better: certificate for another name → trusted'],
    ],
  ] satisfies [string, Partial<TlsFacts>, Partial<TlsFacts>, string[]][]) {
    it(`are told: ${name}`, () => {
      expect(texts(of(before), of(after))).to.deep.equal(expected)
    })
  }

  it('name each finding that is new or gone, errors first', () => {
    const suite = 'TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256'
    const tls12 = (...suites: string[]): InventoryEndpoint =>
      of({
        versions: versions(['TLS 1.3', 'TLS 1.2']),
        cipherSuites: { 'TLS 1.2': [suite, ...suites] },
        cipherSuiteChoice: { 'TLS 1.2': 'server' },
        keyExchange12: suites.length > 0 ? ['ECDHE', 'RSA'] : ['ECDHE'],
        keyExchange12Details: [{ family: 'ECDHE', group: 'x25519' }],
      })
    const weak = tls12('TLS_RSA_WITH_RC4_128_SHA')
    const findings = (before: InventoryEndpoint, after: InventoryEndpoint) =>
      compare(before, after).changes.filter(({ kind }) => kind === 'finding')
    const added = findings(tls12(), weak)
    expect(added).to.deep.equal([
      {
        kind: 'finding',
        direction: 'worse',
        finding: 'rc4',
        after: 'It accepts cipher suites with RC4: TLS_RSA_WITH_RC4_128_SHA.',
      },
      {
        kind: 'finding',
        direction: 'worse',
        finding: 'static-rsa',
        after: 'It accepts static RSA key exchange: breaking one key decrypts every recorded session.',
      },
    ])
    const removed = findings(weak, tls12())
    expect(removed).to.deep.equal(
      added.map(({ after, finding }) => ({ kind: 'finding', direction: 'better', finding, before: after })),
    )
  })

  it('from and to plaintext are told', () => {
    const plain = endpoint([httpAddress()])
    expect(texts(alive, plain)).to.include('worse: key exchange classical → plaintext')
    expect(
      compare(
        plain,
        of({ resumption: { tickets: 'not-tested', psk_ke: 'not-tested', psk_dhe_ke: 'not-tested' } }),
      ).undecided,
    ).not.to.have.property('worse')
  })

  it('are undecided where a weakness that was ruled out is not any more', () => {
    const open = of({ resumption: { tickets: 'not-tested', psk_ke: 'not-tested', psk_dhe_ke: 'not-tested' } })
    const { undecided } = compare(alive, open)
    expect(undecided.worse).to.match(/^psk-ke is undetermined: ./)
    expect(undecided.tools).to.equal(undefined)
  })
})

describe('the changes of certificates', () => {
  const leaf = (sha256: string, notAfter = '2027-03-01T10:00:00.000Z') =>
    certificate({ sha256: sha256.repeat(8), subject: `CN=${sha256}`, notAfter })
  const shows = (...chains: Chain[]): InventoryEndpoint => of({ chains })
  const [A, B] = [
    chain({ certificates: [leaf('aaaa')] }),
    chain({ certificates: [leaf('bbbb', '2028-01-02T00:00:00.000Z')] }),
  ]

  it('are the new ones, with their end and the beginning of their fingerprint', () => {
    expect(certificateChanges(shows(A), shows(B))).to.deep.equal([
      {
        kind: 'certificate',
        direction: 'neither',
        before: 'expires 2027-03-01',
        after: 'expires 2028-01-02',
        details: ['CN=bbbb, SHA-256 bbbbbbbbbbbbbbbb…'],
      },
    ])
  })

  it('are none where the certificates are the same, or one scan saw none', () => {
    for (const [before, after] of [
      [shows(A), shows(A)],
      [shows(A, B), shows(B, A)],
      [shows(A, B), shows(A)],
      [shows(), shows(A)],
      [shows(A), shows()],
      [shows(chain({ certificates: [] })), shows(A)],
    ] as const)
      expect(certificateChanges(before, after)).to.deep.equal([])
  })

  it('leave out one of a kind that the other scan did not ask for, if none was replaced', () => {
    const scheme = { name: 'rsa_pss_rsae_sha256', value: '', version: 'TLS 1.3' as const, verified: true }
    const second = chain({ scheme: scheme.name, version: 'TLS 1.3', certificates: [leaf('cccc')] })
    const asked = (state: 'accepted' | 'refused' | 'timed-out', changes: Partial<typeof scheme> = {}) =>
      of({
        chains: [A],
        signatureSchemes: [{ ...scheme, ...changes, state }] as TlsFacts['signatureSchemes'],
      })
    const added = [
      {
        kind: 'certificate',
        direction: 'neither',
        after: 'expires 2027-03-01',
        details: ['CN=cccc, SHA-256 cccccccccccccccc…'],
      },
    ]
    expect(certificateChanges(shows(A), shows(A, second))).to.deep.equal([])
    expect(certificateChanges(asked('timed-out'), shows(A, second))).to.deep.equal([])
    expect(certificateChanges(asked('refused', { name: 'other' }), shows(A, second))).to.deep.equal([])
    expect(
      certificateChanges(asked('refused', { version: 'TLS 1.2' as never }), shows(A, second)),
    ).to.deep.equal([])
    expect(certificateChanges(asked('refused'), shows(A, second))).to.deep.equal(added)
    expect(certificateChanges(asked('accepted'), shows(A, second))).to.deep.equal(added)
    expect(certificateChanges(shows(B), shows(A, second))[0]?.details).to.have.lengthOf(2)
    const chainsLeft = (other: InventoryEndpoint) =>
      withComparableChains(shows(A, second), other).addresses[0]?.tls?.chains
    expect(chainsLeft(shows(A))).to.deep.equal([A])
    expect(chainsLeft(asked('refused'))).to.deep.equal([A, second])
    expect(chainsLeft(shows(B))).to.deep.equal([A, second])
    const plain = endpoint([httpAddress()])
    expect(withComparableChains(plain, plain).addresses).to.deep.equal(plain.addresses)
  })
})

describe('the changes of tools', () => {
  const tool = (name: string, changes: Partial<Tool> = {}): Tool => ({ name, inputSchema: {}, ...changes })
  const lists = (toolsHash: string | undefined, ...tools: Tool[]): { mcp: McpFacts } => ({
    mcp: mcpFacts({ tools, ...(toolsHash === undefined ? {} : { toolsHash }) }),
  })
  const details = (before: Tool[], after: Tool[]): string[] | undefined =>
    toolChangesOf(lists('1', ...before), lists('2', ...after))?.[0]?.details

  it('are none where there was no list, or it is the same', () => {
    expect(toolChangesOf({}, lists('2'))).to.deep.equal([])
    expect(toolChangesOf({ mcp: mcpFacts({ state: 'not-mcp' }) }, lists('2'))).to.deep.equal([])
    expect(toolChangesOf(lists('1', tool('a')), lists('1', tool('b')))).to.deep.equal([])
  })

  it('are not known where one of the lists was not read completely', () => {
    expect(toolChangesOf(lists('1'), {})).to.equal(undefined)
    expect(toolChangesOf(lists('1'), { mcp: mcpFacts({ state: 'unreachable' }) })).to.equal(undefined)
    expect(toolChangesOf(lists(undefined), lists('2'))).to.equal(undefined)
    expect(toolChangesOf(lists('1'), lists(undefined))).to.equal(undefined)
  })

  it('are what was added, removed and changed', () => {
    expect(
      toolChangesOf(lists('1', tool('a'), tool('b')), lists('2', tool('b'), tool('c'), tool('d'))),
    ).to.deep.equal([
      {
        kind: 'tools',
        direction: 'neither',
        before: '2 tools',
        after: '3 tools',
        details: ['added "c"', 'added "d"', 'removed "a"'],
      },
    ])
    expect(
      details(
        [tool('a', { title: 'x', description: 'x', inputSchema: { type: 'object', a: [1, 2] } })],
        [
          tool('a', {
            title: 'y',
            description: 'y',
            inputSchema: { type: 'object', a: [2, 1] },
            outputSchema: {},
            annotations: { readOnlyHint: true },
          }),
        ],
      ),
    ).to.deep.equal(['"a" has a different title, description, inputSchema, outputSchema, annotations'])
    expect(details([tool('a"\n')], [tool('b')])).to.deep.equal(['added "b"', 'removed "a\\"\\n"'])
  })

  it('are none of what differs only in the order of members', () => {
    const [one, other] = [
      { a: 1, b: { c: 2, d: null } },
      { b: { d: null, c: 2 }, a: 1 },
    ]
    expect(details([tool('a', { inputSchema: one })], [tool('a', { inputSchema: other })])).to.deep.equal([])
  })

  it('are twenty at most, and how many more', () => {
    const many = (count: number) => Array.from({ length: count }, (_, i) => tool(`t${i}`))
    expect(details([], many(20))).to.have.lengthOf(20)
    expect(details([], many(23))?.slice(19)).to.deep.equal(['added "t19"', 'and 3 more'])
  })
})
