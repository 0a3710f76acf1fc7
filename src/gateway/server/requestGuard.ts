import type { IncomingMessage, ServerResponse } from 'node:http'
import { hostOf } from '../../registry/net/host.ts'
import { REFUSED_FIELDS, type RefusedField, type ServerEvent } from '../events.ts'
import { publicOrigin } from '../passThrough/headers.ts'
import { answerRpcError, gatewayError } from '../rpcAnswer.ts'
import { closeAfter } from './boundedResponse.ts'
import { remoteOf } from './connectionFacts.ts'

export type GuardOptions = {
  /** Host names and addresses of the server: those that the Host field and the pages that send requests may have. */
  hosts: ReadonlySet<string>
  anyHost: boolean
  /** Whole origins that may, in addition: `https://app.example.com`. */
  origins: ReadonlySet<string>
  /** Requests get credentials here: those of other web pages' images, scripts and links are refused, too. */
  addsCredentials?: boolean
  onEvent: (event: ServerEvent) => void
}

/**
 * Against DNS rebinding: a web page whose name resolves to this machine must not send requests with its user's rights.
 * MCP 2026-07-28, Streamable HTTP, "Security Warning": an Origin must be checked. A request that may not pass is answered
 * here, before its body is read.
 */
export const requestGuard = ({ hosts, anyHost, origins, addsCredentials = false, onEvent }: GuardOptions) => {
  return (request: IncomingMessage, response: ServerResponse): boolean => {
    const { host = '', origin } = request.headers
    const refuse = (reason: RefusedField, detail: string): false => {
      onEvent({ event: 'request-refused', reason, remote: remoteOf(request.socket), detail })
      const { field, status } = REFUSED_FIELDS[reason]
      closeAfter(response)
      answerRpcError(response, status, [], gatewayError(`This ${field.toLowerCase()} is not allowed here.`))
      return false
    }
    // RFC 9112 §3.2: of several, another server could read another one. HTTP/1.0 may have none.
    const given = request.headersDistinct['host']?.length ?? 0
    const isOne = given === 1 || (given === 0 && request.httpVersion === '1.0')
    if (!isOne) return refuse('number-of-hosts', host)
    const isHost = host === '' || AUTHORITY.test(host)
    if (!isHost || !(anyHost || hosts.has(hostName(`https://${host}`)))) return refuse('host', host)
    // RFC 9110 §10.1.1. HTTP/1.0 has none.
    const expected = request.headers.expect
    if (expected !== undefined && request.httpVersion === '1.1' && !CONTINUE.test(expected))
      return refuse('expect', expected)
    // node:http passes a request on before it refuses an encoding that it does not know. RFC 9112 §6.1: HTTP/1.0 has none.
    const encoding = request.headers['transfer-encoding']
    const isKnown = encoding?.toLowerCase() === 'chunked' && request.httpVersion === '1.1'
    if (encoding !== undefined && !isKnown) return refuse('transfer-encoding', encoding)
    if (origin === undefined) {
      // Fetch Metadata: browsers send no Origin with these. `none`: they come from no page.
      const site = String(request.headers['sec-fetch-site'] ?? 'none')
      return !addsCredentials || /^(?:none|same-origin)$/.test(site) || refuse('sec-fetch-site', site)
    }
    const page = URL.parse(origin)
    // RFC 6454 §6.2: scheme, host and port, and nothing else.
    if (page?.href !== `${page?.origin}/`) return refuse('origin', origin)
    const own = URL.parse(publicOrigin(request) ?? '')?.origin
    const isOwn = page.origin === own && hosts.has(hostName(origin))
    return isOwn || origins.has(page.origin) || refuse('origin', origin)
  }
}

/** As node:http reads it. */
const CONTINUE = /(?:^|\W)100-continue(?:$|\W)/i

/** RFC 9110 §7.2: host and port only; other characters could make a URL of another host. */
const AUTHORITY = /^(?:\[[\da-f:.]+\]|[\w~!$&'()*+,;=%.-]+)(?::\d*)?$/i

/** Without the brackets of an IPv6 address; empty where there is none. */
const hostName = (url: string): string => (URL.canParse(url) ? hostOf(url) : '')
