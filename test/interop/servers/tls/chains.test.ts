import { copyFileSync } from 'node:fs'
import { expect } from 'chai'
import type { TlsFacts } from '../../../../src/model/tls.ts'
import { accepted, others } from '../../../probe/probing.ts'
import { skipIf } from '../../../skip.ts'
import { type Folder, java, makeFolder, openssl, type Running, whyNot } from '../tlsServers.ts'
import { factsOf, sServer } from './probeServer.ts'

const EC = ['EC', '-pkeyopt', 'ec_paramgen_curve:P-256']
const RSA = ['RSA', '-pkeyopt', 'rsa_keygen_bits:2048']

const PSS = ['rsa_pss_rsae_sha256', 'rsa_pss_rsae_sha384', 'rsa_pss_rsae_sha512']
const PKCS1 = ['rsa_pkcs1_sha256', 'rsa_pkcs1_sha384', 'rsa_pkcs1_sha512']
const ECDSA = ['ecdsa_secp256r1_sha256', 'ecdsa_secp384r1_sha384', 'ecdsa_secp521r1_sha512']

/** A key and a certificate of an issuer of its own in `NAME.pem`, with the issuer's certificate below it; `NAME.p12` has both. */
const issued = (
  folder: Folder,
  name: string,
  leaf: string[],
  issuer: string[],
  digest: string[] = [],
): string => {
  const path = `${folder.inside}/${name}`
  const ca = `${path}-ca`
  openssl('genpkey', '-algorithm', ...issuer, '-out', `${ca}.key`)
  openssl(
    'req',
    '-x509',
    '-new',
    '-key',
    `${ca}.key`,
    '-subj',
    '/CN=issuer',
    '-days',
    '2',
    '-out',
    `${ca}.pem`,
  )
  openssl('genpkey', '-algorithm', ...leaf, '-out', `${path}.key`)
  openssl('req', '-new', '-key', `${path}.key`, '-subj', '/CN=localhost', '-out', `${path}.csr`)
  const certificate = openssl(
    ...['x509', '-req', '-in', `${path}.csr`, '-days', '2', ...digest],
    ...['-CA', `${ca}.pem`, '-CAkey', `${ca}.key`],
  )
  folder.write(`${name}.pem`, `${certificate}${openssl('x509', '-in', `${ca}.pem`)}`)
  openssl(
    ...['pkcs12', '-export', '-passout', 'pass:recording', '-name', name],
    ...['-inkey', `${path}.key`, '-in', `${path}.pem`, '-out', `${path}.p12`],
  )
  return path
}

const schemes = (tls: TlsFacts, version: string): TlsFacts['signatureSchemes'] =>
  tls.signatureSchemes.filter((scheme) => scheme.version === version)

describe('Signature schemes of servers whose chain is signed with another one', () => {
  let folder: Folder
  before(function () {
    skipIf(this, whyNot('/usr/bin/java') ?? whyNot('/usr/bin/escript'))
    folder = makeFolder()
    for (const file of ['vectors/servers/Server.java', 'interop/servers/tls/server.escript'])
      copyFileSync(
        new URL(`../../../${file}`, import.meta.url),
        `${folder.outside}/${file.split('/').at(-1)}`,
      )
    issued(folder, 'rsa-by-rsa', RSA, RSA)
    issued(folder, 'rsa-by-ec', RSA, EC)
    issued(folder, 'ec-by-ec', EC, EC)
    issued(folder, 'ec-by-rsa', EC, RSA)
    issued(folder, 'ec-by-mldsa', EC, ['ML-DSA-65'])
    issued(folder, 'rsa-by-slhdsa', RSA, ['SLH-DSA-SHA2-128f'])
    issued(folder, 'rsa-by-md5', RSA, RSA, ['-md5'])
  })
  after(() => folder?.remove())

  const erlang = (port: number, version: string, name: string): Running => ({
    command: [
      ...['sh', '-c', `cd ${folder.inside} && exec escript server.escript "$@"`, 'sh'],
      ...[String(port), version, name],
    ],
    env: { HOME: folder.inside },
    signal: 'SIGKILL',
  })

  const openSsl = (port: number, name: string): Running => {
    const path = `${folder.inside}/${name}`
    return sServer(port, '-cert', `${path}.pem`, '-key', `${path}.key`, '-cert_chain', `${path}-ca.pem`)
  }

  const erlangSchemes: [string, string[]][] = [
    ['rsa-by-rsa', [...PSS, ...PKCS1, 'rsa_pkcs1_sha1']],
    ['rsa-by-ec', [...PSS, ...PKCS1, 'rsa_pkcs1_sha1']],
    ['ec-by-ec', ECDSA],
    ['ec-by-rsa', ECDSA],
  ]
  for (const [name, expected] of erlangSchemes)
    it(`Erlang, TLS 1.2, ${name}: wants the chain's scheme among the offered ones`, async () => {
      const found = schemes(await factsOf((port) => erlang(port, 'tlsv1.2', name)), 'TLS 1.2')
      expect(accepted(found)).to.have.members(expected)
      expect(others(found).map(({ state }) => state)).to.deep.equal(['refused'])
    })

  const javaSchemes: [string, string[]][] = [
    ['rsa-by-rsa', [...PSS, ...PKCS1, 'rsa_pkcs1_sha224', 'rsa_pkcs1_sha1']],
    ['ec-by-ec', ['ecdsa_secp256r1_sha256', 'ecdsa_sha224', 'ecdsa_sha1']],
  ]
  for (const [name, expected] of javaSchemes)
    it(`Java's PKIX key manager, TLS 1.2, ${name}: wants them in either list`, async () => {
      const tls = await factsOf((port) =>
        java(folder, 'Server.java', String(port), `${name}.p12`, 'TLSv1.2', 'NewSunX509'),
      )
      const found = schemes(tls, 'TLS 1.2')
      expect(accepted(found)).to.have.members(expected)
      expect(others(found).map(({ state }) => state)).to.deep.equal(['refused'])
    })

  for (const name of ['rsa-by-slhdsa', 'rsa-by-md5'])
    it(`OpenSSL, TLS 1.3, ${name}: has no code point for the chain's signature`, async () => {
      const tls = await factsOf((port) => openSsl(port, name))
      expect(accepted(schemes(tls, 'TLS 1.3'))).to.have.members(PSS)
      expect(tls.clientCertificate).to.equal('none')
      expect(tls.resumption).to.include({ tickets: 'accepted', psk_dhe_ke: 'accepted' })
    })

  it('Java without a certificate that it may show: schemes and clients are unknown', async () => {
    const tls = await factsOf((port) =>
      java(folder, 'Server.java', String(port), 'rsa-by-slhdsa.p12', 'TLSv1.3', 'NewSunX509'),
    )
    const detail = 'no handshake could be completed: handshake_failure'
    expect(others(schemes(tls, 'TLS 1.3'))).to.deep.equal([{ state: 'not-tested', detail }])
    expect(tls.clients.filter(({ state }) => state === 'accepted')).to.deep.equal([])
    expect(tls.clients.find(({ client }) => client === 'Node.js 24')).to.deep.equal({
      client: 'Node.js 24',
      state: 'not-tested',
      detail: 'the server sends handshake_failure after its ServerHello',
    })
  })

  it('clients that OpenSSL refuses, because they do not accept the signature of the authority', async () => {
    const { clients } = await factsOf((port) => openSsl(port, 'ec-by-mldsa'))
    const outcome = (name: string) => clients.find(({ client }) => client === name)
    const refused = { state: 'refused', alert: 'handshake_failure', basis: 'asked' }
    expect(outcome('Go 1.26 (net/http)')).to.include(refused)
    expect(outcome('Java 25 (java.net.http)')).to.include(refused)
    expect(outcome('Go 1.24 (net/http)')).to.include({ state: 'accepted', basis: 'asked' })
    expect(outcome('Node.js 24')).to.include({
      state: 'accepted',
      group: 'X25519MLKEM768',
      basis: 'inferred',
    })
  })
})
