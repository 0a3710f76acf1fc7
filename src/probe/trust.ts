import { X509Certificate } from 'node:crypto'
import { isIP } from 'node:net'
import { getCACertificates } from 'node:tls'
import type { ParsedCertificate } from './certificate.ts'

/** The certificates that trust begins with, by subject. */
export type TrustAnchors = { bySubject(subject: string): readonly X509Certificate[] }

/** The system's certificates and, beside them, those of PEM texts. Loaded when the first chain is checked. */
export const trustAnchors = (extraPem: readonly string[]): TrustAnchors => {
  let anchors: Map<string, X509Certificate[]> | undefined
  return {
    bySubject(subject) {
      anchors ??= indexBySubject([...systemCertificates(), ...extraPem.flatMap(splitPem)])
      return anchors.get(subject) ?? []
    },
  }
}

/** Some systems have no store of their own; then Node.js' copy of Mozilla's is the next best. */
const systemCertificates = (): string[] => {
  const system = getCACertificates('system')
  return system.length > 0 ? system : getCACertificates('bundled')
}

/** The PEM certificates in a text. */
export const splitPem = (text: string): string[] =>
  text.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? []

const indexBySubject = (pems: readonly string[]): Map<string, X509Certificate[]> => {
  const index = new Map<string, X509Certificate[]>()
  for (const pem of pems) {
    const certificate = parsePem(pem)
    if (!certificate) continue
    const same = index.get(certificate.subject)
    if (same) same.push(certificate)
    else index.set(certificate.subject, [certificate])
  }
  return index
}

/** A system's store may hold certificates that this OpenSSL cannot parse: they anchor nothing here. */
const parsePem = (pem: string): X509Certificate | undefined => {
  try {
    return new X509Certificate(pem)
  } catch {
    return undefined
  }
}

const SERVER_AUTH = '1.3.6.1.5.5.7.3.1'

/**
 * RFC 5280 §6.1 as far as a server's certificate needs it: signatures, validity, CA flag, key purpose, up to an
 * anchor. Not checked: revocation, name constraints, policies, path length. Gives the problem in OpenSSL's words,
 * or undefined.
 */
export const checkTrust = (
  certificates: readonly ParsedCertificate[],
  anchors: TrustAnchors,
): string | undefined => {
  const [leaf, ...presented] = certificates.map(({ x509 }) => x509)
  if (!leaf) return 'the certificate cannot be parsed'
  const dates = checkDates(leaf)
  if (dates) return dates
  if (leaf.keyUsage && !leaf.keyUsage.includes(SERVER_AUTH)) return 'unsuitable certificate purpose'
  const others = presented.filter((certificate) => certificate !== undefined)
  let current = leaf
  for (let depth = 0; depth <= certificates.length; depth++) {
    const anchored = checkAnchors(current, anchors)
    if (anchored !== 'none') return anchored === 'trusted' ? undefined : anchored
    if (current.checkIssued(current)) {
      return depth === 0 ? 'self-signed certificate' : 'self-signed certificate in certificate chain'
    }
    const issuer = others.find((candidate) => candidate !== current && isIssuedBy(current, candidate))
    if (!issuer) return 'unable to get local issuer certificate'
    if (!issuer.ca) return 'invalid CA certificate'
    const problem = checkDates(issuer)
    if (problem) return `issuer: ${problem}`
    current = issuer
  }
  return 'certificate chain too long'
}

/** `trusted`, the problem with the anchor that issued it, or `none`: no anchor did. */
const checkAnchors = (certificate: X509Certificate, anchors: TrustAnchors): string => {
  const self = anchors.bySubject(certificate.subject)
  if (self.some((anchor) => anchor.fingerprint256 === certificate.fingerprint256)) return 'trusted'
  const issuers = anchors.bySubject(certificate.issuer).filter((anchor) => isIssuedBy(certificate, anchor))
  if (issuers.length === 0) return 'none'
  const problems = issuers.map(checkDates)
  return problems.includes(undefined) ? 'trusted' : `issuer: ${problems[0]}`
}

const isIssuedBy = (certificate: X509Certificate, issuer: X509Certificate): boolean => {
  try {
    return certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey)
  } catch {
    return false
  }
}

const checkDates = (certificate: X509Certificate): string | undefined => {
  const now = Date.now()
  if (certificate.validFromDate.getTime() > now) return 'certificate is not yet valid'
  return certificate.validToDate.getTime() < now ? 'certificate has expired' : undefined
}

/** RFC 9525 §6: the DNS name or the address, against the subjectAltNames. null: nothing can be compared. */
export const nameMatches = (certificate: ParsedCertificate, host: string): boolean | null => {
  const { x509 } = certificate
  if (!x509) return null
  if (isIP(host)) return x509.checkIP(host) !== undefined
  return x509.checkHost(host, { subject: 'never' }) !== undefined
}
