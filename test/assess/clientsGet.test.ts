import { expect } from 'chai'
import { assess, assessedAgain } from '../../src/assess/assess.ts'
import { parseGates } from '../../src/assess/gates.ts'
import type { AddressFacts } from '../../src/model/endpoint.ts'
import type { InventoryEndpoint } from '../../src/model/inventory.ts'
import type { TlsFacts } from '../../src/model/tls.ts'
import { sshKex } from '../../src/registry/ssh.ts'
import { HYBRID_CLIENTS } from '../../src/registry/tls/software/clientProfiles.ts'
import {
  clients,
  deadAddress,
  ENDPOINT,
  groups,
  httpAddress,
  NOW,
  tlsAddress,
  tlsFacts,
  versions,
} from '../facts.ts'
import { sshFacts } from '../report/unusualEndpoints.ts'

const tls = (changes: Partial<TlsFacts>, address?: string): AddressFacts =>
  tlsAddress(tlsFacts({ groups: groups(['X25519MLKEM768', 'x25519']), ...changes }), address)
const all = (outcome: string, address?: string): AddressFacts =>
  tls({ clients: clients(() => outcome) }, address)
/** Deno sends no key share for its hybrid group. */
const mostly = (outcome: string, its: string): TlsFacts['clients'] =>
  clients((client) => (client === 'Deno 2' ? its : outcome))
const CUTS = { ...tlsFacts().tolerance, largeHello: { state: 'cut-off', confirmed: true } as const }
const only = (...names: string[]): Partial<TlsFacts> => ({ groups: groups(names) })

const ssh = (...methods: string[]): AddressFacts => ({
  address: '192.0.2.1',
  port: 22,
  state: 'open',
  service: 'ssh',
  ssh: sshFacts({
    keyExchange: methods.map((name) => ({ name, kind: sshKex(name)?.kind ?? 'unknown', weak: false })),
  }),
})

const endpoint = (...addresses: AddressFacts[]): InventoryEndpoint => ({
  ...ENDPOINT,
  addresses,
  assessment: assess({ endpoint: ENDPOINT, addresses }, NOW),
})

const CASES: [name: string, clientsGet: string, ...AddressFacts[]][] = [
  ['all get a hybrid group', 'hybrid', all('X25519MLKEM768')],
  ['all get a pure group', 'pqc', tls({ ...only('MLKEM768', 'x25519'), clients: clients(() => 'MLKEM768') })],
  ['some get a pure group', 'hybrid', tls({ clients: mostly('MLKEM768', 'X25519MLKEM768') })],
  ['none gets one that the server accepts', 'classical', all('x25519')],
  ['one gets another group', 'mixed', tls({ clients: mostly('X25519MLKEM768', 'x25519') })],
  ['one got no answer', 'hybrid', tls({ clients: mostly('X25519MLKEM768', 'timed-out') })],
  ['one was cut off, and long hellos pass', 'hybrid', tls({ clients: mostly('X25519MLKEM768', 'cut-off') })],
  ['the server refuses one', 'hybrid', tls({ clients: mostly('X25519MLKEM768', 'refused') })],
  ['all got no answer', 'unknown', all('timed-out')],
  ['none was asked', 'unknown', tls({})],
  [
    'those with long hellos are cut off',
    'mixed',
    tls({ clients: mostly('cut-off', 'X25519MLKEM768'), tolerance: CUTS }),
  ],
  [
    'those with long hellos are cut off, the other gets another group',
    'classical',
    tls({ clients: mostly('refused', 'x25519'), tolerance: CUTS }),
  ],
  ['none was asked of a server without hybrid groups', 'classical', tls(only('x25519'))],
  ['none was asked of a server with a draft', 'classical', tls(only('X25519Kyber768Draft00', 'x25519'))],
  ['none was asked of a server without classical groups', 'hybrid', tls(only('SecP384r1MLKEM1024'))],
  [
    'none can connect to a server of ML-KEM-1024',
    'pqc',
    tls({ ...only('MLKEM1024'), clients: clients(() => 'refused') }),
  ],
  ['TLS 1.2 only', 'classical', tls({ versions: versions('TLS 1.2'), groups: groups([]) })],
  ['plain HTTP', 'classical', httpAddress()],
  ['a group that timed out', 'unknown', tls({ groups: groups(['x25519'], 'timed-out') })],
  ['SSH with hybrid and classical methods', 'hybrid', ssh('mlkem768x25519-sha256', 'curve25519-sha256')],
  ['SSH with classical methods', 'classical', ssh('curve25519-sha256')],
  ['SSH with a method that is not known', 'unknown', ssh('new@example.org')],
  ['no address', 'unknown'],
  ['a closed port', 'unknown', deadAddress('closed')],
  [
    'two addresses with the same',
    'hybrid',
    all('X25519MLKEM768', '192.0.2.1'),
    all('X25519MLKEM768', '192.0.2.2'),
  ],
  ['a half-upgraded host', 'mixed', all('X25519MLKEM768', '192.0.2.1'), tls(only('x25519'), '192.0.2.2')],
  ['an address without an answer', 'unknown', all('X25519MLKEM768'), deadAddress('timed-out')],
  ['an address that is not reachable from here', 'hybrid', all('X25519MLKEM768'), deadAddress('unreachable')],
]

describe('clientsGet', () => {
  for (const [name, clientsGet, ...addresses] of CASES)
    it(`${name}: ${clientsGet}`, () => {
      const found = endpoint(...addresses)
      expect(found.assessment.keyExchange.clientsGet).to.equal(clientsGet)
      for (const gate of parseGates(['classical', 'prefers-classical'])) {
        expect(gate.fails(found), gate.name).to.equal(['classical', 'mixed'].includes(clientsGet))
        const isAnswered = addresses.some(({ state }) => state === 'open')
        if (clientsGet === 'unknown' && isAnswered) expect(gate.undecided(found), gate.name).to.be.a('string')
        if (clientsGet === 'hybrid' || clientsGet === 'pqc')
          expect(gate.undecided(found), gate.name).to.equal(undefined)
      }
    })

  it('is unknown where a limit of connections left a runtime without an answer, and the gate is undecided', () => {
    const limit = { rateLimit: { answered: 40 } }
    const cut = { client: 'Go 1.24 (net/http)', state: 'cut-off' as const }
    const found = (added: object) => {
      const address = all('X25519MLKEM768')
      const tls = address.tls as TlsFacts
      const clients = tls.clients.map((fact) => (fact.client === cut.client ? cut : fact))
      return endpoint({ ...address, tls: { ...tls, clients, ...added } })
    }
    expect(found({}).assessment.keyExchange.clientsGet).to.equal('hybrid')
    expect(found(limit).assessment.keyExchange.clientsGet).to.equal('unknown')
    const [gate] = parseGates(['classical'])
    expect(gate?.undecided(found(limit))).to.be.a('string')
  })

  it('counts the runtimes with a hybrid group in its reasons, and names few', () => {
    const { reasons } = endpoint(tls({ clients: mostly('X25519MLKEM768', 'x25519') })).assessment.keyExchange
    expect(reasons).to.include(
      `some client runtimes that offer post-quantum key exchange do not get it here: 1 of ${HYBRID_CLIENTS.length} gets x25519 (Deno 2)`,
    )
    expect(endpoint(all('x25519')).assessment.keyExchange.reasons).to.include(
      `no client runtime that offers post-quantum key exchange gets it here: ${HYBRID_CLIENTS.length} of ${HYBRID_CLIENTS.length} get x25519`,
    )
  })

  it('names a device that cuts off long hellos, with a risk near that of a classical server', () => {
    const cut = endpoint(tls({ clients: mostly('cut-off', 'X25519MLKEM768'), tolerance: CUTS })).assessment
    expect(cut.keyExchange.category).to.equal('hybrid')
    expect(cut.keyExchange.reasons.join('\n')).to.include(
      'a hybrid group is accepted, but clients that send a hybrid key share are cut off: 15 of 16 client runtimes',
    )
    const score = (address: AddressFacts): number => endpoint(address).assessment.risk.score
    expect(score(all('X25519MLKEM768'))).to.be.below(cut.risk.score)
    expect(cut.risk.score).to.be.at.most(score(tls(only('x25519'))))
    expect(score(all('x25519'))).to.equal(score(tls(only('x25519'))))
  })

  it('is derived when an endpoint of an earlier version is read', () => {
    const old = endpoint(all('x25519'))
    old.assessment.keyExchange.clientsGet = 'unknown'
    old.assessment.findings = []
    expect(assessedAgain(old, NOW).assessment.keyExchange.clientsGet).to.equal('classical')
  })
})
