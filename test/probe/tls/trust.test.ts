import 'reflect-metadata'
import { KeyObject, sign, webcrypto } from 'node:crypto'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { connect, createServer } from 'node:tls'
import { AsnConvert } from '@peculiar/asn1-schema'
import { Certificate } from '@peculiar/asn1-x509'
import { BasicConstraintsExtension, PemConverter, X509CertificateGenerator } from '@peculiar/x509'
import { expect } from 'chai'
import { parseCertificate } from '../../../src/probe/tls/certificates/certificate.ts'
import { Issuance } from '../../../src/probe/tls/certificates/issuance.ts'
import { checkTrust, trustAnchors } from '../../../src/probe/tls/certificates/trust.ts'

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }
const DATES = { notBefore: new Date(Date.now() - 86_400_000), notAfter: new Date(Date.now() + 86_400_000) }
const pem = (der: ArrayBuffer): string => PemConverter.encode(der, 'CERTIFICATE')

const keyPair = () => webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify'])

const root = async (isAuthority: boolean | undefined) => {
  const keys = await keyPair()
  const certificate = await X509CertificateGenerator.createSelfSigned({
    name: 'CN=root',
    keys,
    signingAlgorithm: ALGORITHM,
    ...DATES,
    extensions: isAuthority === undefined ? [] : [new BasicConstraintsExtension(isAuthority)],
  })
  return { keys, der: certificate.rawData }
}

/** RFC 5280 §4.1.2.1: without a version and without extensions. */
const rootOfVersion1 = async () => {
  const { keys, der } = await root(undefined)
  const certificate = AsnConvert.parse(der, Certificate)
  certificate.tbsCertificate.version = 0
  certificate.tbsCertificate.extensions = undefined as never
  const signed = Buffer.from(AsnConvert.serialize(certificate.tbsCertificate))
  certificate.tbsCertificateRaw = signed.buffer.slice(signed.byteOffset, signed.byteOffset + signed.length)
  const signature = sign('sha256', signed, KeyObject.from(keys.privateKey))
  certificate.signatureValue = new Uint8Array(signature).buffer
  return { keys, der: AsnConvert.serialize(certificate) }
}

describe('trust', () => {
  for (const [what, make, trusted] of [
    ['an authority', () => root(true), true],
    ['a certificate that says it is not an authority', () => root(false), false],
    ['a certificate that does not say whether it is an authority', () => root(undefined), false],
    ['a certificate of version 1', rootOfVersion1, true],
  ] as const) {
    it(`in a certificate issued by ${what} is that of Node.js`, async () => {
      const { keys, der } = await make()
      const own = await keyPair()
      const leaf = await X509CertificateGenerator.create({
        subject: 'CN=leaf',
        issuer: 'CN=root',
        publicKey: own.publicKey,
        signingKey: keys.privateKey,
        signingAlgorithm: ALGORITHM,
        ...DATES,
      })
      const key = KeyObject.from(own.privateKey).export({ type: 'pkcs8', format: 'pem' })
      const server = createServer({ key, cert: leaf.toString('pem') }).listen(0, '127.0.0.1')
      await once(server, 'listening')
      const { port } = server.address() as AddressInfo
      const socket = connect({
        port,
        host: '127.0.0.1',
        ca: pem(der),
        rejectUnauthorized: false,
        checkServerIdentity: () => undefined,
      })
      await once(socket, 'secureConnect')
      expect(socket.authorized, 'Node.js').to.equal(trusted)
      socket.destroy()
      server.close()
      const trust = checkTrust(
        [parseCertificate(Buffer.from(leaf.rawData))],
        trustAnchors([pem(der)]),
        new Issuance(),
      )
      expect(trust).to.deep.equal(trusted ? { anchor: 'named' } : { problem: 'invalid CA certificate' })
    })
  }
})
