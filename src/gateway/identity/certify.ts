import 'reflect-metadata'
import { createHash, type KeyObject, randomBytes, sign } from 'node:crypto'
import {
  AuthorityKeyIdentifierExtension,
  type Extension,
  SubjectKeyIdentifierExtension,
  X509CertificateGenerator,
} from '@peculiar/x509'

export type KeyKind = 'ecdsa-p256' | 'ml-dsa-65'

export type Issuer = { subject: string; kind: KeyKind; privateKey: KeyObject; publicKey: KeyObject }

export type CertificateRequest = {
  subject: string
  publicKey: KeyObject
  /** Milliseconds since the epoch; a certificate holds whole seconds. */
  notBefore: number
  notAfter: number
  extensions: readonly Extension[]
}

/**
 * A certificate, PEM, with the line's end. Built twice, first without a signature, to learn the bytes to sign:
 * node:crypto signs them, because ML-DSA through WebCrypto would print an ExperimentalWarning on the user's terminal.
 */
export const certify = async (request: CertificateRequest, issuer: Issuer): Promise<string> => {
  const { subject, publicKey, extensions } = request
  const unsigned = {
    // RFC 5280 §4.1.2.2: positive, at most 20 bytes.
    serialNumber: `01${randomBytes(15).toString('hex')}`,
    subject,
    issuer: issuer.subject,
    notBefore: new Date(request.notBefore),
    notAfter: new Date(request.notAfter),
    publicKey: publicKey.export({ type: 'spki', format: 'der' }),
    signingAlgorithm: SIGNING[issuer.kind].algorithm,
    extensions: [
      ...extensions,
      new SubjectKeyIdentifierExtension(keyIdentifier(publicKey)),
      new AuthorityKeyIdentifierExtension(keyIdentifier(issuer.publicKey)),
    ],
  }
  const draft = await X509CertificateGenerator.create({ ...unsigned, signature: new Uint8Array(64) })
  const signature = sign(SIGNING[issuer.kind].digest, bytesToSign(draft.rawData), {
    key: issuer.privateKey,
    dsaEncoding: 'ieee-p1363',
  })
  return `${(await X509CertificateGenerator.create({ ...unsigned, signature })).toString('pem')}\n`
}

/** RFC 7093 §2: hexadecimal, 20 bytes of a SHA-256 hash of the key. */
export const keyIdentifier = (key: KeyObject): string =>
  createHash('sha256')
    .update(key.export({ type: 'spki', format: 'der' }))
    .digest('hex')
    .slice(0, 40)

const SIGNING = {
  'ecdsa-p256': { algorithm: { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }, digest: 'sha256' },
  'ml-dsa-65': { algorithm: { name: 'ML-DSA-65' }, digest: null },
} as const satisfies Record<KeyKind, object>

/** RFC 5280 §4.1: Certificate ::= SEQUENCE { tbsCertificate SEQUENCE …, … }, both with two-byte lengths at this size. */
const bytesToSign = (certificate: ArrayBuffer): Uint8Array => {
  const tbs = new DataView(certificate, 4)
  return new Uint8Array(certificate, 4, 4 + tbs.getUint16(2))
}
