import type { IncomingHttpHeaders, IncomingMessage, OutgoingHttpHeaders } from 'node:http'
import type { TLSSocket } from 'node:tls'
import FIELDS from '../../registry/net/headerFields.json' with { type: 'json' }

const HOP_BY_HOP = FIELDS.hopByHop.names

/** Fields of the client that the upstream does not get: the proxy that it may trust is the gateway, not the client. */
const NOT_FORWARDED = [...HOP_BY_HOP, ...FIELDS.notForwarded.names]

/**
 * Fields in which proxies tell servers about a client. A list of what may pass would be shorter, but clients send fields of
 * their own, as keys of an API.
 */
const PROXY_FIELDS = FIELDS.ofProxies.flatMap(({ patterns }) => patterns.map((one) => new RegExp(one)))

/** These would lead clients past the gateway and its key exchange, or have browsers report to others. */
const NOT_RETURNED = [...HOP_BY_HOP, ...FIELDS.notReturned.names]

/** URLs of the upstream. */
const LOCATIONS = ['location', 'content-location']

/**
 * `x-forwarded-*` comes from the gateway, never from the client, nor do other fields of proxies: an upstream
 * needs it for its public URL (RFC 9728 `resource`) and its logs. Answers must not be compressed: streams are
 * read while they pass, and the length of compressed text reveals a secret next to a text of an attacker.
 */
export const requestHeaders = (
  request: IncomingMessage,
  { name, fields }: { name: string; fields?: ReadonlySet<string> | undefined },
): Record<string, string | string[]> => {
  const headers: Record<string, string | string[]> = {}
  const dropped = [...NOT_FORWARDED, ...named(request.headers.connection)]
  for (const [field, values] of Object.entries(request.headersDistinct)) {
    if (values === undefined || dropped.includes(field)) continue
    if (isForged(field) && !fields?.has(field)) continue
    headers[field] = values.length === 1 ? String(values[0]) : values
  }
  const { remoteAddress } = request.socket
  return {
    ...headers,
    'accept-encoding': 'identity',
    'x-forwarded-proto': publicScheme(request),
    ...(request.headers.host !== undefined && { 'x-forwarded-host': request.headers.host }),
    ...(remoteAddress !== undefined && { 'x-forwarded-for': remoteAddress }),
    via: [request.headers.via, `${request.httpVersion} ${name}`].filter(Boolean).join(', '),
  }
}

/**
 * Servers that follow CGI (RFC 3875 §4.1.18), as those of Python do, do not distinguish `_` from `-`: what is set or checked
 * here must not come with `_` from a client. `field` is in lower case.
 */
const isForged = (field: string): boolean => {
  const read = field.replaceAll('_', '-')
  // Mcp-Param-… has the names of a tool's arguments.
  if (!field.startsWith('mcp-') && PROXY_FIELDS.some((pattern) => pattern.test(read))) return true
  return read !== field && (NOT_FORWARDED.includes(read) || OWN_FIELDS.test(read))
}

/** Fields whose values the gateway reads, replaces or relies on. */
const OWN_FIELDS = /^(?:mcp-|content-|last-event-id$|origin$|accept-encoding$)/

/** `relative`: a URL of the upstream as one of the gateway; undefined where it is of another origin, and is left out. */
export const responseHeaders = (
  headers: IncomingHttpHeaders,
  relative: (url: string) => string | undefined,
): OutgoingHttpHeaders => {
  const dropped = [...NOT_RETURNED, ...named(headers.connection)]
  const returned: OutgoingHttpHeaders = {}
  for (const [field, value] of Object.entries(headers)) {
    if (value === undefined || dropped.includes(field)) continue
    if (field === 'set-cookie') returned[field] = [value].flat().map(ofThisHost)
    else if (field === 'content-security-policy')
      returned[field] = [value].flat().map(withoutReports).join(', ')
    else if (!LOCATIONS.includes(field)) returned[field] = value
    else {
      // With several values, each client would follow another one.
      const place = typeof value === 'string' ? relative(value) : undefined
      if (place !== undefined) returned[field] = place
    }
  }
  return returned
}

/** RFC 6265 §5.2.3: a cookie of the upstream must not reach other hosts of the gateway's domain. */
const ofThisHost = (cookie: string): string => cookie.replace(/;\s*domain\s*(?:=[^;]*)?(?=;|$)/gi, '')

/** Content Security Policy Level 3 §6.5: what a page may load stays, where the browser reports to does not. */
const withoutReports = (policy: string): string =>
  policy.replace(/(^|[;,])\s*report-(?:uri|to)\b[^;,]*/gi, '$1')

/** Whether this gateway has forwarded the request before: an upstream that leads back here would loop. */
export const hasPassed = (request: IncomingMessage, name: string): boolean =>
  request.headers.via?.split(',').some((hop) => hop.trim().split(/\s+/)[1] === name) ?? false

/** Scheme and authority under which the client knows the gateway; undefined without a Host header. */
export const publicOrigin = (request: IncomingMessage): string | undefined =>
  request.headers.host === undefined ? undefined : `${publicScheme(request)}://${request.headers.host}`

const publicScheme = (request: IncomingMessage): string =>
  (request.socket as Partial<TLSSocket>).encrypted ? 'https' : 'http'

const named = (connection: string | undefined): string[] =>
  connection?.split(',').map((field) => field.trim().toLowerCase()) ?? []
