import { createHash, X509Certificate } from 'node:crypto'
import type { Certificate, PublicKey } from '../../../model/certificate.ts'
import type { Cut } from '../../../model/mcp.ts'
import { present } from '../../../model/questions/present.ts'
import { oid, oidName } from '../../../registry/x509/oids.ts'
import { type CertificateAlgorithms, certificateAlgorithms } from './der.ts'
import { statusSources } from './statusSources.ts'

/** `x509` is undefined where OpenSSL cannot parse the certificate. */
export type ParsedCertificate = { der: Uint8Array; facts: Certificate; x509: X509Certificate | undefined }

/** Many addresses show the same certificate: each is parsed once. Bounded; the oldest are removed first. */
const parsed = new Map<string, ParsedCertificate>()
const REMEMBERED_BYTES = 0x80_0000
let remembered = 0

export const parseCertificate = (der: Uint8Array): ParsedCertificate => {
  const sha256 = createHash('sha256').update(der).digest('hex')
  const known = parsed.get(sha256)
  if (known) return known
  const fresh = { der: Uint8Array.from(der), ...read(der, sha256) }
  parsed.set(sha256, fresh)
  remembered += der.length
  for (const [key, oldest] of parsed) {
    if (remembered <= REMEMBERED_BYTES) break
    parsed.delete(key)
    remembered -= oldest.der.length
  }
  return fresh
}

const read = (der: Uint8Array, sha256: string): Omit<ParsedCertificate, 'der'> => {
  try {
    const x509 = new X509Certificate(der)
    const facts = { ...readFacts(x509, certificateAlgorithms(der)), ...statusSources(der), sha256 }
    return { x509, facts }
  } catch (error) {
    return { facts: { ...UNREADABLE, sha256, problem: (error as Error).message }, x509: undefined }
  }
}

/** Characters of a name, and of all alternative names, that are stored. */
const MAX_DN = 1024
const MAX_SAN = 16_384
/** Characters of an object identifier in dotted form. */
const MAX_OID = 128
/** RFC 5280 §4.1.2.2 allows 20 bytes. */
const MAX_SERIAL = 128

/** Throws where a name, a date or a key cannot be read: OpenSSL parses those on access. */
const readFacts = (
  x509: X509Certificate,
  { signature, publicKey, curve }: CertificateAlgorithms,
): Omit<Certificate, 'sha256'> => {
  const truncated: Cut[] = []
  const cut = (where: string, text: string, max: number): string => {
    if (text.length <= max) return text
    truncated.push({ where, why: `${text.length} characters, cut to ${max}` })
    return text.slice(0, max)
  }
  const algorithms = {
    signature: cut('signatureAlgorithm', signature, MAX_OID),
    publicKey: cut('publicKey', publicKey, MAX_OID),
    curve: curve === undefined ? undefined : cut('publicKey.parameters', curve, MAX_OID),
  }
  return {
    subject: cut('subject', oneLine(x509.subject), MAX_DN),
    issuer: cut('issuer', oneLine(x509.issuer), MAX_DN),
    serialNumber: cut('serialNumber', x509.serialNumber.toLowerCase(), MAX_SERIAL),
    notBefore: x509.validFromDate.toISOString(),
    notAfter: x509.validToDate.toISOString(),
    subjectAltNames: x509.subjectAltName
      ? cut('subjectAltNames', x509.subjectAltName, MAX_SAN).split(', ')
      : [],
    publicKey: publicKeyFacts(x509, algorithms),
    signatureAlgorithm: oidName(algorithms.signature),
    signatureQuantum: oid(algorithms.signature)?.quantum ?? 'unknown',
    ...(truncated.length > 0 ? { truncated } : {}),
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

/** Node.js writes one attribute to a line; empty names are allowed (RFC 5280 §4.1.2.6). */
const oneLine = (name: string | undefined): string => (name ?? '').replaceAll('\n', ', ')

/** The algorithm is that of the OID, which is also known for keys that OpenSSL does not support. */
const publicKeyFacts = (x509: X509Certificate, { publicKey, curve }: CertificateAlgorithms): PublicKey => {
  const row = oid(publicKey)
  const curveRow = curve === undefined ? undefined : oid(curve)
  const parameters = row?.parameters ?? curveRow?.parameters ?? curveRow?.algorithm ?? curve
  const [algorithm, quantum] = [row?.algorithm ?? publicKey, row?.quantum ?? 'unknown']
  return present({ algorithm, oid: publicKey, bits: keyBits(x509), parameters, quantum })
}

const CURVE_BITS: Record<string, number> = { ed25519: 256, ed448: 456 }

const keyBits = (x509: X509Certificate): number | undefined => {
  try {
    const { asymmetricKeyType = '', asymmetricKeyDetails = {} } = x509.publicKey
    const { modulusLength, namedCurve = '' } = asymmetricKeyDetails
    // OpenSSL's names hold the size of the field: prime256v1, secp384r1, brainpoolP512r1.
    return modulusLength || Number(/\d{3}/.exec(namedCurve)?.[0]) || CURVE_BITS[asymmetricKeyType]
  } catch {
    return undefined
  }
}
