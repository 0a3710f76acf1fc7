import { expect } from 'chai'
import { assess } from '../../../../src/assess/assess.ts'
import type { TlsFacts } from '../../../../src/model/tls.ts'
import { ENDPOINT, tlsAddress } from '../../../facts.ts'
import { skipIf } from '../../../skip.ts'
import { type Folder, makeFolder, openssl, whyNot } from '../tlsServers.ts'
import { factsOf, keyAndCertificate, sServer } from './probeServer.ts'

const KEY = '9e32cf7786321a828ef7668f09fb35db'

const reasons = (tls: TlsFacts): string[] => {
  const { keyExchange } = assess({ endpoint: ENDPOINT, addresses: [tlsAddress(tls)] }, new Date())
  expect(keyExchange).to.include({ category: 'unknown', classicalAccepted: null })
  return keyExchange.reasons
}

describe('Servers that accept only clients with a shared secret', () => {
  let folder: Folder
  before(function () {
    skipIf(this, whyNot('/usr/bin/gnutls-serv'))
    folder = makeFolder()
  })
  after(() => folder?.remove())

  it('OpenSSL with a pre-shared key', async () => {
    const tls = await factsOf((port) => sServer(port, '-nocert', '-psk', KEY, '-cipher', 'PSK:@SECLEVEL=0'))
    expect(tls.sharedSecret).to.equal('PSK')
    expect(tls.versions['TLS 1.2']).to.deep.equal({ state: 'accepted', detail: 'only with a pre-shared key' })
    expect(tls.versions['TLS 1.3'].state).to.equal('not-tested')
    expect(tls.groups.map(({ state }) => state)).to.not.include('refused')
    expect(tls.cipherSuites['TLS 1.2']).to.include.members([
      'TLS_PSK_WITH_AES_128_GCM_SHA256',
      'TLS_ECDHE_PSK_WITH_CHACHA20_POLY1305_SHA256',
    ])
    expect(tls.cipherSuites['TLS 1.0']).to.include('TLS_DHE_PSK_WITH_AES_128_CBC_SHA')
    expect(tls.cipherSuiteChoice).to.include({ 'TLS 1.2': 'client', 'TLS 1.0': 'client' })
    expect(tls.curves12?.filter(({ state }) => state === 'accepted').map(({ name }) => name)).to.include(
      'x25519',
    )
    expect(tls.tolerance.largeHello.state).to.equal('accepted')
    expect(tls).to.include({ alpnState: 'refused', clientCertificate: 'none' })
    expect(reasons(tls)).to.include('it accepts only clients with a pre-shared key')
  })

  it('OpenSSL with a pre-shared key in TLS 1.3 alone: it is unknown what the server wants', async () => {
    const { versions, sharedSecret } = await factsOf((port) =>
      sServer(port, '-nocert', '-psk', KEY, '-tls1_3'),
    )
    const detail = 'handshake_failure, while TLS 1.2 gets protocol_version: it may want a pre-shared key'
    expect(versions['TLS 1.3']).to.deep.equal({ state: 'not-tested', detail })
    expect(versions['TLS 1.2']).to.deep.equal({ state: 'refused', alert: 'protocol_version' })
    expect(sharedSecret).to.equal(undefined)
  })

  it('GnuTLS with a pre-shared key, in three versions', async () => {
    const passwords = folder.write('psk', `user:${KEY}\n`)
    const { versions, sharedSecret } = await factsOf((port) => ({
      command: [
        ...['gnutls-serv', '--http', '--port', String(port), '--pskpasswd', passwords],
        ...['--priority', 'NORMAL:-VERS-TLS1.3:-KX-ALL:+ECDHE-PSK:+DHE-PSK:+PSK'],
      ],
      env: { GNUTLS_SYSTEM_PRIORITY_FILE: '/dev/null' },
    }))
    expect(sharedSecret).to.equal('PSK')
    for (const version of ['TLS 1.2', 'TLS 1.1', 'TLS 1.0'] as const)
      expect(versions[version].state, version).to.equal('accepted')
    expect(versions['SSL 3.0'].state).to.equal('refused')
  })

  it('OpenSSL with a certificate, a pre-shared key and a password', async () => {
    const verifier = folder.write('srp-too', '')
    openssl('srp', '-srpvfile', verifier, '-gn', '2048', '-passout', 'pass:secret', '-add', 'user')
    const { sharedSecret, sharedSecretSuites, cipherSuites } = await factsOf((port) =>
      sServer(
        port,
        ...keyAndCertificate(folder.classical),
        ...['-psk', KEY, '-srpvfile', verifier, '-cipher', 'ECDHE+AESGCM:PSK+AES128:SRP+AES128'],
      ),
    )
    expect(sharedSecret).to.equal(undefined)
    expect(cipherSuites['TLS 1.2']).to.have.members([
      'TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384',
      'TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256',
    ])
    expect(sharedSecretSuites?.['TLS 1.2']).to.include.members([
      'TLS_PSK_WITH_AES_128_GCM_SHA256',
      'TLS_SRP_SHA_WITH_AES_128_CBC_SHA',
    ])
  })

  it('OpenSSL with a password (SRP)', async () => {
    const verifier = folder.write('srp', '')
    openssl('srp', '-srpvfile', verifier, '-gn', '2048', '-passout', 'pass:secret', '-add', 'user')
    const tls = await factsOf((port) =>
      sServer(port, '-nocert', '-tls1_2', '-cipher', 'SRP', '-srpvfile', verifier),
    )
    expect(tls.sharedSecret).to.equal('SRP')
    expect(tls.cipherSuites['TLS 1.2']).to.deep.equal([
      'TLS_SRP_SHA_WITH_AES_128_CBC_SHA',
      'TLS_SRP_SHA_WITH_AES_256_CBC_SHA',
    ])
    expect(tls.versions['TLS 1.2']).to.deep.equal({ state: 'accepted', detail: 'only with a password (SRP)' })
    expect(reasons(tls)).to.include('it accepts only clients with a password (SRP)')
  })
})
