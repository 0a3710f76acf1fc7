import { expect } from 'chai'
import { skipIf } from '../../../skip.ts'
import { type Folder, makeFolder, type Running, whyNot } from '../tlsServers.ts'
import { apache, botan, factsOf, keyAndCertificate, sServer } from './probeServer.ts'

describe('ALPN of real servers', () => {
  let folder: Folder
  before(function () {
    skipIf(this, whyNot('/usr/sbin/apache2') ?? whyNot('/usr/bin/botan'))
    folder = makeFolder()
  })
  after(() => folder?.remove())

  const openSsl = (port: number, ...options: string[]): Running =>
    sServer(port, ...keyAndCertificate(folder.classical), ...options)

  const servers: [string, (port: number) => Running, string[], string][] = [
    [
      'Apache httpd, which names its protocol whatever is offered',
      (port) => apache(folder, port, ''),
      ['http/1.1'],
      'accepted',
    ],
    [
      'Botan, which names one that was not offered',
      (port) => botan(port, 'default', folder.classical),
      ['echo/0.1'],
      'accepted',
    ],
    ['OpenSSL with both', (port) => openSsl(port, '-alpn', 'http/1.1,h2'), ['http/1.1', 'h2'], 'accepted'],
    ['OpenSSL without ALPN', (port) => openSsl(port), [], 'refused'],
    [
      'TLS 1.2 with both',
      (port) => openSsl(port, '-tls1_2', '-alpn', 'h2,http/1.1'),
      ['h2', 'http/1.1'],
      'accepted',
    ],
    ['TLS 1.2 with HTTP/2 alone', (port) => openSsl(port, '-tls1_2', '-alpn', 'h2'), ['h2'], 'accepted'],
    [
      'TLS 1.2 for clients with a certificate',
      (port) => openSsl(port, '-tls1_2', '-alpn', 'h2', '-Verify', '1'),
      ['h2'],
      'accepted',
    ],
    ['TLS 1.2 with another protocol', (port) => openSsl(port, '-tls1_2', '-alpn', 'ftp'), [], 'refused'],
  ]
  for (const [name, make, alpn, alpnState] of servers)
    it(name, async () => {
      expect(await factsOf(make)).to.deep.include({ alpn, alpnState })
    })

  it('clients that a server refuses for their protocols, although their groups and schemes fit', async () => {
    const { clients } = await factsOf((port) => openSsl(port, '-alpn', 'ftp'))
    const outcome = (name: string) => clients.find(({ client }) => client === name)
    expect(outcome('Go 1.26 (net/http)')).to.include({ state: 'refused', alert: 'no_application_protocol' })
    expect(outcome('Codex CLI')).to.include({ state: 'accepted', group: 'X25519MLKEM768' })
  })
})
