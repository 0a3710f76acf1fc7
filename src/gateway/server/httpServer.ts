import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http'
import type { Socket } from 'node:net'
import { remoteOf } from './connectionFacts.ts'
import type { OnServerEvent } from './serverEvent.ts'
import type { ServerLimits } from './serverLimits.ts'

/** Bytes of all header fields of a request. */
const MAX_HEADERS = 16_384

/** Requests of one connection that wait for their answers. MCP clients send none before they have the last one's. */
const MAX_PIPELINED = 16

export type BoundedServer = {
  server: Server
  /** Serves HTTP on a connection that was made elsewhere. */
  serve(socket: Socket): void
  /** Resolves when no request waits for its answer. A stream that a client has opened with GET never ends: it is not waited for. */
  answered(): Promise<void>
  /** Ends every connection, whatever has become of it. */
  destroy(): void
}

/** HTTP/1.1 within bounds. What comes in goes to `onConnection`, which hands it to `serve` when it has decrypted it. */
export const boundedServer = (
  onRequest: RequestListener,
  onConnection: (socket: Socket) => void,
  { limits, onEvent }: { limits: ServerLimits; onEvent: OnServerEvent },
): BoundedServer => {
  const pipelined = new WeakMap<Socket, number>()
  /** False where the connection was cut off: node:http reads requests ahead without a bound of their number. */
  const admit = ({ socket }: IncomingMessage, response: ServerResponse): boolean => {
    const waiting = (pipelined.get(socket) ?? 0) + 1
    pipelined.set(socket, waiting)
    response.once('close', () => pipelined.set(socket, (pipelined.get(socket) ?? 1) - 1))
    if (waiting <= MAX_PIPELINED) return true
    if (!socket.destroyed) {
      onEvent({ event: 'requests-full', remote: remoteOf(socket), limit: MAX_PIPELINED })
      socket.destroy()
    }
    return false
  }
  const answering = new Set<ServerResponse>()
  const waiting = new Set<() => void>()
  const track = (request: IncomingMessage, response: ServerResponse): void => {
    if (request.method === 'GET') return
    answering.add(response)
    response.once('close', () => {
      answering.delete(response)
      if (answering.size === 0) for (const resolve of waiting) resolve()
    })
  }
  const server = createServer(
    {
      maxHeaderSize: MAX_HEADERS,
      headersTimeout: limits.headersMs,
      requestTimeout: limits.requestMs,
      keepAliveTimeout: limits.idleMs,
      connectionsCheckingInterval: Math.min(limits.headersMs, limits.requestMs) / 4,
    },
    (request, response) => {
      if (!admit(request, response)) return
      track(request, response)
      onRequest(request, response)
    },
  )
  server.maxConnections = limits.connections
  server.on('drop', ({ remoteAddress = 'unknown', remotePort = 0 } = {}) =>
    onEvent({
      event: 'connections-full',
      remote: `${remoteAddress}:${remotePort}`,
      limit: limits.connections,
    }),
  )
  // `closeAllConnections` knows only what got as far as HTTP; a client may leave half a handshake behind.
  const sockets = new Set<Socket>()
  const [serve] = server.listeners('connection') as ((socket: Socket) => void)[]
  server.removeAllListeners('connection')
  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
    onConnection(socket)
  })
  return {
    server,
    serve: (socket) => serve?.call(server, socket),
    answered: () =>
      new Promise((resolve) => {
        if (answering.size === 0) resolve()
        else waiting.add(resolve)
      }),
    destroy: () => {
      for (const socket of sockets) socket.destroy()
    },
  }
}
