import { X509Certificate } from 'node:crypto'
import { isIP } from 'node:net'
import { certificateBlocks, derOf } from '../../../model/pem.ts'
import { systemAuthorities } from '../../../net/trustStore.ts'
import { SERVER_AUTH } from '../../../registry/x509/oids.ts'
import type { ParsedCertificate } from './certificate.ts'
import { certificateNames, isVersion1 } from './der.ts'
import type { Issuance } from './issuance.ts'

export type Anchor = { certificate: X509Certificate; origin: 'system' | 'named' }

/** Those whose subject is the given Name (RFC 5280 §4.1.2.4), in DER. */
export type TrustAnchors = (subject: Uint8Array) => readonly Anchor[]

/** Loaded when the first chain is checked; only the certificates that a chain leads to are parsed. */
export const trustAnchors = (extraPem: readonly string[]): TrustAnchors => {
  let ders: { der: Buffer; origin: Anchor['origin'] }[] | undefined
  const found = new Map<string, Anchor[]>()
  return (name) => {
    const key = Buffer.from(name).toString('latin1')
    const known = found.get(key)
    if (known) return known
    ders ??= [
      ...extraPem.flatMap(certificateBlocks).map((pem) => ({ der: derOf(pem), origin: 'named' as const })),
      ...systemAuthorities().map((pem) => ({ der: derOf(pem), origin: 'system' as const })),
    ]
    const anchors = ders
      .filter(({ der }) => der.includes(Buffer.from(name)))
      .flatMap(({ der, origin }) => parseAnchor(der, name, origin))
    if (found.size >= REMEMBERED) found.clear()
    found.set(key, anchors)
    return anchors
  }
}

/** Names that are cached with their anchors. A hostile server may show a new name each time. */
const REMEMBERED = 1000

/** A system's store may hold certificates that OpenSSL cannot parse. */
const parseAnchor = (der: Buffer, name: Uint8Array, origin: Anchor['origin']): Anchor[] => {
  try {
    if (Buffer.compare(certificateNames(der).subject, name) !== 0) return []
    return [{ certificate: new X509Certificate(der), origin }]
  } catch {
    return []
  }
}

/** The origin of the trust, or why there is none, in the words of OpenSSL; or why that is not known. */
export type Trust = { anchor: Anchor['origin'] } | { problem: string } | { unchecked: string }

/**
 * RFC 5280 §6.1: signatures, validity, CA flag and key purpose, up to an anchor. Not checked: revocation, name
 * constraints, policies, path length.
 */
export const checkTrust = (
  certificates: readonly ParsedCertificate[],
  anchors: TrustAnchors,
  issuance: Issuance,
): Trust => {
  const trust = checkPath(certificates, anchors, issuance)
  const { cut } = issuance
  return cut === undefined || 'anchor' in trust ? trust : { unchecked: cut }
}

const checkPath = (
  certificates: readonly ParsedCertificate[],
  anchors: TrustAnchors,
  issuance: Issuance,
): Trust => {
  const [leaf, ...presented] = certificates.map(({ x509 }) => x509)
  if (!leaf) return { problem: 'the certificate cannot be parsed' }
  const dates = checkDates(leaf)
  if (dates) return { problem: dates }
  if (leaf.keyUsage && !leaf.keyUsage.includes(SERVER_AUTH))
    return { problem: 'unsuitable certificate purpose' }
  const others = presented.filter((certificate) => certificate !== undefined)
  let current = leaf
  for (let depth = 0; depth <= certificates.length; depth++) {
    const anchored = checkAnchors(current, anchors, issuance)
    if (anchored) return anchored
    if (current.checkIssued(current)) {
      return {
        problem: depth === 0 ? 'self-signed certificate' : 'self-signed certificate in certificate chain',
      }
    }
    const issuer = others.find(
      (candidate) => candidate !== current && issuance.isIssuedBy(current, candidate),
    )
    if (!issuer) return { problem: 'unable to get local issuer certificate' }
    if (!issuer.ca) return { problem: 'invalid CA certificate' }
    const problem = checkDates(issuer)
    if (problem) return { problem: `issuer: ${problem}` }
    current = issuer
  }
  return { problem: 'certificate chain too long' }
}

/** Whether a certificate is an anchor or was issued by one; undefined: neither. */
const checkAnchors = (
  certificate: X509Certificate,
  anchors: TrustAnchors,
  issuance: Issuance,
): Trust | undefined => {
  const { subject, issuer } = certificateNames(certificate.raw)
  const self = anchors(subject).find(
    (anchor) => anchor.certificate.fingerprint256 === certificate.fingerprint256,
  )
  if (self) return { anchor: self.origin }
  const issuers = anchors(issuer).filter((anchor) => issuance.isIssuedBy(certificate, anchor.certificate))
  const authorities = issuers.filter(({ certificate }) => isAuthority(certificate))
  const valid = authorities.find((anchor) => checkDates(anchor.certificate) === undefined)
  if (valid) return { anchor: valid.origin }
  const [expired] = authorities
  if (expired) return { problem: `issuer: ${checkDates(expired.certificate)}` }
  return issuers.length > 0 ? { problem: 'invalid CA certificate' } : undefined
}

/** As OpenSSL has it: a certificate of version 1 has no extensions, and is one of an authority if it is self-signed. */
const isAuthority = (certificate: X509Certificate): boolean =>
  certificate.ca || (isVersion1(certificate.raw) && certificate.checkIssued(certificate))

const checkDates = (certificate: X509Certificate): string | undefined => {
  const now = Date.now()
  if (certificate.validFromDate.getTime() > now) return 'certificate is not yet valid'
  return certificate.validToDate.getTime() < now ? 'certificate has expired' : undefined
}

/** RFC 9525 §6: whether the subjectAltNames have the DNS name or the address. null: unknown. */
export const nameMatches = (certificate: ParsedCertificate, host: string): boolean | null => {
  const { x509 } = certificate
  if (!x509) return null
  if (isIP(host)) return x509.checkIP(host) !== undefined
  return x509.checkHost(host, { subject: 'never' }) !== undefined
}
