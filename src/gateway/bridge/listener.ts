import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { McpPqcError } from '../../model/error.ts'
import { RPC_ERRORS } from '../../registry/mcp/jsonRpc.ts'
import { hostOf, urlHost } from '../../registry/net/host.ts'
import type { HybridClient } from '../client/hybridClient.ts'
import type { GroupPolicy } from '../groups.ts'
import { Forwarding, type Leg } from '../passThrough/forward.ts'
import { cameBack, gatewayName } from '../passThrough/headers.ts'
import { Places } from '../passThrough/places.ts'
import type { UpstreamEvent } from '../passThrough/upstreamEvent.ts'
import { answerRpcError } from '../rpcAnswer.ts'
import { requestGuard } from '../server/requestGuard.ts'
import type { ServerEvent } from '../server/serverEvent.ts'
import { MAX_MESSAGE } from './lineWriter.ts'
import type { ListenAddress } from './listenAddress.ts'

export type ListenerOptions = ListenAddress & {
  client: HybridClient
  policy: GroupPolicy
  /** Header fields that go with every request, instead of the ones that clients bring. */
  headers: Readonly<Record<string, string>>
  onEvent: (event: UpstreamEvent | ServerEvent) => void
}

export type Listener = {
  /** Where clients of this machine reach the server. */
  url: string
  close(): Promise<void>
}

/**
 * HTTP on a loopback address, passed on over hybrid TLS: the server's MCP endpoint, and what it publishes for logging
 * in, at the same paths.
 *
 * @throws {McpPqcError} LISTEN_FAILED
 */
export const startListener = async (options: ListenerOptions): Promise<Listener> => {
  const { address, port, client, policy, headers, onEvent } = options
  const leg: Leg = {
    pool: await client.openPool(),
    origin: client.url.origin,
    name: gatewayName(randomBytes(4).toString('hex')),
    places: new Places(client.url),
    policy,
    maxBodyBytes: MAX_MESSAGE,
    log: onEvent,
  }
  // As URL writes it: an IPv6 address has several spellings.
  const hosts = new Set([hostOf(`http://${urlHost(address)}`), 'localhost'])
  const mayPass = requestGuard({ hosts, originHosts: hosts, origins: new Set(), onEvent })
  const server = createServer((request, response) => {
    if (!mayPass(request, response)) return
    for (const [name, value] of Object.entries(headers)) request.headersDistinct[name.toLowerCase()] = [value]
    forward(leg, request, response)
  })
  const sockets = new Set<Socket>()
  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })
  try {
    server.listen(port, address)
    await once(server, 'listening')
  } catch (cause) {
    const { code = 'unknown' } = cause as NodeJS.ErrnoException
    throw new McpPqcError(
      'LISTEN_FAILED',
      `cannot listen on ${address}, port ${port} (${code})`,
      'Name a port that is free.',
      { cause },
    )
  }
  const bound = (server.address() as AddressInfo).port
  return {
    url: `http://${urlHost(address)}:${bound}${client.url.pathname}`,
    close: async () => {
      server.close()
      for (const socket of sockets) socket.destroy()
      await client.close()
    },
  }
}

const forward = (leg: Leg, request: IncomingMessage, response: ServerResponse): void => {
  const refuse = (status: number, message: string, headers: Record<string, string> = {}): void =>
    answerRpcError(response, status, [], { code: RPC_ERRORS.gateway, message }, headers)
  const place = leg.places.find(request.url ?? '/')
  if (place === undefined) refuse(404, 'There is no MCP endpoint at this path.')
  else if (cameBack(request, leg.name)) refuse(508, 'The server leads back to this listener.')
  else if (place.methods.includes(request.method ?? ''))
    void new Forwarding(leg, place, request, response).run()
  else refuse(405, 'Method not allowed.', { allow: place.methods.join(', ') })
}
