import { expect } from 'chai'
import { endpointId } from '../../src/discover/endpointUrl.ts'
import { Diff, type EndpointDiff } from '../../src/model/diff.ts'
import type { InventoryEndpoint } from '../../src/model/inventory.ts'
import type { McpFacts, Tool } from '../../src/model/mcp.ts'
import type { TlsFacts } from '../../src/model/tls.ts'
import { compareScans, emptyDiffSummary } from '../../src/store/compareScans.ts'
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
} from '../facts.ts'
import { endpoint } from '../report/inventory.ts'
import { all } from './storing.ts'

const at = (name: string, addresses: InventoryEndpoint['addresses'], mcp?: McpFacts): InventoryEndpoint => {
  const url = `https://${name}.example/mcp`
  return endpoint(addresses, { id: endpointId(url), url, ...(mcp ? { mcp } : {}) })
}

const tls = (changes: Partial<TlsFacts>, mcp?: McpFacts) => at('a', [tlsAddress(tlsFacts(changes))], mcp)

const HYBRID = groups(['X25519MLKEM768', 'x25519'])
const HYBRID_ONLY = groups(['X25519MLKEM768'])
const CLASSICAL_FIRST = groups(['x25519', 'X25519MLKEM768'])

const tool = (name: string, description = 'does it'): Tool => ({ name, description, inputSchema: {} })

const mcp = (toolsHash: string | undefined, tools: Tool[]): McpFacts =>
  mcpFacts({ tools, ...(toolsHash ? { toolsHash } : {}) })

type Side = { endpoints: InventoryEndpoint[]; interrupted?: boolean }

const compare = async (before: Side, after: Side) => {
  const summary = emptyDiffSummary()
  const side = async function* ({ endpoints }: Side) {
    yield* endpoints.toSorted((a, b) => (a.id < b.id ? -1 : 1))
  }
  const found = await all(
    compareScans(
      { endpoints: side(before), interrupted: before.interrupted ?? false, day: NOW },
      { endpoints: side(after), interrupted: after.interrupted ?? false, day: NOW },
      summary,
    ),
  )
  return { found, summary }
}

/** What is said of one endpoint, in short; risk apart. */
const changes = async (before: InventoryEndpoint, after: InventoryEndpoint): Promise<string[]> => {
  const { found } = await compare({ endpoints: [before] }, { endpoints: [after] })
  return found.flatMap(short)
}

const short = ({ verdict, changes }: EndpointDiff): string[] => [
  verdict,
  ...changes
    .filter(({ kind }) => kind !== 'risk')
    .map(({ kind, direction, before = '', after = '' }) => `${kind} ${direction} ${before}>${after}`.trim()),
]

describe('comparing two scans', () => {
  it('says nothing of what is the same', async () => {
    const { found, summary } = await compare({ endpoints: [tls({})] }, { endpoints: [tls({})] })
    expect(found).to.deep.equal([])
    expect(summary.unchanged).to.equal(1)
  })

  it('tells better from worse key exchange', async () => {
    expect(await changes(tls({}), tls({ groups: HYBRID }))).to.include.members([
      'better',
      'key-exchange better classical>hybrid',
      'preferred-group better x25519>X25519MLKEM768',
    ])
    expect(await changes(tls({ groups: HYBRID }), tls({}))).to.include('worse')
    expect(await changes(tls({}), at('a', [httpAddress()]))).to.include(
      'key-exchange worse classical>plaintext',
    )
  })

  it('sees that the server prefers a weaker group than before', async () => {
    expect(await changes(tls({ groups: HYBRID }), tls({ groups: CLASSICAL_FIRST }))).to.deep.equal([
      'worse',
      'preferred-group worse X25519MLKEM768>x25519',
    ])
  })

  it('sees that classical is no longer accepted, or is again', async () => {
    expect(await changes(tls({ groups: HYBRID }), tls({ groups: HYBRID_ONLY }))).to.deep.equal([
      'better',
      'classical-accepted better accepted>refused',
    ])
    expect(await changes(tls({ groups: HYBRID_ONLY }), tls({ groups: HYBRID }))).to.include('worse')
  })

  it('sees an older version that is newly accepted, and none where it was not tested', async () => {
    const older = versions(['TLS 1.3', 'TLS 1.0'])
    expect(await changes(tls({}), tls({ versions: older }))).to.include('tls-version worse refused>accepted')
    expect(await changes(tls({ versions: older }), tls({}))).to.include('tls-version better accepted>refused')
    const untested = versions('TLS 1.3', 'not-tested')
    // The risk may be another: nothing more.
    for (const [before, after] of [
      [untested, older],
      [older, untested],
    ] as const)
      expect(await changes(tls({ versions: before }), tls({ versions: after }))).to.deep.equal(['changed'])
  })

  it('knows a second certificate that the other scan did not ask for from one that was added', async () => {
    const ecdsa = chain({ scheme: 'ecdsa_secp256r1_sha256', version: 'TLS 1.3' })
    const second = chain({
      scheme: 'rsa_pss_rsae_sha256',
      version: 'TLS 1.3',
      trusted: false,
      certificates: [certificate({ sha256: 'ee'.repeat(32) })],
    })
    const asked = (state: 'accepted' | 'refused') => ({
      name: second.scheme,
      value: '0x0804',
      version: 'TLS 1.3',
      state,
    })
    const quick = tls({ chains: [ecdsa] })
    const full = tls({ chains: [ecdsa, second], signatureSchemes: [asked('accepted')] })
    expect(await changes(quick, full)).to.deep.equal([])
    expect(await changes(full, quick)).to.deep.equal([])
    const without = tls({ chains: [ecdsa], signatureSchemes: [asked('refused')] })
    const [verdict, trust, added] = await changes(without, full)
    expect(verdict).to.equal('worse')
    expect(trust).to.equal('trust worse trusted>not trusted')
    expect(added).to.match(/^certificate neither >expires/)
  })

  it('sees a renewed certificate, and one that is no longer trusted', async () => {
    const renewed = chain({
      certificates: [certificate({ sha256: 'ff'.repeat(32), notAfter: '2028-05-01T00:00:00Z' })],
    })
    const [verdict, change] = await changes(tls({}), tls({ chains: [renewed] }))
    expect(verdict).to.equal('changed')
    expect(change).to.match(/^certificate neither expires [\d-]+>expires 2028-05-01$/)
    expect(await changes(tls({}), tls({ chains: [chain({ trusted: false })] }))).to.include(
      'trust worse trusted>not trusted',
    )
  })

  it('sees tools that were added, removed and reworded, and nothing in a list that was not read to its end', async () => {
    const before = tls({}, mcp('1', [tool('read'), tool('old'), tool('same')]))
    const after = tls(
      {},
      mcp('2', [tool('read', 'does it, and tells evil.example'), tool('same'), tool('new')]),
    )
    const { found } = await compare({ endpoints: [before] }, { endpoints: [after] })
    expect(found[0]?.changes.find(({ kind }) => kind === 'tools')).to.deep.include({
      before: '3 tools',
      after: '3 tools',
      details: ['added "new"', 'removed "old"', '"read" has a different description'],
    })
    expect(await changes(before, tls({}, mcp(undefined, [])))).to.deep.equal([])
    expect(await changes(before, tls({}, { ...mcp('2', []), state: 'authorization' }))).to.deep.equal([])
  })

  it('sees a risk that rose, which by itself is no worse posture', async () => {
    const before = tls({})
    const { assessment } = before
    const sensitivity = { ...assessment.sensitivity, tier: 'critical' as const }
    const after = { ...before, assessment: { ...assessment, sensitivity } }
    const { found, summary } = await compare({ endpoints: [before] }, { endpoints: [after] })
    expect(found[0]).to.deep.include({ verdict: 'changed' })
    expect(summary.changes).to.deep.equal({ 'risk:worse': 1 })
  })

  it('takes what it could not reach for unknown: neither gone nor worse, nor better when it is back', async () => {
    const [dead, alive] = [at('a', [deadAddress('timed-out')]), tls({ groups: HYBRID })]
    expect(await changes(alive, dead)).to.deep.equal(['not-seen', 'not-seen neither >'])
    expect(await changes(dead, alive)).to.deep.equal(['not-seen', 'not-seen-before neither >'])
    expect((await changes(dead, dead)).length).to.equal(0)
  })

  it('finds what is new and what is gone, and neither where a scan was interrupted', async () => {
    const [a, b, c] = ['a', 'b', 'c'].map((name) => at(name, [tlsAddress(tlsFacts())])) as [
      InventoryEndpoint,
      InventoryEndpoint,
      InventoryEndpoint,
    ]
    const { summary } = await compare({ endpoints: [a, b] }, { endpoints: [b, c] })
    expect(summary).to.deep.include({ unchanged: 1, changes: { new: 1, gone: 1 } })
    expect(await changes(a, c)).to.have.members([
      'gone',
      'gone neither classical>',
      'new',
      'new neither >classical',
    ])
    const partly = await compare(
      { endpoints: [a, b], interrupted: true },
      { endpoints: [b, c], interrupted: true },
    )
    expect(partly.summary.verdicts).to.include({ new: 0, gone: 0, 'not-seen': 2 })
  })

  it('makes a document of the schema', async () => {
    const side = {
      name: 'latest',
      startedAt: '2027-01-01T00:00:00Z',
      finishedAt: '2027-01-01T00:00:00Z',
      tool: { name: 'mcp-pqc', version: '0' },
      endpoints: 1,
      interrupted: false,
    }
    const { found, summary } = await compare(
      { endpoints: [tls({})] },
      { endpoints: [tls({ groups: HYBRID })] },
    )
    const document = { schemaVersion: '1', before: side, after: side, endpoints: found, summary }
    expect(Diff.parse(document)).to.deep.equal(document)
  })
})
