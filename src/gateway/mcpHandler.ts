import type { IncomingMessage, ServerResponse } from 'node:http'

/** Answers the requests of the hybrid connection. */
export type McpHandler = {
  handle(request: IncomingMessage, response: ServerResponse): void
  /** Ends requests under way, and everything it started. */
  close(): Promise<void>
}
