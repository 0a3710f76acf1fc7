import { expect } from 'chai'
import { VERSION_NAMES } from '../../src/model/questions/names.ts'
import { TLS_QUESTIONS, unansweredQuestions } from '../../src/model/questions/tlsQuestions.ts'
import type { State } from '../../src/model/state.ts'
import type { TlsFacts } from '../../src/model/tls.ts'
import { groups, tlsFacts, versions } from '../facts.ts'

const TESTED: Partial<TlsFacts> = {
  cipherSuiteChoice: { 'TLS 1.3': 'server' },
  clients: [{ client: 'Node.js 24', state: 'accepted' }],
}

const labels = (changes: Partial<TlsFacts>): string[] =>
  unansweredQuestions(tlsFacts({ ...TESTED, ...changes })).map(({ label }) => label)

describe('the questions of a TLS probe', () => {
  it('have an id each', () =>
    expect(new Set(TLS_QUESTIONS.map(({ id }) => id)).size).to.equal(TLS_QUESTIONS.length))

  it('are all answered by a server that was tested', () => expect(labels({})).to.deep.equal([]))

  const states = (state: State) => ({ tickets: state, psk_ke: state, psk_dhe_ke: state })
  const OPEN: [string, Partial<TlsFacts>][] = [
    ['some key-exchange groups', { groups: groups(['x25519'], 'not-tested') }],
    ['other cipher suites and signature schemes', { cipherSuiteChoice: {} }],
    ['certificates', { chains: [] }],
    [
      'SSL 2.0',
      {
        versions: { ...versions(['TLS 1.3', 'TLS 1.0']), 'SSL 2.0': { state: 'cut-off' } },
        cipherSuiteChoice: { 'TLS 1.3': 'server', 'TLS 1.0': 'server' },
      },
    ],
    ['request for a client certificate', { clientCertificate: 'not-tested' }],
    ['ALPN', { alpn: [], alpnState: 'not-tested' }],
    ['ALPN', { alpn: [] }],
    ['resumption', { resumption: states('timed-out') }],
    ['compression of certificates', { certificateCompression: [{ algorithm: 'zlib', state: 'timed-out' }] }],
    ['resumption in TLS 1.2', { resumption12: { sessionId: 'not-tested', ticket: 'refused' } }],
    ['outcomes for some MCP clients', { clients: [] }],
    [
      'ClientHello with a hybrid group in TLS 1.2',
      {
        versions: versions('TLS 1.2'),
        cipherSuiteChoice: { 'TLS 1.2': 'server' },
        keyExchange12: ['ECDHE'],
        curves12: groups(['x25519'], 'refused'),
      },
    ],
    ['some curves of TLS 1.2', { keyExchange12: ['ECDHE'] }],
    ['some curves of TLS 1.2', { keyExchange12: ['ECDHE'], curves12: groups(['x25519'], 'not-tested') }],
  ]
  for (const [label, changes] of OPEN)
    it(`${label}: ${JSON.stringify(changes).slice(0, 60)}`, () =>
      expect(labels(changes)).to.deep.equal([label]))

  const ANSWERED: [string, Partial<TlsFacts>][] = [
    ['a server that selects no protocol', { alpn: [], alpnState: 'refused' }],
    [
      'a refusal of TLS 1.3, to its resumption',
      {
        versions: versions('TLS 1.2'),
        groups: [],
        cipherSuiteChoice: { 'TLS 1.2': 'server' },
        resumption: states('not-tested'),
      },
    ],
    [
      'SSL 2.0 that is not asked of a newer server',
      { versions: { ...versions('TLS 1.3'), 'SSL 2.0': { state: 'not-tested' } } },
    ],
    ['a refusal of resumption', { resumption: states('refused') }],
    [
      'the groups of TLS 1.3 where that is refused',
      { versions: versions([]), groups: groups([], 'not-tested') },
    ],
  ]
  for (const [what, changes] of ANSWERED)
    it(`are answered by ${what}`, () => expect(labels(changes)).to.deep.equal([]))

  it('have no answer to resumption in TLS 1.2 in older files', () => {
    const { resumption12: _, ...older } = tlsFacts({ ...TESTED, versions: versions(['TLS 1.3', 'TLS 1.2']) })
    const cipherSuiteChoice = { 'TLS 1.3': 'server', 'TLS 1.2': 'server' } as const
    expect(unansweredQuestions({ ...older, cipherSuiteChoice }).map(({ label }) => label)).to.deep.equal([
      'resumption in TLS 1.2',
    ])
  })

  it('name what was not answered', () =>
    expect(
      unansweredQuestions(tlsFacts({ ...TESTED, resumption: { ...states('refused'), psk_ke: 'timed-out' } })),
    ).to.deep.equal([{ label: 'resumption', names: ['psk_ke'] }]))

  it('include every version', () =>
    expect(labels({ versions: versions([], 'not-tested') })).to.include.members([...VERSION_NAMES]))
})
