import type { RequestListener } from 'node:http'
import {
  hostHeaderValidation,
  type NodeIncomingMessageLike,
  originValidation,
  toNodeHandler,
} from '@modelcontextprotocol/node'
import { createMcpHandler, type McpServer } from '@modelcontextprotocol/server'

export type McpHandler = { onRequest: RequestListener; close(): Promise<void> }

/** An MCP server at /mcp, in both eras: 2026-07-28 stateless, and `initialize` up to 2025-11-25. */
export const createHandler = (createServer: () => McpServer, hostNames: string[]): McpHandler => {
  const handler = createMcpHandler(createServer)
  const respond = toNodeHandler(handler)
  // The SDK's handler does not check them; without, the server would be open to DNS rebinding.
  const isKnownHost = hostHeaderValidation(hostNames)
  const isKnownOrigin = originValidation(hostNames)
  return {
    onRequest: (request, response) => {
      if (!isKnownHost(request, response) || !isKnownOrigin(request, response)) return
      if (request.url?.split('?')[0] !== '/mcp') {
        response.writeHead(404, { 'content-type': 'text/plain' }).end('The MCP server is at /mcp.\n')
        return
      }
      // The adapter accepts `undefined`, but its type does not (exactOptionalPropertyTypes).
      void respond(request as NodeIncomingMessageLike, response)
    },
    close: () => handler.close(),
  }
}
