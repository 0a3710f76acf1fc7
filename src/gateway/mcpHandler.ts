import type { IncomingMessage, ServerResponse } from 'node:http'

export type McpHandler = {
  handle(request: IncomingMessage, response: ServerResponse): void
  /** Ends requests under way, and everything it started. */
  close(): Promise<void>
}
