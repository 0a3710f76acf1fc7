import type { IncomingMessage, ServerResponse } from 'node:http'
import { hostOf } from '../../registry/net/host.ts'
import type { ServerEvent } from '../events.ts'
import { publicOrigin } from '../passThrough/headers.ts'
import { answerRpcError, gatewayError } from '../rpcAnswer.ts'
import { remoteOf } from './connectionFacts.ts'

export type GuardOptions = {
  /** Host names and addresses of the server: those that the Host field and the pages that send requests may have. */
  hosts: ReadonlySet<string>
  anyHost: boolean
  /** Whole origins that may, in addition: `https://app.example.com`. */
  origins: ReadonlySet<string>
  /** Pages of any port of `hosts` may send requests, not only those of the server's own origin. */
  anyPort?: boolean
  onEvent: (event: ServerEvent) => void
}

/**
 * Against DNS rebinding: a web page whose name resolves to this machine must not send requests with its user's rights.
 * MCP 2026-07-28, Streamable HTTP, "Security Warning": an Origin must be checked. A request that may not pass is answered
 * here with 403, before its body is read.
 */
export const requestGuard =
  ({ hosts, anyHost, origins, anyPort = false, onEvent }: GuardOptions) =>
  (request: IncomingMessage, response: ServerResponse): boolean => {
    const { host = '', origin } = request.headers
    const refuse = (reason: 'host' | 'origin', detail: string): false => {
      onEvent({ event: 'request-refused', reason, remote: remoteOf(request.socket), detail })
      const error = gatewayError(`This ${reason} is not allowed here.`)
      answerRpcError(response, 403, [], error, { connection: 'close' })
      return false
    }
    const isHost = host === '' || AUTHORITY.test(host)
    if (!isHost || !(anyHost || hosts.has(hostName(`https://${host}`)))) return refuse('host', host)
    if (origin === undefined || origins.has(origin)) return true
    const own = URL.parse(publicOrigin(request) ?? '')?.origin
    if (hosts.has(hostName(origin)) && (anyPort || URL.parse(origin)?.origin === own)) return true
    return refuse('origin', origin)
  }

/** RFC 9110 §7.2: host and port only; other characters could make a URL of another host. */
const AUTHORITY = /^(?:\[[\da-f:.]+\]|[\w~!$&'()*+,;=%.-]+)(?::\d*)?$/i

/** Without the brackets of an IPv6 address; empty where there is none. */
const hostName = (url: string): string => (URL.canParse(url) ? hostOf(url) : '')
