import { expect } from 'chai'
import type { TlsFacts } from '../../../src/model/tls.ts'
import { TLS13_GROUPS } from '../../../src/registry/tls/groups/namedGroups.ts'
import { frontOf, realServer, type Seen, type Server, type Verdict } from '../../probe/front.ts'
import { listen } from '../../probe/listener.ts'
import { text } from '../../probe/misbehaving.ts'
import { accepted, PATIENT, probeOnce, TIMEOUT_MS, tlsOf } from '../../probe/probing.ts'

const HYBRID = 0x11ec
const INTERNAL_ERROR = { alert: 80 }
const manySuites = ({ hello }: Seen): boolean => hello.cipherSuites.length > 60

describe('A server that accepts a hybrid group only, and fails on the first hello', () => {
  let server: Server
  before(async () => {
    server = await realServer({ ecdhCurve: 'X25519MLKEM768' })
  })
  after(() => server.close())

  const probeBehind = async (
    fails: (seen: Seen) => boolean,
    how: Verdict,
    timeoutMs = TIMEOUT_MS,
  ): Promise<TlsFacts> => {
    const judge = (seen: Seen): Verdict => (fails(seen) ? how : 'pass')
    return tlsOf(await probeOnce(frontOf(server, judge), { timeoutMs }))
  }

  const FAILURES: Record<string, (seen: Seen) => boolean> = {
    'more than 60 suites': manySuites,
    'a hybrid group among many': ({ groups }) => groups.includes(HYBRID) && groups.length > 6,
  }
  for (const [name, fails] of Object.entries(FAILURES))
    for (const how of ['silence', INTERNAL_ERROR] as const)
      it(`${name}: its group is found after ${how === 'silence' ? how : 'internal_error'}`, async () => {
        const tls = await probeBehind(fails, how, how === 'silence' ? TIMEOUT_MS : PATIENT.timeoutMs)
        expect(tls.versions['TLS 1.3'].state).to.equal('accepted')
        expect(accepted(tls.groups)).to.deep.equal(['X25519MLKEM768'])
      })

  it('leaves TLS 1.3 and its groups open where no hello with the group is answered', async () => {
    const tls = await probeBehind(({ groups }) => groups.includes(HYBRID), 'silence')
    const answer = { state: 'not-tested', detail: 'no hello was accepted: no answer, handshake_failure' }
    expect(tls.versions['TLS 1.3']).to.deep.equal(answer)
    expect(tls.groups).to.have.length(TLS13_GROUPS.length)
    expect(new Set(tls.groups.map(({ state }) => state))).to.deep.equal(new Set(['not-tested']))
  })
})

describe('A server that answers hellos with more than 60 suites with internal_error', () => {
  it('accepts the versions that it accepts with fewer', async () => {
    const server = await realServer({
      minVersion: 'TLSv1',
      maxVersion: 'TLSv1.2',
      ciphers: 'ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES128-SHA:@SECLEVEL=0',
    })
    const tls = tlsOf(
      await probeOnce(
        frontOf(server, (seen) => (manySuites(seen) ? INTERNAL_ERROR : 'pass')),
        PATIENT,
      ),
    )
    await server.close()
    const states = Object.entries(tls.versions).map(([version, { state }]) => `${version} ${state}`)
    expect(states).to.deep.equal([
      'TLS 1.3 refused',
      'TLS 1.2 accepted',
      'TLS 1.1 accepted',
      'TLS 1.0 accepted',
      // It refuses fewer suites, but that is not what a client with more would get.
      'SSL 3.0 not-tested',
      'SSL 2.0 refused',
    ])
    expect(tls.cipherSuites['TLS 1.2']).to.have.members([
      'TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256',
      'TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA',
    ])
  })

  it('refuses no version where it refuses a few suites only', async () => {
    const HANDSHAKE_FAILURE = { alert: 40 }
    const server = await realServer({})
    const judge = (seen: Seen): Verdict => (manySuites(seen) ? INTERNAL_ERROR : HANDSHAKE_FAILURE)
    const { versions } = tlsOf(await probeOnce(frontOf(server, judge), PATIENT))
    await server.close()
    for (const version of ['TLS 1.3', 'TLS 1.1', 'TLS 1.0', 'SSL 3.0'] as const)
      expect(versions[version].state, version).to.equal('not-tested')
  })
})

describe('A server of TLS that asks plain requests for HTTPS', () => {
  const PAGE = '<center>The plain HTTP request was sent to HTTPS port</center>'
  const REQUIRES_TLS = text(`HTTP/1.1 400 Bad Request\r\nContent-Length: ${PAGE.length}\r\n\r\n${PAGE}`)

  it('does not speak plain HTTP, though no ClientHello is answered', async () => {
    const facts = await probeOnce(
      listen((socket) =>
        socket.once('data', (chunk) => {
          if (chunk[0] !== 22) socket.end(REQUIRES_TLS)
        }),
      ),
    )
    expect(facts).to.include({ state: 'open', service: 'tls' })
    expect(facts.detail).to.equal('ClientHello timed out: no answer')
    expect(facts.tls).to.equal(undefined)
  })

  it('is one of plain HTTP where it answers 400 for another reason', async () => {
    const facts = await probeOnce(
      listen((socket) =>
        socket.once('data', (chunk) => {
          if (chunk[0] !== 22) socket.end('HTTP/1.1 400 Bad Request\r\n\r\nMissing session ID')
        }),
      ),
    )
    expect(facts).to.include({ state: 'open', service: 'http' })
  })
})
