import { createHash, X509Certificate } from 'node:crypto'
import type { Certificate, PublicKey } from '../model/certificate.ts'
import { oid, oidName } from '../registry/oids.ts'
import { type CertificateAlgorithms, certificateAlgorithms } from './der.ts'

/** A certificate as it came, and what could be read of it. `x509` is undefined where OpenSSL cannot parse it. */
export type ParsedCertificate = { der: Uint8Array; facts: Certificate; x509: X509Certificate | undefined }

/** A fleet shows the same certificate at many addresses: each is parsed once. Bounded, oldest out first. */
const parsed = new Map<string, ParsedCertificate>()
const REMEMBERED = 4096

export const parseCertificate = (der: Uint8Array): ParsedCertificate => {
  const sha256 = createHash('sha256').update(der).digest('hex')
  const known = parsed.get(sha256)
  if (known) return known
  const fresh = { der: Uint8Array.from(der), ...read(der, sha256) }
  if (parsed.size >= REMEMBERED) parsed.delete(parsed.keys().next().value as string)
  parsed.set(sha256, fresh)
  return fresh
}

const read = (der: Uint8Array, sha256: string): Omit<ParsedCertificate, 'der'> => {
  let x509: X509Certificate
  let algorithms: CertificateAlgorithms
  try {
    x509 = new X509Certificate(der)
    algorithms = certificateAlgorithms(der)
  } catch (error) {
    return { facts: { ...UNREADABLE, sha256, problem: (error as Error).message }, x509: undefined }
  }
  return {
    x509,
    facts: {
      subject: oneLine(x509.subject),
      issuer: oneLine(x509.issuer),
      notBefore: x509.validFromDate.toISOString(),
      notAfter: x509.validToDate.toISOString(),
      subjectAltNames: x509.subjectAltName?.split(', ') ?? [],
      publicKey: publicKeyFacts(x509, algorithms),
      signatureAlgorithm: oidName(algorithms.signature),
      signatureQuantum: oid(algorithms.signature)?.quantum ?? 'unknown',
      sha256,
    },
  }
}

const UNREADABLE: Omit<Certificate, 'sha256'> = {
  subject: '',
  issuer: '',
  notBefore: '',
  notAfter: '',
  subjectAltNames: [],
  publicKey: { algorithm: 'unknown', oid: '', quantum: 'unknown' },
  signatureAlgorithm: 'unknown',
  signatureQuantum: 'unknown',
}

/** Node.js puts one attribute a line; empty names are allowed (RFC 5280 §4.1.2.6). */
const oneLine = (name: string | undefined): string => (name ?? '').replaceAll('\n', ', ')

/** The algorithm comes from the OID, which is there even where OpenSSL knows no such key; the size from the key. */
const publicKeyFacts = (x509: X509Certificate, { publicKey, curve }: CertificateAlgorithms): PublicKey => {
  const row = oid(publicKey)
  const curveRow = curve === undefined ? undefined : oid(curve)
  const parameters =
    row?.parameters ??
    (curve === undefined ? undefined : (curveRow?.parameters ?? curveRow?.algorithm ?? curve))
  const bits = keyBits(x509)
  return {
    algorithm: row?.algorithm ?? publicKey,
    oid: publicKey,
    ...(bits === undefined ? {} : { bits }),
    ...(parameters === undefined ? {} : { parameters }),
    quantum: row?.quantum ?? 'unknown',
  }
}

const CURVE_BITS: Record<string, number> = { ed25519: 256, ed448: 456 }

const keyBits = (x509: X509Certificate): number | undefined => {
  try {
    const { asymmetricKeyType, asymmetricKeyDetails } = x509.publicKey
    if (asymmetricKeyDetails?.modulusLength) return asymmetricKeyDetails.modulusLength
    const curve = asymmetricKeyDetails?.namedCurve
    if (curve) return Number(/\d{3}/.exec(curve)?.[0])
    return CURVE_BITS[asymmetricKeyType ?? '']
  } catch {
    return undefined
  }
}
