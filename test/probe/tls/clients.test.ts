import { expect } from 'chai'
import { type Lab, startLab } from '../../../src/lab/fleet.ts'
import type { TlsFacts } from '../../../src/model/tls.ts'
import { HostLimiters, RateLimiter } from '../../../src/net/limiter.ts'
import { probeAddress } from '../../../src/probe/address.ts'
import { Session } from '../../../src/probe/net/session.ts'
import { Chains } from '../../../src/probe/tls/certificates/chains.ts'
import { trustAnchors } from '../../../src/probe/tls/certificates/trust.ts'
import { probeClients } from '../../../src/probe/tls/clients.ts'
import {
  type ClientOffer,
  inferClient,
  type KnownServer,
} from '../../../src/probe/tls/negotiation/inferClient.ts'
import { EVERYTHING } from '../../../src/registry/tls/offers.ts'
import { TLS12, TLS13 } from '../../../src/registry/tls/versions.ts'
import { at } from '../at.ts'

const [HYBRID, X25519, P256] = [0x11ec, 0x001d, 0x0017]
const [SUITE, SCHEME, MLDSA65] = [0x1301, 0x0403, 0x0905]

const OFFER: ClientOffer = {
  client: 'a client',
  versions: [TLS13, TLS12],
  groups: [HYBRID, X25519, P256],
  shares: [HYBRID, X25519],
  suites: new Set([SUITE]),
  schemes: new Set([SCHEME]),
  certificateSchemes: new Set(),
  protocols: new Set(['http/1.1']),
}
const SERVER: KnownServer = {
  groups: [X25519, HYBRID],
  groupChoice: 'server',
  suites: [SUITE],
  schemes: new Map([[SCHEME, [[SCHEME]]]]),
  protocols: ['http/1.1'],
}

describe('what a client gets, inferred', () => {
  it('is the server’s favourite where the server decides', () => {
    expect(inferClient(OFFER, SERVER)).to.include({ group: 'x25519', state: 'accepted', basis: 'inferred' })
  })

  it('is the client’s favourite where the client decides', () => {
    expect(inferClient(OFFER, { ...SERVER, groupChoice: 'client' })).to.include({ group: 'X25519MLKEM768' })
  })

  it('is the favourite by HelloRetryRequest where no share fits', () => {
    expect(inferClient({ ...OFFER, shares: [P256] }, SERVER)).to.include({ group: 'x25519' })
  })

  const open: [string, Partial<ClientOffer>, Partial<KnownServer>][] = [
    ['there is a share for another group than the favourite', { shares: [HYBRID] }, {}],
    [
      'the server’s favourite is not among the client’s groups, and the orders below it differ',
      { groups: [P256, X25519], shares: [P256, X25519] },
      { groups: [HYBRID, X25519, P256] },
    ],
    ['nobody knows who decides', {}, { groupChoice: 'unknown' }],
    ['the client has no TLS 1.3', { versions: [TLS12] }, {}],
    ['there is no common group', { groups: [P256] }, {}],
    ['there is no common suite', { suites: new Set([0x1302]) }, {}],
    ['there is no common scheme', { schemes: new Set([0x0804]) }, {}],
    ['there is no common protocol', { protocols: new Set(['h3']) }, {}],
    ['the server refuses all protocols', {}, { protocols: 'refused' }],
    ['a signature of the chain is not one of the client', {}, { schemes: new Map([[SCHEME, [[MLDSA65]]]]) }],
    ['the client has other schemes for certificates', { certificateSchemes: new Set([MLDSA65]) }, {}],
    ['TLS has no scheme for a signature of the chain', {}, { schemes: new Map([[SCHEME, [[SCHEME], []]]]) }],
  ]
  for (const [why, offer, server] of open) {
    it(`is left to asking where ${why}`, () => {
      expect(inferClient({ ...OFFER, ...offer }, { ...SERVER, ...server })).to.equal(undefined)
    })
  }

  it('is known where the chain of every scheme that the client offers has signatures of the client', () => {
    const schemes = new Map([
      [SCHEME, [[SCHEME], [SCHEME]]],
      [MLDSA65, [[MLDSA65]]],
    ])
    expect(inferClient(OFFER, { ...SERVER, schemes })).to.include({ group: 'x25519' })
  })

  describe('at the lab', () => {
    let lab: Lab
    before(async () => {
      lab = await startLab()
    })
    after(() => lab.close())

    it('agrees with what every client gets that is asked for itself', async function () {
      this.timeout(60_000)
      let inferred = 0
      for (const { name, url } of lab.endpoints.filter(({ url }) => url.startsWith('https:'))) {
        const { tls, asked } = await bothWays(url, lab.ca)
        const short = ({ client, state, version, group }: TlsFacts['clients'][number]) => ({
          client,
          state,
          version,
          group,
        })
        expect(tls.clients.map(short), name).to.deep.equal(asked.map(short))
        inferred += tls.clients.filter(({ basis }) => basis === 'inferred').length
      }
      expect(inferred).to.be.greaterThan(100)
    })
  })
})

const bothWays = async (url: string, ca: string): Promise<{ tls: TlsFacts; asked: TlsFacts['clients'] }> => {
  const { hostname, port } = new URL(url)
  const limits = { timeoutMs: 5000, hosts: new HostLimiters(4), rate: new RateLimiter(undefined) }
  const place = { to: at(Number(port), hostname) }
  const anchors = trustAnchors([ca])
  const dial = { ...place, host: hostname, serverName: undefined, path: '/mcp', plaintext: false }
  const { tls } = await probeAddress(dial, { ...limits, profile: 'full', anchors })
  const session = new Session({ ...limits, ...place, budget: 100 })
  const chains = new Chains(anchors, hostname)
  const context = { session, serverName: undefined, chains, offer: EVERYTHING, cautious: false }
  return { tls: tls as TlsFacts, asked: await probeClients(context, undefined) }
}
