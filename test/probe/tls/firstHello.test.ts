import { expect } from 'chai'
import { groupName } from '../../../src/registry/tls/groups/namedGroups.ts'
import { EXTENSION } from '../../../src/registry/tls/messages/extensions.ts'
import { CLIENT_PROFILES } from '../../../src/registry/tls/software/clientProfiles.ts'
import { decodeClientHello, offerOf } from '../../../src/tls/clientHello.ts'
import type { Ending } from '../../middleboxes/ending.ts'
import { refusesHellos } from '../../middleboxes/refusesHellos.ts'
import { realServer, type Seen, type Server } from '../front.ts'
import { accepted, PATIENT, probeOnce, tlsOf } from '../probing.ts'

const CLIENTS = CLIENT_PROFILES.map(({ hello }) =>
  offerOf(decodeClientHello(Buffer.from(hello, 'hex').subarray(4))),
)

/** Of Mbed TLS 3.6 and wolfSSL 5.7. */
const SCHEMES_READ = 19

const offersBrainpool = ({ groups }: Seen): boolean =>
  groups.some((group) => groupName(group).startsWith('brainpool'))

describe('The hellos of a scan', () => {
  let server: Server
  const seen: Seen[] = []
  before(async () => {
    server = await realServer({ ecdhCurve: 'X25519:P-384:brainpoolP256r1tls13' })
    const note = (one: Seen): boolean => seen.push(one) < 0
    await probeOnce(refusesHellos(server, note, 'reset'), PATIENT)
  })
  after(() => server.close())

  it('begin as clients do: no more values than these, and only values that one of these offers', () => {
    const { cipherSuites, groups, schemes } = offerOf((seen[0] as Seen).hello)
    for (const [list, name] of [
      [cipherSuites, 'cipherSuites'],
      [groups, 'groups'],
      [schemes, 'schemes'],
    ] as const) {
      const theirs = CLIENTS.map((client) => client[name])
      expect(list.length, name).to.be.at.most(Math.max(...theirs.map(({ length }) => length)))
      expect(list.filter((value) => !theirs.some((one) => one.includes(value)))).to.deep.equal([])
    }
    expect(schemes).to.have.length.of.at.most(SCHEMES_READ)
  })

  it('are not as long as those that some load balancers do not answer (RFC 7685)', () => {
    // SSL 3.0 has no extensions, and so no padding. Node.js makes the sessions of TLS 1.2, and does not pad.
    const modern = seen.filter(({ hello: { extensions } }) =>
      extensions?.every(({ type }) => type !== EXTENSION.encrypt_then_mac),
    )
    expect(modern).to.have.length.above(20)
    expect(modern.filter(({ bytes }) => bytes > 255 && bytes < 512)).to.deep.equal([])
  })

  for (const by of ['reset', 'silence'] as const satisfies Ending[])
    it(`show everything but Brainpool curves behind a firewall that answers these with ${by}`, async () => {
      const box = refusesHellos(server, offersBrainpool, by)
      const tls = tlsOf(await probeOnce(box, by === 'silence' ? {} : PATIENT))
      expect(accepted(tls.groups)).to.deep.equal(['x25519', 'secp384r1'])
      const of = (state: string): string[] =>
        tls.groups.filter((group) => group.state === state).map(({ name }) => name)
      const curves = ['brainpoolP256r1tls13', 'brainpoolP384r1tls13', 'brainpoolP512r1tls13']
      expect(of(by === 'reset' ? 'cut-off' : 'timed-out')).to.deep.equal(curves)
      expect(of('refused')).to.include.members(['X25519MLKEM768', 'MLKEM1024', 'GC256A', 'ffdhe8192'])
      expect(accepted(tls.signatureSchemes)).to.include('ecdsa_secp256r1_sha256')
      expect(tls.versions).to.deep.include({ 'TLS 1.2': { state: 'accepted' } })
    })
})
