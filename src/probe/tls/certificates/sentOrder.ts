import type { SentOrder } from '../../../model/certificate.ts'
import type { ParsedCertificate } from './certificate.ts'
import { certificateNames } from './der.ts'
import type { Issuance } from './issuance.ts'
import type { TrustAnchors } from './trust.ts'

type Link = ParsedCertificate & { issuer: Uint8Array; subject: Uint8Array }

/**
 * RFC 9846 §4.5.1: the list as the server sent it, compared with the path from its own certificate upwards. Undefined where a
 * certificate cannot be parsed, or not every signature was verified.
 */
export const sentOrder = (
  certificates: readonly ParsedCertificate[],
  anchors: TrustAnchors,
  issuance: Issuance,
): SentOrder | undefined => {
  const links = linksOf(certificates)
  if (!links) return undefined
  const path = [0]
  for (let at: number | undefined = 0; at !== undefined; ) {
    at = issuerOf(links, path, issuance)
    if (at !== undefined) path.push(at)
  }
  if (issuance.cut !== undefined) return undefined
  const last = links[path.at(-1) as number] as Link
  const hasRoot = isSelfIssued(last)
  const isKnown = hasRoot || anchors(last.issuer).length > 0
  return {
    inOrder: path.every((at, i) => i === 0 || at > (path[i - 1] as number)),
    extra: links.length - path.length,
    root: hasRoot && path.length > 1,
    ...(isKnown ? {} : { missing: last.facts.issuer }),
  }
}

const linksOf = (certificates: readonly ParsedCertificate[]): Link[] | undefined => {
  try {
    return certificates.map((one) => ({ ...one, ...certificateNames(one.der) }))
  } catch {
    return undefined
  }
}

const isSame = (a: Uint8Array, b: Uint8Array): boolean => Buffer.compare(a, b) === 0

const isSelfIssued = ({ issuer, subject }: Link): boolean => isSame(issuer, subject)

/** The place of the issuer of the last of `path`, among those that are not in it. Of several with its name, the one whose key fits. */
const issuerOf = (
  links: readonly Link[],
  path: readonly number[],
  issuance: Issuance,
): number | undefined => {
  const current = links[path.at(-1) as number] as Link
  if (isSelfIssued(current)) return undefined
  const named = links.flatMap((link, at) =>
    !path.includes(at) && isSame(link.subject, current.issuer) ? [at] : [],
  )
  const fits = (at: number): boolean => {
    const issuer = links[at]?.x509
    return current.x509 !== undefined && issuer !== undefined && issuance.isIssuedBy(current.x509, issuer)
  }
  return named.find(fits) ?? named[0]
}
