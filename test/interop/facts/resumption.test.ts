import { expect } from 'chai'
import type { TlsFacts } from '../../../src/model/tls.ts'
import { probeAddress } from '../../../src/probe/address.ts'
import { dialTo, PATIENT, probeOptions, tlsOf } from '../../probe/probing.ts'
import { skipIf } from '../../skip.ts'
import { type Folder, makeFolder, openssl, whyNot, withServer } from '../servers/tlsServers.ts'

const accepted = (ticketLifetime: number): TlsFacts['resumption'] => ({
  tickets: 'accepted',
  psk_ke: 'refused',
  psk_dhe_ke: 'accepted',
  ticketLifetime,
})

/** By arguments of s_server: what `openssl s_client -sess_in` says too. */
const OPENSSL: Record<string, TlsFacts['resumption']> = {
  '': accepted(7200),
  '-num_tickets 1': accepted(7200),
  // With early data OpenSSL accepts each ticket once.
  '-num_tickets 1 -early_data': accepted(7200),
  '-num_tickets 0': { tickets: 'refused', psk_ke: 'not-tested', psk_dhe_ke: 'not-tested' },
  // A HelloRetryRequest for a cookie, and one for another group than that of the first key share.
  '-stateless': accepted(7200),
  '-groups P-384': accepted(7200),
  '-allow_no_dhe_kex': { ...accepted(7200), psk_ke: 'accepted' },
}

describe('resumption by real servers', () => {
  let folder: Folder
  before(function () {
    skipIf(this, whyNot('/usr/bin/openssl'))
    folder = makeFolder()
  })
  after(() => folder?.remove())

  const factsOf = (make: (port: number) => string[]): Promise<TlsFacts> =>
    withServer(
      (port) => ({ command: make(port) }),
      async (port) => tlsOf(await probeAddress(dialTo(port), probeOptions(PATIENT))),
    )

  for (const [options, expected] of Object.entries(OPENSSL))
    it(`openssl s_server ${options}`, async () => {
      const tls = await factsOf((port) =>
        sServer(port, ...options.split(' ').filter((option) => option !== '')),
      )
      expect(tls.resumption).to.deep.equal(expected)
    })

  it('gnutls-serv', async function () {
    skipIf(this, whyNot('/usr/bin/gnutls-serv'))
    const tls = await factsOf((port) => [...gnutls(port), '--priority', 'NORMAL:-GROUP-X25519'])
    expect(tls.resumption).to.deep.equal(accepted(21_600))
  })

  it('botan', async function () {
    skipIf(this, whyNot('/usr/bin/botan'))
    const tls = await factsOf(botan)
    expect(tls.resumption).to.deep.equal(accepted(86_400))
  })

  it('wolfSSL in lighttpd, which resumes without a key exchange', async function () {
    skipIf(this, whyNot('/usr/lib/lighttpd/mod_wolfssl.so'))
    const tls = await factsOf((port) => [
      ...['lighttpd', '-D', '-f'],
      folder.write(
        'wolfssl.conf',
        `server.document-root = "${folder.inside}"
server.port = ${port}
server.bind = "127.0.0.1"
server.modules = ("mod_wolfssl")
ssl.engine = "enable"
ssl.pemfile = "${folder.classical}.both"
`,
      ),
    ])
    expect(tls.resumption).to.deep.equal({ ...accepted(300), psk_ke: 'accepted' })
  })

  /** What s_client gets that resumes its session. */
  const resumesWithOpenSsl = (port: number, ...options: string[]): boolean => {
    const session = `${folder.inside}/session`
    const ask = (...more: string[]): string =>
      openssl('s_client', '-connect', `127.0.0.1:${port}`, '-tls1_2', ...options, ...more).toString()
    ask('-sess_out', session)
    return ask('-sess_in', session).includes('\nReused, ')
  }

  const gnutls = (port: number): string[] => [
    ...['gnutls-serv', '--http', '-q', '-p', String(port)],
    ...[`--x509certfile=${folder.classical}.pem`, `--x509keyfile=${folder.classical}.key`],
  ]

  const botan = (port: number): string[] => [
    ...['botan', 'tls_server', `${folder.classical}.pem`, `${folder.classical}.key`, `--port=${port}`],
  ]

  const own = (): string[] => ['-cert', `${folder.classical}.pem`, '-key', `${folder.classical}.key`]

  const sServer = (port: number, ...options: string[]): string[] => [
    ...['openssl', 's_server', '-www', '-quiet', '-accept', String(port), ...own(), ...options],
  ]

  const nginx = (port: number, ...lines: string[]): string[] => [
    ...['nginx', '-c'],
    folder.write(
      'nginx.conf',
      `daemon off; pid ${folder.inside}/pid; error_log ${folder.inside}/error.log; events {}
http { access_log off; server { listen 127.0.0.1:${port} ssl; ssl_certificate ${folder.classical}.pem;
ssl_certificate_key ${folder.classical}.key; ${lines.join(' ')} location / { return 404; } } }
`,
    ),
  ]

  /** With the hint of the lifetime of tickets. */
  const SERVERS_12: Record<string, [number | undefined, (port: number) => string[]]> = {
    'openssl s_server': [7200, sServer],
    'openssl s_server -no_ticket': [undefined, (port) => sServer(port, '-no_ticket')],
    'openssl s_server -no_cache': [7200, (port) => sServer(port, '-no_cache')],
    'nginx with defaults': [300, nginx],
    'nginx with a cache only': [
      undefined,
      (port) => nginx(port, 'ssl_session_cache shared:a:1m;', 'ssl_session_tickets off;'),
    ],
    'gnutls-serv': [21_600, (port) => gnutls(port)],
    botan: [undefined, (port) => botan(port)],
  }

  for (const [name, [lifetime, command]] of Object.entries(SERVERS_12))
    it(`${name}: TLS 1.2 as openssl s_client has it`, async () => {
      const [found, reused, reusedById] = await withServer(
        (port) => ({ command: command(port) }),
        async (port) => [
          tlsOf(await probeAddress(dialTo(port), probeOptions(PATIENT))).resumption12,
          resumesWithOpenSsl(port),
          resumesWithOpenSsl(port, '-no_ticket'),
        ],
      )
      expect(found).to.deep.equal({
        sessionId: reusedById ? 'accepted' : 'refused',
        ticket: lifetime !== undefined && reused ? 'accepted' : 'refused',
        ...(lifetime === undefined ? {} : { ticketLifetime: lifetime }),
      })
    })
})
