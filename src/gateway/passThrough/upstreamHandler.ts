import { randomBytes } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { UsageError } from '../../model/error.ts'
import { RPC_ERRORS } from '../../registry/mcp/jsonRpc.ts'
import type { GroupPolicy } from '../groups.ts'
import type { McpHandler } from '../mcpHandler.ts'
import { answerRpcError } from '../rpcAnswer.ts'
import { Forwarding, type Leg } from './forward.ts'
import { cameBack, gatewayName } from './headers.ts'
import { type Place, Places } from './places.ts'
import type { UpstreamEvent } from './upstreamEvent.ts'
import { openPool } from './upstreamPool.ts'

export type UpstreamOptions = {
  /** http or https, without credentials. Its path is the path on the gateway, too. */
  url: string
  /** PEM texts of authorities to trust beside the system's. */
  ca?: readonly string[]
  /** What the inner leg's key exchange may be; by default `allow-classical`: classical is why there is a gateway. */
  policy?: GroupPolicy
  /** Milliseconds until a connection to the upstream stands, TLS included. */
  timeoutMs: number
  /** Milliseconds until the upstream begins to answer: a tool call may take its time. By default 300,000. */
  answerMs?: number
  /** Bytes of a request's body. By default 16 MiB. */
  maxBodyBytes?: number
  log: (event: UpstreamEvent) => void
}

const DEFAULT_ANSWER_MS = 300_000
const DEFAULT_BODY_BYTES = 16_777_216

/**
 * Puts an MCP server that speaks HTTP behind the gateway, in every revision: 2026-07-28 and 2025-x Streamable HTTP pass
 * as they are, streams and their resumption included; of 2024-11-05 HTTP+SSE the place that the event `endpoint` names
 * leads back through the gateway. Nothing is kept: sessions are the upstream's. Throws UsageError for a URL that is none.
 */
export const upstreamHandler = (options: UpstreamOptions): McpHandler => {
  const url = upstreamUrl(options.url)
  const policy = options.policy ?? 'allow-classical'
  const { timeoutMs, log, ca = [], answerMs = DEFAULT_ANSWER_MS, maxBodyBytes = DEFAULT_BODY_BYTES } = options
  const leg: Leg = {
    pool: openPool(url.origin, { ca, policy, timeoutMs, answerMs, log }),
    origin: url.origin,
    name: gatewayName(randomBytes(4).toString('hex')),
    places: new Places(url),
    policy,
    maxBodyBytes,
    log,
  }
  const running = new Map<Forwarding, Promise<void>>()
  return {
    handle(request, response) {
      const place = leg.places.find(request.url ?? '/')
      const refusal = refuse(leg, place, request)
      if (place === undefined || refusal !== undefined)
        return answerRefusal(leg, refusal ?? NOT_FOUND, request, response)
      const forwarding = new Forwarding(leg, place, request, response)
      running.set(
        forwarding,
        forwarding.run().finally(() => running.delete(forwarding)),
      )
    },
    async close() {
      for (const forwarding of running.keys()) forwarding.close()
      await leg.pool.destroy()
      await Promise.all(running.values())
    },
  }
}

const upstreamUrl = (text: string): URL => {
  const url = URL.canParse(text) ? new URL(text) : undefined
  const isHttp = url?.protocol === 'http:' || url?.protocol === 'https:'
  if (url === undefined || !isHttp) {
    throw new UsageError(
      'UPSTREAM_URL_INVALID',
      'The upstream is no URL of HTTP.',
      'Name it as http://… or https://…',
    )
  }
  if (url.username !== '' || url.password !== '') {
    throw new UsageError(
      'UPSTREAM_URL_INVALID',
      'The URL of the upstream has credentials in it.',
      'Leave them out: what clients send in their header fields is passed on.',
    )
  }
  return url
}

type Refusal = { status: 404 | 405 | 508; reason: string; headers?: Record<string, string> }

const NOT_FOUND: Refusal = { status: 404, reason: 'There is no MCP endpoint at this path.' }

const refuse = ({ name }: Leg, place: Place, request: IncomingMessage): Refusal | undefined => {
  if (cameBack(request, name)) return { status: 508, reason: 'The upstream leads back to this gateway.' }
  if (place === undefined) return NOT_FOUND
  if (place.methods.includes(request.method ?? '')) return undefined
  return { status: 405, reason: 'Method not allowed.', headers: { allow: place.methods.join(', ') } }
}

const answerRefusal = (
  { log, origin }: Leg,
  { status, reason, headers }: Refusal,
  request: IncomingMessage,
  response: ServerResponse,
): void => {
  const { url = '/', method = '' } = request
  const path = URL.canParse(url, origin) ? new URL(url, origin).pathname : '/'
  log({ event: 'request-refused', status, reason, method, path })
  answerRpcError(response, status, [], { code: RPC_ERRORS.gateway, message: reason }, headers)
}
