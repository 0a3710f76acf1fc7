import { AsyncLocalStorage } from 'node:async_hooks'
import type { IncomingMessage, ServerResponse } from 'node:http'
import {
  type NodeIncomingMessageLike,
  type NodeServerResponseLike,
  toNodeHandler,
} from '@modelcontextprotocol/node'
import { createMcpHandler, isLegacyRequest } from '@modelcontextprotocol/server'
import { scanJson } from '../../../mcp/jsonScan.ts'
import { kindOfGroup } from '../../groups.ts'
import type { McpHandler } from '../../mcpHandler.ts'
import { clientOf } from '../../peer.ts'
import { readBody } from '../../requestBody.ts'
import { answerRpcError, refusalOf } from '../../rpcAnswer.ts'
import { type Holder, WaitingRoom } from '../../waitingRoom.ts'
import { type ConnectionFacts, connectionFacts } from '../connectionFacts.ts'
import { LegacySessions } from './legacySessions.ts'
import { referenceServer } from './referenceServer.ts'

export type ReferenceOptions = {
  version: string
  maxBodyBytes: number
  /** At a time; of one client address a share of them (`peer.ts`). */
  sessions?: number
  /** For bodies of requests. */
  room?: WaitingRoom
}

type Exchange = { request: IncomingMessage; done: Promise<void> }

/** The reference MCP server at /mcp, in both eras: 2026-07-28, and revisions up to 2025-11-25 with sessions. */
export const referenceHandler = ({
  version,
  maxBodyBytes,
  sessions,
  room = new WaitingRoom(),
}: ReferenceOptions): McpHandler => {
  const exchanges = new AsyncLocalStorage<Exchange>()
  const createServer = () =>
    referenceServer(() => {
      const socket = exchanges.getStore()?.request.socket
      return socket && connectionFacts(socket)
    }, version)
  const limits = { maxRequestBodySize: maxBodyBytes }
  const modern = createMcpHandler(createServer, { legacy: 'reject', ...limits })
  const legacy = new LegacySessions(createServer, maxBodyBytes, sessions)
  const respond = toNodeHandler(
    {
      fetch: async (request, options) => {
        const exchange = exchanges.getStore()
        return exchange !== undefined && (await isLegacyRequest(request, undefined, limits))
          ? legacy.fetch(request, exchange.request, exchange.done)
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
        const answer = request.method === 'GET' ? flushing(response) : response
        const holder = room.enter(undefined, clientOf(request.socket))
        void done.then(() => holder.resize(0))
        void readWhole(request, maxBodyBytes, holder).then(
          (asked) => exchanges.run({ request, done }, () => respond(asked, answer)),
          (error: unknown) => {
            if (request.socket.destroyed) return
            const { status, error: told, headers } = refusalOf(error)
            answerRpcError(response, status, [], told, headers)
          },
        )
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

/** The request with its body, whose levels and values are counted before the SDK parses it. @throws what `readBody` throws, {RangeError} */
const readWhole = async (
  request: IncomingMessage,
  maxBytes: number,
  holder: Holder,
): Promise<NodeIncomingMessageLike> => {
  // The adapter's type does not allow `undefined` (exactOptionalPropertyTypes); its code does.
  const { method, url, headers } = request as NodeIncomingMessageLike & IncomingMessage
  const text = await readBody(request, maxBytes, holder)
  const { problem } = scanJson(text)
  if (problem !== undefined) throw new RangeError(problem)
  const asked = { method, url, headers } as Pick<NodeIncomingMessageLike, 'headers'>
  return {
    ...asked,
    async *[Symbol.asyncIterator]() {
      if (text !== '') yield text
    },
  }
}

/**
 * Sends the header fields of a GET's stream at once: the adapter sends them with the first event, which may never come
 * (@modelcontextprotocol/node 2.1, November 2026).
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

/** For a person who opens the server in a browser. It contains no text from the network. */
const welcomePage = (version: string, facts: ConnectionFacts | undefined): string => `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>mcp-pqc reference server</title>
<style>body { font: 16px/1.5 system-ui, sans-serif; max-width: 40rem; margin: 3rem auto; padding: 0 1rem }</style>
<h1>mcp-pqc reference server</h1>
<p>An MCP server answers at <code>/mcp</code>, in the stateless revision 2026-07-28 and in earlier ones.
It is for MCP clients: a browser can open this page only.</p>
<p>${facts === undefined ? '' : connection(facts)}</p>
<p>mcp-pqc ${version}</p>
</html>
`

const connection = ({ group, cipherSuite, protocol }: ConnectionFacts): string =>
  `This connection: ${protocol.replace('TLSv', 'TLS ')}, ${cipherSuite}, key exchange <strong>${group}</strong> (${kindOfGroup(group)}).`
