import { X509Certificate } from 'node:crypto'
import { isIP } from 'node:net'
import { getCACertificates } from 'node:tls'
import type { ParsedCertificate } from './certificate.ts'

/** Where trust begins: the system's store, which holds public authorities as a rule, or what the user named. */
export type Anchor = { certificate: X509Certificate; origin: 'system' | 'named' }

/** The certificates that trust begins with, by subject. */
export type TrustAnchors = { bySubject(subject: string): readonly Anchor[] }

/** The system's certificates and, beside them, those of PEM texts. Loaded when the first chain is checked. */
export const trustAnchors = (extraPem: readonly string[]): TrustAnchors => {
  let anchors: Map<string, Anchor[]> | undefined
  return {
    bySubject(subject) {
      anchors ??= indexBySubject([
        ...extraPem.flatMap(splitPem).flatMap((pem) => parseAnchor(pem, 'named')),
        ...systemCertificates().flatMap((pem) => parseAnchor(pem, 'system')),
      ])
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

const indexBySubject = (anchors: readonly Anchor[]): Map<string, Anchor[]> =>
  Map.groupBy(anchors, ({ certificate }) => certificate.subject)

/** A system's store may hold certificates that this OpenSSL cannot parse: they anchor nothing here. */
const parseAnchor = (pem: string, origin: Anchor['origin']): Anchor[] => {
  try {
    return [{ certificate: new X509Certificate(pem), origin }]
  } catch {
    return []
  }
}

const SERVER_AUTH = '1.3.6.1.5.5.7.3.1'

/** Where a chain's trust begins, or in OpenSSL's words why it does not. */
export type Trust = { anchor: Anchor['origin'] } | { problem: string }

/**
 * RFC 5280 §6.1 as far as a server's certificate needs it: signatures, validity, CA flag, key purpose, up to an
 * anchor. Not checked: revocation, name constraints, policies, path length.
 */
export const checkTrust = (certificates: readonly ParsedCertificate[], anchors: TrustAnchors): Trust => {
  const [leaf, ...presented] = certificates.map(({ x509 }) => x509)
  if (!leaf) return { problem: 'the certificate cannot be parsed' }
  const dates = checkDates(leaf)
  if (dates) return { problem: dates }
  if (leaf.keyUsage && !leaf.keyUsage.includes(SERVER_AUTH))
    return { problem: 'unsuitable certificate purpose' }
  const others = presented.filter((certificate) => certificate !== undefined)
  let current = leaf
  for (let depth = 0; depth <= certificates.length; depth++) {
    const anchored = checkAnchors(current, anchors)
    if (anchored) return anchored
    if (current.checkIssued(current)) {
      return {
        problem: depth === 0 ? 'self-signed certificate' : 'self-signed certificate in certificate chain',
      }
    }
    const issuer = others.find((candidate) => candidate !== current && isIssuedBy(current, candidate))
    if (!issuer) return { problem: 'unable to get local issuer certificate' }
    if (!issuer.ca) return { problem: 'invalid CA certificate' }
    const problem = checkDates(issuer)
    if (problem) return { problem: `issuer: ${problem}` }
    current = issuer
  }
  return { problem: 'certificate chain too long' }
}

/** Whether a certificate is an anchor or was issued by one; undefined: no anchor has to do with it. */
const checkAnchors = (certificate: X509Certificate, anchors: TrustAnchors): Trust | undefined => {
  const self = anchors
    .bySubject(certificate.subject)
    .find((anchor) => anchor.certificate.fingerprint256 === certificate.fingerprint256)
  if (self) return { anchor: self.origin }
  const issuers = anchors
    .bySubject(certificate.issuer)
    .filter((anchor) => isIssuedBy(certificate, anchor.certificate))
  const valid = issuers.find((anchor) => checkDates(anchor.certificate) === undefined)
  if (valid) return { anchor: valid.origin }
  const [expired] = issuers
  return expired && { problem: `issuer: ${checkDates(expired.certificate)}` }
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
