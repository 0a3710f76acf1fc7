import type { GroupPolicy } from '../groups.ts'
import type { McpHandler } from '../mcpHandler.ts'
import type { UpstreamEvent } from './upstreamEvent.ts'

export type UpstreamOptions = {
  /** http or https, without credentials. Its path is the path on the gateway, too. */
  url: string
  /** PEM texts of authorities to trust beside the system's. */
  ca?: readonly string[]
  /** What the inner leg's key exchange may be; by default `allow-classical`: classical is why there is a gateway. */
  policy?: GroupPolicy
  /** Milliseconds until a connection to the upstream stands, TLS included. */
  timeoutMs: number
  /** Milliseconds until the upstream begins to answer; by default 300,000: a tool call may take its time. */
  answerMs?: number
  log: (event: UpstreamEvent) => void
}

export const upstreamHandler = (_options: UpstreamOptions): McpHandler => ({
  handle: (_request, response) => {
    response.writeHead(501).end()
  },
  close: async () => {},
})
