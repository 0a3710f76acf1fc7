import { once } from 'node:events'
import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import type { ServerEvent } from '../events.ts'
import { clientOf, isTaken, shareOf } from '../peer.ts'
import { problem } from '../problem.ts'
import { answerRpcError, gatewayError, RETRY_AFTER } from '../rpcAnswer.ts'
import type { WaitingRoom } from '../waitingRoom.ts'
import { requestsFor } from './boundedRequest.ts'
import { closeAfter, isClosing, responsesIn } from './boundedResponse.ts'
import { remoteOf } from './connectionFacts.ts'

/** What clients may use of a server. Times are milliseconds. */
export const DEFAULT_LIMITS = {
  /**
   * Connections at a time, and requests under way, of one client address a share of them (`peer.ts`). Further connections are
   * closed at once, and further requests refused.
   */
  connections: 4_096,
  /** For the ClientHello, and again for the rest of the handshake. */
  handshakeMs: 10_000,
  /** For the header fields of a request. */
  headersMs: 10_000,
  /** For a whole request with its body. */
  requestMs: 60_000,
  /** In which a client has to read something of an answer that waits for it. */
  stallMs: 60_000,
  /** For a connection without a request. */
  idleMs: 65_000,
  /** For the answers that are due when the server ends. */
  closeMs: 5_000,
}
export type ServerLimits = typeof DEFAULT_LIMITS

/** Bytes of all header fields of a request. */
const MAX_HEADERS = 16_384

/** Requests of one connection that wait for answers. MCP clients send none before they have the last answer. */
const MAX_PIPELINED = 16

/** Of these, that are carried out; the others are refused. Each may need a connection to the upstream. */
const MAX_AT_ONCE = 4

export type BoundedServer = {
  server: Server
  serve(socket: Socket): void
  /** Resolves when no request waits for its answer, GET aside: its stream never ends. */
  answered(): Promise<void>
  destroy(): void
}

export type BoundOptions = {
  limits: ServerLimits
  /** For answers that wait for clients. */
  room: WaitingRoom
  onEvent: (event: ServerEvent) => void
}

/** HTTP/1.1 within bounds. New connections go to `onConnection`, which passes them to `serve` after TLS. */
export const boundedServer = (
  onRequest: RequestListener,
  onConnection: (socket: Socket) => void,
  { limits, room, onEvent }: BoundOptions,
): BoundedServer => {
  const pipelined = new WeakMap<Socket, number>()
  const underWay = new Map<ServerResponse, { client: string }>()
  /** Its place among those of its connection; undefined where that was closed: node:http reads any number of requests ahead. */
  const enqueue = ({ socket }: IncomingMessage, response: ServerResponse): number | undefined => {
    const waiting = (pipelined.get(socket) ?? 0) + 1
    pipelined.set(socket, waiting)
    response.once('close', () => {
      pipelined.set(socket, (pipelined.get(socket) ?? 1) - 1)
      underWay.delete(response)
    })
    if (waiting <= MAX_PIPELINED) return waiting
    if (socket.destroyed) return undefined
    onEvent({ event: 'requests-full', remote: remoteOf(socket), limit: MAX_PIPELINED })
    socket.destroy()
    return undefined
  }
  /** False where it was refused. */
  const admit = (place: number, { socket }: IncomingMessage, response: ServerResponse): boolean => {
    const client = clientOf(socket)
    if (place > MAX_AT_ONCE || isTaken(limits.connections, underWay.values(), client)) {
      const error = gatewayError('Too many requests are under way.')
      answerRpcError(response, 503, [], error, { 'retry-after': RETRY_AFTER })
      return false
    }
    underWay.set(response, { client })
    return true
  }
  const answering = new Set<ServerResponse>()
  const server = createServer(
    {
      IncomingMessage: requestsFor(onEvent),
      ServerResponse: responsesIn({ room, stallMs: limits.stallMs, onEvent }),
      maxHeaderSize: MAX_HEADERS,
      headersTimeout: limits.headersMs,
      requestTimeout: limits.requestMs,
      keepAliveTimeout: limits.idleMs,
      connectionsCheckingInterval: Math.min(limits.headersMs, limits.requestMs) / 4,
      // `onRequest` refuses requests without a Host: node:http would answer 400 and process the requests that follow.
      requireHostHeader: false,
    },
    (request, response) => {
      const place = isClosing(request) ? undefined : enqueue(request, response)
      // In the next turn, the part of the body that has arrived is read: a refusal depends on whether the body is complete.
      if (place !== undefined) setImmediate(() => begin(place, request, response))
    },
  )
  const begin = (place: number, request: IncomingMessage, response: ServerResponse): void => {
    if (request.socket.destroyed || isClosing(request) || !admit(place, request, response)) return
    if (request.method !== 'GET') {
      answering.add(response)
      response.once('close', () => answering.delete(response))
    }
    // node:http drops what comes with a request for an upgrade, and after it.
    if (request.headers.upgrade !== undefined) closeAfter(response)
    // While the body is not read, node:http does not notice that the client has left.
    if (request.method !== 'POST') request.resume()
    onRequest(request, response)
  }
  // With an expectation other than 100-continue; otherwise node:http answers, however many wait.
  server.on('checkExpectation', (...one) => server.emit('request', ...one))
  server.maxConnections = limits.connections
  server.on('drop', (socket) =>
    onEvent({ event: 'connections-full', remote: remoteOf(socket ?? {}), limit: limits.connections }),
  )
  const [serve] = server.listeners('connection') as ((socket: Socket) => void)[]
  server.removeAllListeners('connection')
  const sockets = new Map<Socket, { client: string }>()
  server.on('connection', (socket: Socket) => {
    const client = clientOf(socket)
    if (isTaken(limits.connections, sockets.values(), client)) {
      const limit = shareOf(limits.connections)
      onEvent({ event: 'connections-full', remote: remoteOf(socket), limit, ofAddress: true })
      socket.destroy()
      return
    }
    sockets.set(socket, { client })
    socket.once('close', () => sockets.delete(socket))
    onConnection(socket)
  })
  return {
    server,
    serve: (socket) => serve?.call(server, socket),
    answered: async () => {
      while (answering.size > 0) await Promise.all([...answering].map((one) => once(one, 'close')))
    },
    // `closeAllConnections` does not know connections whose handshake is not complete.
    destroy: () => {
      for (const socket of sockets.keys()) socket.destroy()
    },
  }
}

/** @throws {McpPqcError} LISTEN_FAILED */
export const listenOn = async (server: Server, host: string, port: number): Promise<AddressInfo> => {
  try {
    server.listen(port, host)
    await once(server, 'listening')
    return server.address() as AddressInfo
  } catch (cause) {
    const { code = 'unknown' } = cause as NodeJS.ErrnoException
    const own = `LISTEN_FAILED ${code}`
    const name = own === 'LISTEN_FAILED EADDRINUSE' || own === 'LISTEN_FAILED EACCES' ? own : 'LISTEN_FAILED'
    throw problem(name, { host, port, code }, cause)
  }
}
