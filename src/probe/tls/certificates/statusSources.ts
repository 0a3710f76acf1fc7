import type { SignedTimestamp } from '../../../model/certificate.ts'
import {
  AUTHORITY_INFO_ACCESS,
  CRL_DISTRIBUTION_POINTS,
  OCSP,
  SCT_LIST,
} from '../../../registry/x509/oids.ts'
import { certificateExtensions, children, elementOf, OCTET_STRING, oidOf } from './der.ts'
import { decodeTimestamps } from './signedStatus.ts'

/** Where clients ask whether a certificate was revoked, and the proofs that it was logged: each has a further signature. */
export type StatusSources = { ocspUrls?: string[]; crlUrls?: string[]; timestamps?: SignedTimestamp[] }

/** URLs of a kind, and characters of each, that are stored. */
const MAX_URLS = 8
const MAX_URL = 1024

/** Extensions that cannot be read are left out. */
export const statusSources = (der: Uint8Array): StatusSources => {
  const extensions = certificateExtensions(der)
  const read = <T>(id: string, list: (value: Uint8Array) => T[]): T[] => {
    const value = extensions.get(id)
    try {
      return value ? list(value) : []
    } catch {
      return []
    }
  }
  const urls = (id: string, list: (value: Uint8Array) => string[]): string[] =>
    read(id, list)
      .slice(0, MAX_URLS)
      .map((url) => url.slice(0, MAX_URL))
  const found = {
    ocspUrls: urls(AUTHORITY_INFO_ACCESS, responders),
    crlUrls: urls(CRL_DISTRIBUTION_POINTS, (value) => uris(value, MAX_DEPTH)),
    timestamps: read(SCT_LIST, (value) => decodeTimestamps(elementOf(value, OCTET_STRING).content)),
  }
  return Object.fromEntries(Object.entries(found).filter(([, list]) => list.length > 0))
}

/** RFC 5280 §4.2.2.1: AuthorityInfoAccessSyntax. */
const responders = (value: Uint8Array): string[] =>
  children(elementOf(value).content).flatMap(({ content: description }) => {
    const [method, location] = children(description)
    return location && oidOf(method) === OCSP ? uri(location) : []
  })

/** RFC 5280 §4.2.1.13: CRLDistributionPoints has its URLs four levels deep. */
const MAX_DEPTH = 4

const CONSTRUCTED = 0x20

const uris = (content: Uint8Array, depth: number): string[] =>
  children(content).flatMap((part) =>
    part.tag & CONSTRUCTED ? (depth > 0 ? uris(part.content, depth - 1) : []) : uri(part),
  )

/** RFC 5280 §4.2.1.6: GeneralName, uniformResourceIdentifier. */
const URI = 0x86

const uri = ({ tag, content }: { tag: number; content: Uint8Array }): string[] =>
  tag === URI ? [Buffer.from(content).toString('latin1')] : []
