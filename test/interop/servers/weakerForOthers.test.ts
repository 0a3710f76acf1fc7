import { once } from 'node:events'
import { connect } from 'node:tls'
import { expect } from 'chai'
import { findingsOf } from '../../../src/assess/findings/findings.ts'
import type { AddressFacts } from '../../../src/model/endpoint.ts'
import type { TlsFacts } from '../../../src/model/tls.ts'
import { probeAddress } from '../../../src/probe/address.ts'
import { ENDPOINT } from '../../facts.ts'
import { frontOf } from '../../probe/front.ts'
import { dialTo, PATIENT, probeOnce, probeOptions, TIMEOUT_MS, tlsOf } from '../../probe/probing.ts'
import { skipIf } from '../../skip.ts'
import { type Folder, makeFolder, openssl, type Running, whyNot, withServer } from './tlsServers.ts'

/** The 1,024-bit MODP group of RFC 2409 §6.2. */
const DH_1024 = `-----BEGIN DH PARAMETERS-----
MIGHAoGBAP//////////yQ/aoiFowjTExmKLgNwc0SkCTgiKZ8x0Agu+pjsTmyJR
Sgh5jjQE3e+VGbPNOkMbMCsKbfJfFDdP4TVtbVHCReSFtXZiXn7G9ExC6aY37WsL
/1y29Aa37e44a/taiZ+lrp8kEXxLH+ZJKGZR7OZTgf//////////AgEC
-----END DH PARAMETERS-----
`

const findingIds = (facts: AddressFacts): string[] =>
  findingsOf({ endpoint: ENDPOINT, addresses: [facts] }, 'unknown', new Date()).findings.map(({ id }) => id)

const chainKeys = ({ chains }: TlsFacts): string[] =>
  chains.flatMap(({ certificates: [leaf] }) =>
    leaf ? [`${leaf.publicKey.algorithm} ${leaf.publicKey.bits}`] : [],
  )

describe('What a real server has for other clients', () => {
  let folder: Folder
  before(function () {
    const missing = whyNot('/usr/bin/gnutls-serv') ?? whyNot('/usr/sbin/nginx')
    skipIf(this, missing)
    folder = makeFolder()
    folder.write('dh.pem', DH_1024)
    for (const [name, ...algorithm] of [
      ['rsa', 'RSA', '-pkeyopt', 'rsa_keygen_bits:3072'],
      ['pss', 'RSA-PSS', '-pkeyopt', 'rsa_keygen_bits:1024'],
    ] as const) {
      const path = `${folder.inside}/${name}`
      openssl('genpkey', '-algorithm', ...algorithm, '-out', `${path}.key`)
      openssl('req', '-x509', '-new', '-key', `${path}.key`, '-subj', '/CN=localhost', '-out', `${path}.pem`)
    }
  })
  after(() => folder?.remove())

  const gnutls = (port: number, priority: string): Running => ({
    command: [
      ...['gnutls-serv', '--http', '--port', String(port), '--priority', priority],
      ...['--x509certfile', `${folder.inside}/rsa.pem`, '--x509keyfile', `${folder.inside}/rsa.key`],
      ...['--dhparams', `${folder.inside}/dh.pem`],
    ],
    env: { GNUTLS_SYSTEM_PRIORITY_FILE: '/dev/null' },
  })

  const nginx = (port: number, config: string): Running => ({
    command: [
      'nginx',
      '-c',
      folder.write(
        'nginx.conf',
        `daemon off; pid ${folder.inside}/pid; error_log ${folder.inside}/error.log;
events {}
http { access_log off; server { listen 127.0.0.1:${port} ssl; ${config} location / { return 200 'ok'; } } }
`,
      ),
    ],
  })

  const certificate = (path: string): string =>
    `ssl_certificate ${path}.pem; ssl_certificate_key ${path}.key;`

  const probeAt = (port: number): Promise<AddressFacts> => probeAddress(dialTo(port), probeOptions(PATIENT))

  it('GnuTLS: TLS 1.0, where TLS 1.1 is refused', async () => {
    const facts = await withServer(
      (port) => gnutls(port, 'NORMAL:-VERS-ALL:+VERS-TLS1.2:+VERS-TLS1.0:%COMPAT'),
      probeAt,
    )
    const { versions } = tlsOf(facts)
    expect(versions['TLS 1.1']).to.deep.equal({ state: 'refused', alert: 'protocol_version' })
    expect(versions['TLS 1.0']).to.deep.equal({ state: 'accepted' })
    expect(findingIds(facts)).to.include('obsolete-version')
  })

  it('GnuTLS: a short Diffie-Hellman group for clients without those of RFC 7919', async () => {
    const facts = await withServer((port) => gnutls(port, 'NORMAL:+DHE-RSA:-VERS-TLS1.3:%COMPAT'), probeAt)
    const bits = tlsOf(facts).keyExchange12Details.flatMap((one) => ('bits' in one ? [one.bits] : []))
    expect(bits).to.include(1024)
    expect(findingIds(facts)).to.include('weak-dh')
  })

  it('nginx: a chain for clients with one scheme only', async () => {
    const facts = await withServer(
      (port) =>
        nginx(
          port,
          `ssl_protocols TLSv1.2; ssl_ciphers ECDHE+AESGCM:@SECLEVEL=0;
${certificate(`${folder.inside}/rsa`)} ${certificate(`${folder.inside}/pss`)}`,
        ),
      probeAt,
    )
    expect(chainKeys(tlsOf(facts))).to.have.members(['RSA 3072', 'RSASSA-PSS 1024'])
    expect(findingIds(facts)).to.include('short-rsa')
  })

  it('OpenSSL: which clients refuse a short Diffie-Hellman group, as Node.js does', async () => {
    const [error, facts] = await withServer(
      (port) => ({
        command: [
          ...['openssl', 's_server', '-www', '-tls1_2'],
          ...['-accept', `127.0.0.1:${port}`, '-dhparam', `${folder.inside}/dh.pem`],
          ...['-cert', `${folder.inside}/rsa.pem`, '-key', `${folder.inside}/rsa.key`],
          ...['-cipher', 'DHE-RSA-AES128-GCM-SHA256:@SECLEVEL=0'],
        ],
      }),
      async (port) => {
        const socket = connect({ port, host: '127.0.0.1', rejectUnauthorized: false })
        const [failure] = (await once(socket, 'error')) as [NodeJS.ErrnoException]
        return [failure.code, await probeAt(port)] as const
      },
    )
    expect(error).to.equal('ERR_SSL_DH_KEY_TOO_SMALL')
    const { clients } = tlsOf(facts)
    const detail = "the client refuses the server's Diffie-Hellman group of 1024 bits"
    expect(clients.find(({ client }) => client === 'Node.js 24')).to.include({ state: 'refused', detail })
    expect(clients.find(({ client }) => client === 'Node.js 22')).to.include({ state: 'accepted' })
  })

  it('OpenSSL: classical groups before the hybrid one, in an order that the client decides', async () => {
    const facts = await withServer(
      (port) => ({
        command: [
          ...['openssl', 's_server', '-www', '-tls1_3', '-accept', `127.0.0.1:${port}`],
          ...['-groups', 'X25519:P-256/X25519MLKEM768'],
          ...['-cert', `${folder.inside}/rsa.pem`, '-key', `${folder.inside}/rsa.key`],
        ],
      }),
      probeAt,
    )
    expect(findingIds(facts)).to.include('classical-preferred')
    const groups = tlsOf(facts).clients.map(({ group }) => group)
    expect(groups).to.not.include('X25519MLKEM768')
  })

  it('nginx: TLS, where the first hellos are lost and a plain request is answered', async () => {
    const facts = await withServer(
      (port) =>
        nginx(port, `ssl_protocols TLSv1.3; ssl_ecdh_curve X25519MLKEM768; ${certificate(folder.classical)}`),
      (port) =>
        probeOnce(
          frontOf({ port }, ({ hello }) => (hello.cipherSuites.length > 60 ? 'silence' : 'pass')),
          { timeoutMs: TIMEOUT_MS },
        ),
    )
    expect(facts.service).to.equal('tls')
    expect(tlsOf(facts).versions['TLS 1.3']).to.deep.equal({ state: 'accepted' })
    expect(findingIds(facts)).to.not.include('plaintext')
  })
})
