import { expect } from 'chai'
import { skipIf } from '../../skip.ts'
import { factsOf, sServer } from '../servers/tls/probeServer.ts'
import { type Folder, makeFolder, whyNot } from '../servers/tlsServers.ts'

const VERSIONS = ['TLS 1.2', 'TLS 1.1', 'TLS 1.0'] as const

describe('who decides about the cipher suites of a server of OpenSSL with several versions', () => {
  let folder: Folder
  before(function () {
    skipIf(this, whyNot('/usr/bin/openssl'))
    folder = makeFolder()
  })
  after(() => folder?.remove())

  const choicesOf = async (...options: string[]): Promise<Record<string, string>> => {
    const pair = ['-cert', `${folder.classical}.pem`, '-key', `${folder.classical}.key`]
    const { cipherSuiteChoice } = await factsOf((port) => sServer(port, ...pair, '-no_tls1_3', ...options))
    return cipherSuiteChoice
  }

  for (const [who, ...options] of [['client'], ['server', '-serverpref']] as const)
    it(`the ${who}, in each version`, async () => {
      const choices = await choicesOf('-cipher', 'ECDHE:@SECLEVEL=0', ...options)
      expect(choices).to.deep.equal(Object.fromEntries(VERSIONS.map((version) => [version, who])))
    })

  it('nobody, where a version has a single one', async () => {
    const choices = await choicesOf('-cipher', 'ECDHE-ECDSA-AES128-SHA:ECDHE+AESGCM:@SECLEVEL=0')
    expect(choices).to.deep.equal({ 'TLS 1.2': 'client', 'TLS 1.1': 'single', 'TLS 1.0': 'single' })
  })
})
