import { copyFileSync } from 'node:fs'
import { expect } from 'chai'
import { skipIf } from '../../../skip.ts'
import { type Folder, makeFolder, whyNot } from '../tlsServers.ts'
import { apache, factsOf } from './probeServer.ts'

describe('Client certificates of real servers', () => {
  let folder: Folder
  before(function () {
    skipIf(this, whyNot('/usr/sbin/apache2'))
    folder = makeFolder()
    copyFileSync(`${folder.outside}/p256.pem`, `${folder.outside}/ca.pem`)
  })
  after(() => folder?.remove())

  /** Apache httpd asks for the certificate after it has read the path of the request. */
  const atPath = (protocol: string, path: string) =>
    factsOf((port) =>
      apache(
        folder,
        port,
        `SSLProtocol ${protocol}
SSLCACertificateFile ${folder.inside}/ca.pem
<Location ${path}>
SSLVerifyClient require
</Location>`,
      ),
    )

  for (const protocol of ['TLSv1.3', 'TLSv1.2']) {
    it(`Apache httpd, ${protocol}: required for the path of the endpoint`, async () => {
      expect((await atPath(protocol, '/mcp')).clientCertificate).to.equal('required')
    })

    it(`Apache httpd, ${protocol}: required for another path`, async () => {
      expect((await atPath(protocol, '/admin')).clientCertificate).to.equal('none')
    })
  }
})
