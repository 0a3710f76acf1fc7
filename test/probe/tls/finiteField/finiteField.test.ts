import { createServer as createHttps } from 'node:https'
import type { AddressInfo } from 'node:net'
import { createServer, type TLSSocket } from 'node:tls'
import { expect } from 'chai'
import { createAuthorities, type Identity, issueServer } from '../../../../src/lab/certificates.ts'
import { probeAddress } from '../../../../src/probe/address.ts'
import { HttpPeer } from '../../../../src/probe/http/http.ts'
import { factsNeedFiniteField, needsFiniteField } from '../../../../src/probe/tls/finiteField.ts'
import { u8 } from '../../../../src/tls/writer.ts'
import { tlsFacts } from '../../../facts.ts'
import { at } from '../../at.ts'
import { record } from '../../misbehaving.ts'
import { dialTo, PATIENT, probeOptions, tlsOf } from '../../probing.ts'
import { type DheServer, dheServer } from './dheServer.ts'

const peerTo = (port: number, withoutFiniteField?: boolean): HttpPeer =>
  new HttpPeer(
    { origin: `https://localhost:${port}`, to: at(port), serverName: 'localhost' },
    { timeoutMs: 5_000, ca: [], verify: false, withoutFiniteField },
  )

const asked = async (peer: HttpPeer) => {
  try {
    return await peer.request({ method: 'GET', path: '/', maxBytes: 100 })
  } finally {
    await peer.close()
  }
}

describe('Diffie-Hellman over a finite field, with primes that would hold up this process', () => {
  let server: DheServer
  afterEach(() => server.close())

  it('is not computed by any handshake of a probe, which has its other facts', async () => {
    server = await dheServer(10_000)
    const facts = tlsOf(await probeAddress(dialTo(server.port), probeOptions(PATIENT)))
    expect(facts.keyExchange12Details).to.deep.equal([{ family: 'DHE', bits: 10_000, prime: 'custom' }])
    expect(facts.versions['TLS 1.2'].state).to.equal('accepted')
    expect(facts.resumption12?.ticket).to.equal('not-tested')
    expect(facts.clientCertificate).to.equal('not-tested')
    expect(server.answered).to.equal(0)
  })

  const CHANGE_CIPHER_SPEC = record(20, u8(1))
  const BEFORE = { 'in plain sight': new Uint8Array(0), 'behind change_cipher_spec': CHANGE_CIPHER_SPEC }
  for (const [where, before] of Object.entries(BEFORE)) {
    it(`is not computed by a request in HTTP, ${where}`, async () => {
      server = await dheServer(4104, before)
      const answer = await asked(peerTo(server.port))
      expect(answer.kind).to.equal('failed')
      expect(server.flights).to.be.at.least(1)
      expect(server.answered).to.equal(0)
    })
  }

  it('says why there is no answer', async () => {
    server = await dheServer(8192)
    expect(await asked(peerTo(server.port))).to.deep.equal({
      kind: 'failed',
      state: 'refused',
      detail: 'the handshake failed (ERR_SSL_DH_KEY_TOO_LONG)',
    })
  })

  it('is computed up to the limit', async () => {
    server = await dheServer(4096)
    await asked(peerTo(server.port))
    expect(server.answered).to.be.at.least(1)
  })

  it('is not offered to a server that is known to need none', async () => {
    server = await dheServer(2048)
    await asked(peerTo(server.port, true))
    expect([server.flights, server.accepted > 0]).to.deep.equal([0, true])
  })
})

describe('a server with nothing but Diffie-Hellman over a finite field', () => {
  let identity: Identity
  before(async () => {
    const now = Date.now()
    identity = await issueServer('localhost', { key: 'RSA-2048' }, await createAuthorities(now), now)
  })
  const DHE = { ciphers: 'DHE-RSA-AES128-GCM-SHA256', maxVersion: 'TLSv1.2', dhparam: 'auto' } as const

  it('is asked in HTTP, and resumes its sessions', async () => {
    const server = createHttps({ ...identity, ...DHE }, (_, response) => response.end('yes'))
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    try {
      const { port } = server.address() as AddressInfo
      const facts = tlsOf(await probeAddress(dialTo(port), probeOptions(PATIENT)))
      expect(factsNeedFiniteField(facts)).to.equal(true)
      expect(facts.resumption12).to.deep.include({ ticket: 'accepted' })
      expect(facts.timings.handshakeMs).to.be.a('number')
      expect(facts.clientCertificate).to.equal('none')
      const answer = await asked(peerTo(port))
      expect(answer.kind === 'answer' && answer.body.toString()).to.equal('yes')
    } finally {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    }
  })

  it('leaves open whether it wants a certificate, where it does not serve the request: it cannot negotiate again', async () => {
    const server = createServer({ ...identity, ...DHE }, (socket: TLSSocket) => {
      socket.on('error', () => {})
      socket.once('data', () => socket.end('HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n'))
    })
    server.on('tlsClientError', () => {})
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    try {
      const { port } = server.address() as AddressInfo
      const facts = tlsOf(await probeAddress(dialTo(port), probeOptions(PATIENT)))
      expect(facts.clientCertificate).to.equal('not-tested')
    } finally {
      await new Promise((resolve) => server.close(resolve))
    }
  })

  it('is one without TLS 1.3, of whose highest version every suite is so, DH_anon included', () => {
    expect(needsFiniteField([0x009e, 0x0034])).to.equal(true)
    for (const suites of [[0x009e, 0xc02f], [0x009c], []]) expect(needsFiniteField(suites)).to.equal(false)
    const cipherSuites = { 'TLS 1.2': ['TLS_DHE_RSA_WITH_AES_128_GCM_SHA256'] }
    const refused = { state: 'refused' } as const
    const without13 = tlsFacts({ cipherSuites })
    expect(factsNeedFiniteField(without13)).to.equal(false)
    const versions = { ...without13.versions, 'TLS 1.3': refused, 'TLS 1.2': { state: 'accepted' } as const }
    expect(factsNeedFiniteField(tlsFacts({ cipherSuites, versions }))).to.equal(true)
  })
})
