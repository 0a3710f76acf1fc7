import { once } from 'node:events'
import { createServer as createHttpServer, type RequestListener } from 'node:http'
import { createServer as createHttpsServer, type ServerOptions } from 'node:https'
import type { Socket } from 'node:net'
import type { SecureVersion } from 'node:tls'
import {
  hostHeaderValidation,
  type NodeIncomingMessageLike,
  originValidation,
  toNodeHandler,
} from '@modelcontextprotocol/node'
import { createMcpHandler, type McpServer } from '@modelcontextprotocol/server'
import { listenOn } from '../gateway/server/httpServer.ts'
import { urlHost } from '../registry/net/host.ts'
import { type Authorities, type Identity, issueServer, labHostName } from './certificates.ts'
import type { ServedVersion, Specification, TlsSetup } from './specifications.ts'

export type LabEndpoint = { name: string; title: string; url: string }

type Surroundings = { authorities: Authorities; host: string; now: number }

/** A real listener with a real MCP server. */
export const startEndpoint = async (
  { name, title, setup, createServer }: Specification,
  { authorities, host, now }: Surroundings,
): Promise<{ endpoint: LabEndpoint; close(): Promise<void> }> => {
  const handler = createHandler(createServer, [
    'localhost',
    '127.0.0.1',
    '[::1]',
    urlHost(host),
    labHostName(name),
  ])
  const listener = async () => {
    if (setup === 'http') return createHttpServer(handler.onRequest)
    const issued = setup.certificates.map((one) => issueServer(name, one, authorities, now))
    const options = serverOptions(setup, await Promise.all(issued), authorities.classical.pem)
    return createHttpsServer(options, handler.onRequest)
  }
  const server = await listener()
  // `closeAllConnections` closes HTTP connections only; a scanner leaves unfinished handshakes open.
  const sockets = new Set<Socket>()
  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })
  const { port } = await listenOn(server, host, 0)
  return {
    endpoint: { name, title, url: `${setup === 'http' ? 'http' : 'https'}://${urlHost(host)}:${port}/mcp` },
    close: async () => {
      await handler.close()
      const closed = once(server, 'close')
      server.close()
      for (const socket of sockets) socket.destroy()
      await closed
    },
  }
}

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

const serverOptions = (
  setup: TlsSetup,
  identities: readonly Identity[],
  clientAuthority: string,
): ServerOptions => ({
  cert: identities.map((identity) => identity.cert),
  key: identities.map((identity) => identity.key),
  minVersion: PROTOCOL[setup.versions[0]],
  maxVersion: PROTOCOL[setup.versions[1]],
  ciphers: setup.ciphers,
  honorCipherOrder: setup.choice !== 'client',
  ...(setup.groups !== undefined && { ecdhCurve: setup.groups }),
  ...(setup.signatureAlgorithms !== undefined && { sigalgs: setup.signatureAlgorithms }),
  ...(setup.dhe && { dhparam: 'auto' }),
  ...(setup.clientCertificate === 'required' && {
    requestCert: true,
    rejectUnauthorized: true,
    ca: clientAuthority,
  }),
})

const PROTOCOL = {
  'TLS 1.3': 'TLSv1.3',
  'TLS 1.2': 'TLSv1.2',
  'TLS 1.1': 'TLSv1.1',
  'TLS 1.0': 'TLSv1',
} as const satisfies Record<ServedVersion, SecureVersion>
