import type { IncomingHttpHeaders } from 'node:http'
import { isObject, parseOrUndefined } from '../../mcp/json.ts'
import { WELL_KNOWN } from '../../registry/mcp/servers/places.ts'

/** Bytes of a metadata document that is read whole. */
export const MAX_DOCUMENT = 0x4_0000

/**
 * Login through the gateway. RFC 9728 §3.3: the `resource` of the metadata must be the URL that the client uses, which is
 * the gateway's; §5.1: `resource_metadata` is the URL of that document. Both are rewritten where they name the upstream's
 * origin; an upstream that knows its public URL names the gateway itself. A `resource_metadata` of another origin is removed.
 * Everything else stays: clients contact authorization servers directly, an `issuer` is an identity and not a place, and a
 * signed document cannot be changed. The token is for the gateway's URL (RFC 8707): an upstream that checks its audience
 * must be configured for that.
 */
export const rewriteChallenge = (header: string, from: string, to: string | undefined): string =>
  header
    .replace(CHALLENGED, (_whole, before = '', quoted = '', token = '', after = '') => {
      const url = to === undefined ? undefined : moved(quoted + token, from, to)
      // Elsewhere, the key exchange might be classical. Without the URL, clients look at the gateway.
      if (url === undefined || URL.parse(url)?.origin !== to) return before && after
      return `${before}resource_metadata="${url}"${after}`
    })
    .replace(/(?<![\s,])[\s,]+$/, '')

/** RFC 9110 §11.2: a parameter has commas around it, and its value may be quoted. */
const CHALLENGED = /(,\s*)?\bresource_metadata\s*=\s*(?:"([^"]*)"|([^\s,"]*))(\s*,\s*)?/gi

export const isProtectedResource = (path: string, status: number, headers: IncomingHttpHeaders): boolean =>
  path.startsWith(WELL_KNOWN.protectedResource) &&
  status === 200 &&
  headers['content-encoding'] === undefined &&
  Number(headers['content-length'] ?? 0) <= MAX_DOCUMENT

export const rewriteMetadata = (text: string, from: string, to: string): string => {
  const document = parseOrUndefined(text)
  if (!isObject(document) || 'signed_metadata' in document) return text
  const { resource } = document
  if (typeof resource !== 'string') return text
  const rewritten = moved(resource, from, to)
  return rewritten === resource ? text : JSON.stringify({ ...document, resource: rewritten })
}

const moved = (url: string, from: string, to: string): string => {
  const parsed = URL.parse(url)
  if (parsed?.origin !== from) return url
  const { pathname, search, hash } = parsed
  // RFC 9728 §3.3 compares strings: a URL without a path must stay without.
  const path = pathname === '/' && !url.endsWith('/') ? '' : pathname
  return `${to}${path}${search}${hash}`
}
