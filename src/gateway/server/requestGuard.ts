import type { IncomingMessage, ServerResponse } from 'node:http'
import { RPC_ERRORS } from '../../registry/mcp/jsonRpc.ts'
import { hostOf } from '../../registry/net/host.ts'
import { answerRpcError } from '../rpcAnswer.ts'
import { remoteOf } from './connectionFacts.ts'
import type { OnServerEvent } from './serverEvent.ts'

export type GuardOptions = {
  /** Host names and addresses that the Host field may have; undefined: any. */
  hosts: ReadonlySet<string> | undefined
  /** Host names and addresses of the web pages that may ask. */
  originHosts: ReadonlySet<string>
  /** Whole origins that may ask beside them: `https://app.example.com`. */
  origins: ReadonlySet<string>
  onEvent: OnServerEvent
}

/**
 * DNS rebinding: a web page whose name leads to this machine may not ask in its user's name. MCP 2026-07-28,
 * Streamable HTTP, "Security Warning": the Origin has to be checked wherever there is one. A request that may not
 * pass is answered here with 403, before its body is read.
 */
export const requestGuard =
  ({ hosts, originHosts, origins, onEvent }: GuardOptions) =>
  (request: IncomingMessage, response: ServerResponse): boolean => {
    const { host = '', origin } = request.headers
    const refuse = (reason: 'host' | 'origin', detail: string): false => {
      onEvent({ event: 'request-refused', reason, remote: remoteOf(request.socket), detail })
      const message = `This ${reason === 'host' ? 'host' : 'origin'} is not allowed here.`
      answerRpcError(response, 403, [], { code: RPC_ERRORS.gateway, message }, { connection: 'close' })
      return false
    }
    const isHost = host === '' || AUTHORITY.test(host)
    if (!isHost || (hosts !== undefined && !hosts.has(hostName(`https://${host}`) ?? ''))) {
      return refuse('host', host)
    }
    if (origin === undefined || origins.has(origin)) return true
    const name = hostName(origin)
    return name !== undefined && originHosts.has(name) ? true : refuse('origin', origin)
  }

/** RFC 9110 §7.2: host and port, and nothing that would make a URL of another host or path of them. */
const AUTHORITY = /^(?:\[[\da-f:.]+\]|[\w~!$&'()*+,;=%.-]+)(?::\d*)?$/i

/** Without the brackets of an IPv6 address. */
const hostName = (url: string): string | undefined => (URL.canParse(url) ? hostOf(url) : undefined)
