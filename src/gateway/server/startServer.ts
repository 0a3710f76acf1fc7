import { once } from 'node:events'
import type { RequestListener, Server } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { McpPqcError } from '../../model/error.ts'
import { isLoopback } from '../../registry/net/host.ts'
import type { GroupPolicy } from '../groups.ts'
import type { Identity, IdentitySource } from '../identity/identity.ts'
import { watchIdentity } from '../identity/watchIdentity.ts'
import type { McpHandler } from '../mcpHandler.ts'
import { boundedServer } from './httpServer.ts'
import { requestGuard } from './requestGuard.ts'
import type { OnServerEvent } from './serverEvent.ts'
import { DEFAULT_LIMITS, type ServerLimits } from './serverLimits.ts'
import { createTlsFront } from './tlsFront.ts'

export type ServerOptions = {
  /** Address to listen on; `127.0.0.1` where none is given. */
  host?: string
  /** 0: the system assigns one. */
  port: number
  policy: GroupPolicy
  identity: IdentitySource
  /** Host names and addresses that clients reach it by. On a loopback address it answers to no others. */
  names: readonly string[]
  /** Origins of web pages that may ask, beside those of `names`: `https://app.example.com`. */
  allowOrigins?: readonly string[]
  limits?: Partial<ServerLimits>
  /** Closed with the server, or when it cannot start. */
  handler: McpHandler
  onEvent?: OnServerEvent
}

export type RunningServer = {
  /** Reached from this machine only. */
  isLoopback: boolean
  port: number
  identity: Identity
  /** Reads the identity's files again, as it does by itself when they change. Throws nothing: what is wrong is an event. */
  reload(): Promise<void>
  /** Takes nothing new, finishes what is under way within a bound, and ends. */
  close(): Promise<void>
}

/**
 * The server side of the reference pair: TLS 1.3 with hybrid key exchange in front of what answers MCP.
 *
 * @throws {McpPqcError} LISTEN_FAILED, and what the identity throws
 */
export const startServer = async (options: ServerOptions): Promise<RunningServer> => {
  try {
    return await start(options)
  } catch (error) {
    await options.handler.close()
    throw error
  }
}

const start = async (options: ServerOptions): Promise<RunningServer> => {
  const { host = '127.0.0.1', port, policy, handler, onEvent = () => {} } = options
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
    guarded(options, () => bound.address, onEvent),
    (socket: Socket) => front.accept(socket),
    { limits, onEvent },
  )
  await listen(http.server, host, port)
  const watch = watchIdentity(options.identity, { current: identity, replace: front.replace, onEvent })
  const bound = http.server.address() as AddressInfo
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

/**
 * The handler behind the checks of Host and Origin. `address`: of the socket that listens, because a name of this
 * machine may well lead to a loopback address.
 */
const guarded = (
  { handler, names, allowOrigins = [] }: ServerOptions,
  address: () => string,
  onEvent: OnServerEvent,
): RequestListener => {
  const hosts = new Set(names.map((name) => name.toLowerCase()))
  let mayPass: ReturnType<typeof requestGuard> | undefined
  return (request, response) => {
    mayPass ??= requestGuard({
      hosts: isLoopback(address()) ? hosts : undefined,
      originHosts: hosts,
      origins: new Set(allowOrigins),
      onEvent,
    })
    if (mayPass(request, response)) handler.handle(request, response)
  }
}

/** @throws {McpPqcError} LISTEN_FAILED */
const listen = async (server: Server, host: string, port: number): Promise<void> => {
  try {
    server.listen(port, host)
    await once(server, 'listening')
  } catch (cause) {
    const { code = 'unknown' } = cause as NodeJS.ErrnoException
    throw new McpPqcError(
      'LISTEN_FAILED',
      `cannot listen on ${host}, port ${port} (${code})`,
      HINTS[code] ?? 'Name an address of this machine with --host, and a port that is free with --port.',
      { cause },
    )
  }
}

const HINTS: Record<string, string> = {
  EADDRINUSE: 'Another program has this port: name another with --port, or 0 for any that is free.',
  EACCES: 'Ports below 1024 are for administrators: name a higher one with --port.',
}
