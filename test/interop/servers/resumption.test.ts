import { expect } from 'chai'
import type { TlsFacts } from '../../../src/model/tls.ts'
import { probeAddress } from '../../../src/probe/address.ts'
import { dialTo, PATIENT, probeOptions, tlsOf } from '../../probe/probing.ts'
import { skipIf } from '../../skip.ts'
import { type Folder, makeFolder, whyNot, withServer } from './tlsServers.ts'

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
      const tls = await factsOf((port) => [
        ...['openssl', 's_server', '-www', '-quiet', '-accept', String(port)],
        ...['-cert', `${folder.classical}.pem`, '-key', `${folder.classical}.key`],
        ...options.split(' ').filter((option) => option !== ''),
      ])
      expect(tls.resumption).to.deep.equal(expected)
    })

  it('gnutls-serv', async function () {
    skipIf(this, whyNot('/usr/bin/gnutls-serv'))
    const tls = await factsOf((port) => [
      ...['gnutls-serv', '--http', '-q', '-p', String(port), '--priority', 'NORMAL:-GROUP-X25519'],
      ...[`--x509certfile=${folder.classical}.pem`, `--x509keyfile=${folder.classical}.key`],
    ])
    expect(tls.resumption).to.deep.equal(accepted(21_600))
  })

  it('botan', async function () {
    skipIf(this, whyNot('/usr/bin/botan'))
    const tls = await factsOf((port) => [
      ...['botan', 'tls_server', `${folder.classical}.pem`, `${folder.classical}.key`, `--port=${port}`],
    ])
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
})
