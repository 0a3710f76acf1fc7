import type { IncomingHttpHeaders, IncomingMessage, OutgoingHttpHeaders } from 'node:http'
import type { TLSSocket } from 'node:tls'

/** RFC 9110 §7.6.1: these concern one connection, and so does what `Connection` names. */
const HOP_BY_HOP = [
  'connection',
  'keep-alive',
  'proxy-connection',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-authentication-info',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]

/**
 * What a client may not say to the upstream: where it is answered is undici's to say (`host`), what it waits for
 * concerns this hop (`expect`, `http2-settings`), and a proxy in front that the upstream may trust is the gateway.
 */
const NOT_FORWARDED = [...HOP_BY_HOP, 'host', 'expect', 'http2-settings', 'forwarded', 'x-real-ip', 'via']

/** `alt-svc` (RFC 7838) would lead clients to the upstream's own port, past the gateway and its key exchange. */
const NOT_RETURNED = [...HOP_BY_HOP, 'alt-svc']

/** What the pair is called in `Via` (RFC 9110 §7.6.3). */
const PSEUDONYM = 'mcp-pqc'

/**
 * The client's header fields as the upstream gets them, credentials included. `x-forwarded-*` is the gateway's own
 * word, never the client's: an upstream that trusts its proxy needs it to name its public URL (RFC 9728 `resource`)
 * and to log addresses. Nothing is asked to be compressed: streams are read on their way, and a secret compressed
 * beside what an attacker chose can be guessed from its length.
 */
export const requestHeaders = (request: IncomingMessage, name: string): Record<string, string | string[]> => {
  const headers: Record<string, string | string[]> = {}
  const dropped = [...NOT_FORWARDED, ...named(request.headers.connection)]
  for (const [field, values] of Object.entries(request.headersDistinct)) {
    if (values === undefined || dropped.includes(field) || field.startsWith('x-forwarded-')) continue
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

export const responseHeaders = (headers: IncomingHttpHeaders): OutgoingHttpHeaders => {
  const dropped = [...NOT_RETURNED, ...named(headers.connection)]
  return Object.fromEntries(Object.entries(headers).filter(([field]) => !dropped.includes(field)))
}

/** A name of its own for each gateway, so that a request that comes back to it is known. */
export const gatewayName = (serial: string): string => `${PSEUDONYM}-${serial}`

/** Whether this very gateway has passed the request on before: an upstream that leads back here would do so for ever. */
export const cameBack = (request: IncomingMessage, name: string): boolean =>
  request.headers.via?.split(',').some((hop) => hop.trim().split(/\s+/)[1] === name) ?? false

/** Scheme and authority under which the client knows the gateway; undefined without a Host header. */
export const publicOrigin = (request: IncomingMessage): string | undefined =>
  request.headers.host === undefined ? undefined : `${publicScheme(request)}://${request.headers.host}`

const publicScheme = (request: IncomingMessage): string =>
  (request.socket as Partial<TLSSocket>).encrypted ? 'https' : 'http'

const named = (connection: string | undefined): string[] =>
  connection?.split(',').map((field) => field.trim().toLowerCase()) ?? []
