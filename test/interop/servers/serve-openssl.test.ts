import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { identityFolder } from '../../../src/gateway/identity/identityFolder.ts'
import { LOOPBACK, type Serving, serve, temporaryFolder } from '../../gateway/server/serving.ts'
import { skipIf } from '../../skip.ts'
import { PEER, sClient, whyNoOpenSsl } from './openSslClient.ts'

const REASON = whyNoOpenSsl()

describe('openssl s_client and the reference server', () => {
  let server: Serving
  before(function () {
    skipIf(this, REASON)
  })
  afterEach(() => server?.close())

  for (const group of ['X25519MLKEM768', 'SecP256r1MLKEM768', 'SecP384r1MLKEM1024']) {
    it(`agree on ${group}`, async () => {
      server = await serve()
      expect(await sClient(server, '-groups', group)).to.include({ group, version: 'TLSv1.3' })
      expect(await server.event('connection-made')).to.include({ group })
    })
  }

  it('agree on X25519MLKEM768 when the client sends a classical key share alone', async () => {
    server = await serve({ policy: 'allow-classical' })
    expect(await sClient(server, '-groups', '*x25519:X25519MLKEM768')).to.include({ group: 'X25519MLKEM768' })
    expect(await server.event('connection-made')).to.include({ group: 'X25519MLKEM768' })
  })

  it('part with handshake_failure when the client has x25519 alone', async () => {
    server = await serve()
    expect(await sClient(server, '-groups', 'x25519')).to.include({
      alert: 'handshake failure',
      group: undefined,
    })
    const refused = await server.event('connection-refused')
    expect(refused).to.include({ reason: 'no-hybrid-group' })
    expect(refused.offered).to.deep.equal(['x25519'])
  })

  it('agree on x25519 where classical is allowed', async () => {
    server = await serve({ policy: 'allow-classical' })
    expect(await sClient(server, '-groups', 'x25519')).to.include({ group: 'x25519' })
    expect(await server.event('connection-made')).to.include({ group: 'x25519' })
  })

  it('part with protocol_version when the client has TLS 1.2 alone', async () => {
    server = await serve()
    expect(await sClient(server, '-tls1_2')).to.include({ alert: 'protocol version', version: undefined })
  })

  for (const [client, scheme, type] of [
    ['mldsa65', 'mldsa65', 'ml-dsa-65'],
    ['ecdsa_secp256r1_sha256', 'ecdsa_secp256r1_sha256', 'ec'],
    ['ecdsa_secp256r1_sha256:mldsa65', undefined, undefined],
  ] as const) {
    it(`choose the chain by signature scheme: ${client}`, async () => {
      server = await serve()
      const connection = await sClient(server, '-sigalgs', client)
      expect(connection.group).to.equal('X25519MLKEM768')
      if (scheme === undefined) expect(connection.scheme).to.be.oneOf(client.split(':'))
      else expect([connection.scheme, connection.key?.asymmetricKeyType]).to.deep.equal([scheme, type])
    })
  }

  it('agree that the chains are good, name constraints included', async () => {
    server = await serve()
    const folder = mkdtempSync(`${PEER}/tmp/serve-`)
    const trust = (name: string, pem: string): string[] => {
      writeFileSync(join(folder, name), pem)
      return ['-CAfile', join(folder, name).slice(PEER.length), '-verify_return_error', '-x509_strict']
    }
    try {
      const ours = [...trust('ca.pem', server.ca), '-verify_ip', '127.0.0.1']
      const others = trust(
        'other.pem',
        (await identityFolder(temporaryFolder(), LOOPBACK).load()).authorities?.pem ?? '',
      )
      const elsewhere = [...trust('ca.pem', server.ca), '-verify_hostname', 'elsewhere.example']
      for (const scheme of ['mldsa65', 'ecdsa_secp256r1_sha256']) {
        for (const client of [ours, others, elsewhere]) await sClient(server, '-sigalgs', scheme, ...client)
      }
      // The client tells the server what it thinks of the chain: it ends the handshake with an alert.
      const thought = server.events.map((event) => ('detail' in event ? event.detail : event.event))
      const each = ['connection-made', 'tlsv1 alert unknown ca', 'ssl/tls alert bad certificate']
      expect(thought).to.deep.equal([...each, ...each])
    } finally {
      rmSync(folder, { recursive: true })
    }
  })
})
