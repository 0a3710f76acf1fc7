import { expect } from 'chai'
import { skipIf } from '../../../skip.ts'
import { type Folder, inChroot, makeFolder, openssl, whyNot } from '../tlsServers.ts'
import { factsOf } from './probeServer.ts'

describe('A server with an RSA and an ECDSA certificate', () => {
  let folder: Folder
  before(function () {
    skipIf(this, whyNot('/usr/sbin/haproxy'))
    folder = makeFolder()
    const rsa = `${folder.inside}/rsa`
    const name = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost']
    const key = ['-newkey', 'rsa:2048', '-nodes', '-keyout', `${rsa}.key`]
    openssl('req', '-x509', ...key, ...name, '-days', '2', '-out', `${rsa}.pem`)
    inChroot(`cat ${rsa}.pem ${rsa}.key >${rsa}.both`)
  })
  after(() => folder?.remove())

  it('HAProxy, which chooses the certificate before scheme and suite', async () => {
    const { signatureSchemes, cipherSuiteChoice } = await factsOf((port) => ({
      command: [
        ...['haproxy', '-db', '-f'],
        folder.write(
          'haproxy.cfg',
          `defaults
    mode http
    timeout client 5s
    timeout connect 5s
    timeout server 5s
frontend here
    bind 127.0.0.1:${port} ssl crt ${folder.inside}/rsa.both crt ${folder.classical}.both prefer-client-ciphers
    http-request return status 200
`,
        ),
      ],
    }))
    const accepted = signatureSchemes.flatMap(({ name, version, state }) =>
      version === 'TLS 1.3' && state === 'accepted' ? [name] : [],
    )
    expect(accepted).to.have.members([
      'ecdsa_secp256r1_sha256',
      ...['rsa_pss_rsae_sha256', 'rsa_pss_rsae_sha384', 'rsa_pss_rsae_sha512'],
    ])
    expect(cipherSuiteChoice['TLS 1.2']).to.equal('client')
  })
})
