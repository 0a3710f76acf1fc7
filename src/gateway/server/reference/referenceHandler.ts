import { AsyncLocalStorage } from 'node:async_hooks'
import type { IncomingMessage, ServerResponse } from 'node:http'
import {
  type NodeIncomingMessageLike,
  type NodeServerResponseLike,
  toNodeHandler,
} from '@modelcontextprotocol/node'
import { createMcpHandler, isLegacyRequest } from '@modelcontextprotocol/server'
import type { McpHandler } from '../../mcpHandler.ts'
import { connectionFacts } from '../connectionFacts.ts'
import { LegacySessions } from './legacySessions.ts'
import { welcomePage } from './page.ts'
import { referenceServer } from './referenceServer.ts'

export type ReferenceOptions = {
  /** Of this program, for its `serverInfo`. */
  version: string
  /** Bytes of a request's body. */
  maxBodyBytes: number
}

/** The exchange that a tool is called in. */
type Exchange = { request: IncomingMessage; done: Promise<void> }

/**
 * The small MCP server of our own at /mcp, in both eras: 2026-07-28 without sessions, `initialize` up to 2025-11-25
 * with them.
 */
export const referenceHandler = ({ version, maxBodyBytes }: ReferenceOptions): McpHandler => {
  const exchanges = new AsyncLocalStorage<Exchange>()
  const createServer = () =>
    referenceServer(() => {
      const socket = exchanges.getStore()?.request.socket
      return socket && connectionFacts(socket)
    }, version)
  const limits = { maxRequestBodySize: maxBodyBytes }
  const modern = createMcpHandler(createServer, { legacy: 'reject', ...limits })
  const legacy = new LegacySessions(createServer, maxBodyBytes)
  const respond = toNodeHandler(
    {
      fetch: async (request, options) => {
        const done = exchanges.getStore()?.done
        return done !== undefined && (await isLegacyRequest(request, undefined, limits))
          ? legacy.fetch(request, done)
          : modern.fetch(request, options)
      },
    },
    limits,
  )
  return {
    handle: (request, response) => {
      const path = request.url?.split('?')[0]
      if (path === '/mcp') {
        const done = new Promise<void>((resolve) => response.once('close', resolve))
        // The adapter's type knows no `undefined` (exactOptionalPropertyTypes); its code does.
        const asked = request as NodeIncomingMessageLike
        const answer = request.method === 'GET' ? flushing(response) : response
        exchanges.run({ request, done }, () => void respond(asked, answer))
      } else if (path === '/' && ['GET', 'HEAD'].includes(request.method ?? '')) {
        answerPage(request, response, version)
      } else {
        response.writeHead(404, { 'content-type': 'text/plain' }).end('The MCP server is at /mcp.\n')
      }
    },
    close: async () => {
      await Promise.all([modern.close(), legacy.close()])
    },
  }
}

/**
 * The adapter leaves header fields with node:http until there is a body, which on the stream of a GET may be never
 * (@modelcontextprotocol/node 2.1, November 2026): its client would wait for it to begin.
 */
const flushing = (response: ServerResponse): NodeServerResponseLike => ({
  writeHead: (status, headers) => response.writeHead(status, headers).flushHeaders(),
  write: (chunk) => response.write(chunk),
  end: (chunk) => response.end(chunk),
  on: (event, listener) => response.on(event, listener),
  get destroyed() {
    return response.destroyed
  },
})

const answerPage = (request: IncomingMessage, response: ServerResponse, version: string): void => {
  const page = Buffer.from(welcomePage(version, connectionFacts(request.socket)))
  response
    .writeHead(200, {
      'content-type': 'text/html; charset=utf-8',
      'content-length': page.length,
      'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'",
    })
    .end(request.method === 'HEAD' ? undefined : page)
}
