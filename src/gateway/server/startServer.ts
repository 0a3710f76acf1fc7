import { once } from 'node:events'
import { setTimeout as delay } from 'node:timers/promises'
import { isLoopback } from '../../registry/net/host.ts'
import type { ServerEvent } from '../events.ts'
import type { GroupPolicy } from '../groups.ts'
import type { Identity, IdentitySource } from '../identity/identity.ts'
import { watchIdentity } from '../identity/watchIdentity.ts'
import type { McpHandler } from '../mcpHandler.ts'
import { WaitingRoom } from '../waitingRoom.ts'
import { boundedServer, DEFAULT_LIMITS, listenOn, type ServerLimits } from './httpServer.ts'
import { requestGuard } from './requestGuard.ts'
import { createTlsFront } from './tlsFront.ts'

export type ServerOptions = {
  /** Address to listen on; by default `127.0.0.1`. */
  host?: string
  /** 0: the system assigns one. */
  port: number
  policy: GroupPolicy
  identity: IdentitySource
  /** Host names and addresses that clients reach it by. On a loopback address it accepts no others. */
  names: readonly string[]
  /** Origins of web pages that may send requests, in addition to those of `names`: `https://app.example.com`. */
  allowOrigins?: readonly string[]
  limits?: Partial<ServerLimits>
  /** For what waits to be read, together with that of the handler. */
  room?: WaitingRoom
  /** Closed with the server, or when it cannot start. */
  handler: McpHandler
  onEvent?: (event: ServerEvent) => void
}

export type RunningServer = {
  isLoopback: boolean
  port: number
  identity: Identity
  /** Reads the identity's files again, as it does when they change. Throws nothing: errors are events. */
  reload(): Promise<void>
  /** Accepts nothing new, waits for due answers within a bound, and ends. */
  close(): Promise<void>
}

/** TLS 1.3 in front of an MCP handler. @throws {McpPqcError} LISTEN_FAILED, and what the identity throws */
export const startServer = async (options: ServerOptions): Promise<RunningServer> => {
  try {
    return await start(options)
  } catch (error) {
    await options.handler.close()
    throw error
  }
}

const start = async (options: ServerOptions): Promise<RunningServer> => {
  const { host = '127.0.0.1', port, policy, handler, names, allowOrigins = [], onEvent = () => {} } = options
  const limits = { ...DEFAULT_LIMITS, ...options.limits }
  const identity = await options.identity.load()
  const front = createTlsFront({
    policy,
    identity,
    handshakeMs: limits.handshakeMs,
    onEvent,
    onSecure: (socket) => http.serve(socket),
  })
  const http = boundedServer(
    (request, response) => {
      if (mayPass(request, response)) handler.handle(request, response)
    },
    (socket) => front.accept(socket),
    { limits, room: options.room ?? new WaitingRoom(), onEvent },
  )
  const bound = await listenOn(http.server, host, port)
  const mayPass = requestGuard({
    hosts: new Set(names.map((name) => name.toLowerCase())),
    // Of the bound address: a name of this machine may resolve to a loopback address.
    anyHost: !isLoopback(bound.address),
    origins: new Set(allowOrigins),
    onEvent,
  })
  const watch = watchIdentity(options.identity, { current: identity, replace: front.replace, onEvent })
  const close = async (): Promise<void> => {
    watch.close()
    const ended = once(http.server, 'close')
    http.server.close()
    await Promise.race([http.answered(), delay(limits.closeMs, undefined, { ref: false })])
    await handler.close()
    http.destroy()
    await ended
  }
  let closed: Promise<void> | undefined
  return {
    isLoopback: isLoopback(bound.address),
    port: bound.port,
    identity,
    reload: watch.reload,
    close: () => {
      closed ??= close()
      return closed
    },
  }
}
