import 'reflect-metadata'
import { createHash, type KeyObject, randomBytes, sign } from 'node:crypto'
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  type Extension,
  KeyUsageFlags,
  KeyUsagesExtension,
  SubjectAlternativeNameExtension,
  SubjectKeyIdentifierExtension,
  X509CertificateGenerator,
} from '@peculiar/x509'
import type { ServerName } from './serverNames.ts'

export type KeyKind = 'ecdsa-p256' | 'ml-dsa-65'

export type Issuer = { subject: string; kind: KeyKind; privateKey: KeyObject; publicKey: KeyObject }

/** Milliseconds since the epoch; a certificate holds whole seconds. */
export type Validity = { notBefore: number; notAfter: number }

export const certifyAuthority = (
  issuer: Issuer,
  validity: Validity,
  extensions: readonly Extension[] = [],
): Promise<string> =>
  certify(issuer.subject, issuer.publicKey, validity, issuer, [
    new BasicConstraintsExtension(true, 0, true),
    new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
    ...extensions,
  ])

export type Leaf = {
  subject: string
  publicKey: KeyObject
  names: readonly ServerName[]
  /** serverAuth by default. */
  usage?: ExtendedKeyUsage
}

export const certifyLeaf = (leaf: Leaf, validity: Validity, issuer: Issuer): Promise<string> => {
  const { subject, publicKey, names, usage = ExtendedKeyUsage.serverAuth } = leaf
  // Static RSA key exchange encrypts to the certificate's key (RFC 5246 §7.4.2).
  const encipherment = publicKey.asymmetricKeyType === 'rsa' ? KeyUsageFlags.keyEncipherment : 0
  return certify(subject, publicKey, validity, issuer, [
    new BasicConstraintsExtension(false, undefined, true),
    new KeyUsagesExtension(KeyUsageFlags.digitalSignature | encipherment, true),
    new ExtendedKeyUsageExtension([usage]),
    new SubjectAlternativeNameExtension([...names]),
  ])
}

/**
 * PEM, with the line's end. Built twice, first without a signature, to learn the bytes to sign: node:crypto signs them,
 * because ML-DSA through WebCrypto would print an ExperimentalWarning on the user's terminal.
 */
const certify = async (
  subject: string,
  publicKey: KeyObject,
  { notBefore, notAfter }: Validity,
  issuer: Issuer,
  extensions: readonly Extension[],
): Promise<string> => {
  const unsigned = {
    // RFC 5280 §4.1.2.2: positive, at most 20 bytes.
    serialNumber: `01${randomBytes(15).toString('hex')}`,
    subject,
    issuer: issuer.subject,
    notBefore: new Date(notBefore),
    notAfter: new Date(notAfter),
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

export const pkcs8 = (key: KeyObject): string => key.export({ type: 'pkcs8', format: 'pem' }).toString()
