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

  it('the server, where it follows clients that prefer ChaCha20', async () => {
    const suites12 = ['AES128-GCM-SHA256', 'AES256-GCM-SHA384', 'CHACHA20-POLY1305']
    const suites13 = ['AES_128_GCM_SHA256', 'AES_256_GCM_SHA384', 'CHACHA20_POLY1305_SHA256']
    const pair = ['-cert', `${folder.classical}.pem`, '-key', `${folder.classical}.key`]
    const { cipherSuiteChoice } = await factsOf((port) =>
      sServer(
        port,
        ...pair,
        ...['-serverpref', '-prioritize_chacha'],
        ...['-cipher', suites12.map((name) => `ECDHE-ECDSA-${name}`).join(':')],
        ...['-ciphersuites', suites13.map((name) => `TLS_${name}`).join(':')],
      ),
    )
    expect(cipherSuiteChoice).to.deep.equal({ 'TLS 1.3': 'server', 'TLS 1.2': 'server' })
  })

  it('nobody, where a version has a single one', async () => {
    const choices = await choicesOf('-cipher', 'ECDHE-ECDSA-AES128-SHA:ECDHE+AESGCM:@SECLEVEL=0')
    expect(choices).to.deep.equal({ 'TLS 1.2': 'client', 'TLS 1.1': 'single', 'TLS 1.0': 'single' })
  })
})
