import type { IncomingMessage, ServerResponse } from 'node:http'

/** What answers the requests that came in over the hybrid connection: a server of our own, or one that stands behind. */
export type McpHandler = {
  handle(request: IncomingMessage, response: ServerResponse): void
  /** Ends what is under way, and whatever was started. */
  close(): Promise<void>
}
