import type { IncomingHttpHeaders } from 'node:http'
import { WELL_KNOWN } from '../../registry/mcp/places.ts'

/** Bytes of a metadata document that is read whole. */
export const MAX_DOCUMENT = 0x4_0000

/**
 * How a client behind the gateway logs in. RFC 9728 §3.3: the `resource` of the metadata has to be the URL that the
 * client asked, and that is the gateway's; §5.1: `resource_metadata` says where that document is, and a loopback
 * upstream's own place is nowhere for the client. Both are rewritten where they name the upstream's origin; an
 * upstream that knows its public URL (X-Forwarded-Host, or its configuration) names the gateway by itself, and nothing
 * is. All else stays: authorization servers are asked by the client directly, their metadata is passed on as it is
 * (an `issuer` is an identity, not a place), and a document that is signed is not touched. The token then is for the
 * gateway's URL (RFC 8707), which an upstream that checks its audience has to be told.
 */
export const rewriteChallenge = (header: string, from: string, to: string): string =>
  header.replace(
    /(\bresource_metadata=")([^"]*)(")/gi,
    (_whole, before: string, url: string, after: string) => before + moved(url, from, to) + after,
  )

/** Whether the document that answers this path and status may need another `resource`. */
export const isProtectedResource = (path: string, status: number, headers: IncomingHttpHeaders): boolean =>
  path.startsWith(WELL_KNOWN.protectedResource) &&
  status === 200 &&
  headers['content-encoding'] === undefined &&
  Number(headers['content-length'] ?? 0) <= MAX_DOCUMENT

/** The document for the client; as it came where it is no such metadata. */
export const rewriteMetadata = (text: string, from: string, to: string): string => {
  const document = jsonObject(text)
  const resource = document?.['resource']
  if (typeof resource !== 'string' || document?.['signed_metadata'] !== undefined) return text
  const rewritten = moved(resource, from, to)
  return rewritten === resource ? text : JSON.stringify({ ...document, resource: rewritten })
}

/** A URL of the origin `from`, at the same place of `to`. */
const moved = (url: string, from: string, to: string): string => {
  if (!URL.canParse(url)) return url
  const { origin, pathname, search, hash } = new URL(url)
  if (origin !== from) return url
  // RFC 9728 §3.3 compares strings: a URL without a path stays without.
  const path = pathname === '/' && !url.endsWith('/') ? '' : pathname
  return `${to}${path}${search}${hash}`
}

const jsonObject = (text: string): Record<string, unknown> | undefined => {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined
  } catch {
    return undefined
  }
}
