import { copyFileSync } from 'node:fs'
import { expect } from 'chai'
import { findingsOf } from '../../../src/assess/findings/findings.ts'
import { probeAddress } from '../../../src/probe/address.ts'
import { ENDPOINT } from '../../facts.ts'
import { dialTo, PATIENT, probeOptions } from '../../probe/probing.ts'
import { skipIf } from '../../skip.ts'
import { type Folder, java, makeFolder, openssl, whyNot, withServer } from './tlsServers.ts'

/** By key of the certificate and version: what Java's server accepts once everything that it has is switched on. */
const ACCEPTED: Record<string, string[]> = {
  'rsa TLSv1.2': ['static-rsa', 'null-cipher', 'rc4', 'triple-des', 'anonymous-suite'],
  'rsa TLSv1': ['static-rsa', 'null-cipher', 'export-cipher', 'des', 'rc4', 'triple-des', 'anonymous-suite'],
  'ec TLSv1.2': ['static-dh', 'null-cipher', 'rc4', 'triple-des', 'anonymous-suite'],
}

const SUITE_FINDINGS = [...new Set(Object.values(ACCEPTED).flat()), 'weak-cipher-suite', 'weak-dh']

describe('findings about the cipher suites of a server that accepts everything', () => {
  let folder: Folder
  before(function () {
    const missing = whyNot('/usr/bin/java')
    skipIf(this, missing)
    folder = makeFolder()
    copyFileSync(
      new URL('../../vectors/servers/Server.java', import.meta.url),
      `${folder.outside}/Server.java`,
    )
    const rsa = `${folder.inside}/rsa`
    openssl(
      ...['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-subj', '/CN=localhost'],
      ...['-keyout', `${rsa}.key`, '-out', `${rsa}.pem`],
    )
    for (const [name, path] of [
      ['rsa', rsa],
      ['ec', folder.classical],
    ] as const)
      openssl(
        ...['pkcs12', '-export', '-passout', 'pass:recording', '-name', name],
        ...['-inkey', `${path}.key`, '-in', `${path}.pem`, '-out', `${folder.inside}/${name}.p12`],
      )
  })
  after(() => folder?.remove())

  for (const [server, ids] of Object.entries(ACCEPTED))
    it(server, async () => {
      const [key, version = ''] = server.split(' ')
      const facts = await withServer(
        (port) => java(folder, 'Server.java', String(port), `${key}.p12`, version),
        (port) => probeAddress(dialTo(port), probeOptions(PATIENT)),
      )
      const { findings } = findingsOf({ endpoint: ENDPOINT, addresses: [facts] }, 'unknown', new Date())
      const found = findings.map(({ id }) => id).filter((id) => SUITE_FINDINGS.includes(id))
      expect(found).to.have.members(ids)
    })
})
