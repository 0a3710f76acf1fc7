import { hostOf, urlHost } from '../../registry/net/host.ts'
import { CONNECTIONS, type HybridClient } from '../client/hybridClient.ts'
import type { ServerEvent, UpstreamEvent } from '../events.ts'
import type { GroupPolicy } from '../groups.ts'
import { Forwarding } from '../passThrough/forward.ts'
import { legTo } from '../passThrough/leg.ts'
import { boundedServer, DEFAULT_LIMITS, listenOn } from '../server/httpServer.ts'
import { requestGuard } from '../server/requestGuard.ts'
import { WaitingRoom } from '../waitingRoom.ts'
import { MAX_MESSAGE } from './lineWriter.ts'
import type { ListenAddress } from './listenAddress.ts'

export type ListenerOptions = ListenAddress & {
  client: HybridClient
  policy: GroupPolicy
  /** Header fields of every request, instead of the client's own ones of the same name. */
  headers: Readonly<Record<string, string>>
  /** Origins of web pages that may send requests, in addition to the listener's own: `https://app.example.com`. */
  allowOrigins?: readonly string[]
  onEvent: (event: UpstreamEvent | ServerEvent) => void
}

export type Listener = {
  url: string
  close(): Promise<void>
}

/** HTTP on a loopback address, forwarded over hybrid TLS. @throws {McpPqcError} LISTEN_FAILED */
export const startListener = async (options: ListenerOptions): Promise<Listener> => {
  const { address, port, client, policy, headers, allowOrigins = [], onEvent } = options
  const names = new Set(Object.keys(headers).map((name) => name.toLowerCase()))
  const leg = legTo(client.url, {
    pool: await client.openPool(),
    policy,
    maxBodyBytes: MAX_MESSAGE,
    maxRunning: CONNECTIONS,
    fields: names,
    log: onEvent,
  })
  // Streams stay open: they do not take the connections of requests.
  const streams = { ...leg, pool: await client.openPool(), running: new Set<Forwarding>() }
  // In the spelling of URL: an IPv6 address has several.
  const hosts = new Set([hostOf(`http://${urlHost(address)}`), 'localhost'])
  const mayPass = requestGuard({
    hosts,
    anyHost: false,
    origins: new Set(allowOrigins),
    addsCredentials: true,
    onEvent,
  })
  const http = boundedServer(
    (request, response) => {
      if (!mayPass(request, response)) return
      // Checked here: to the server, the origin of a page on this machine would be a foreign one.
      delete request.headersDistinct['origin']
      for (const [name, value] of Object.entries(headers))
        request.headersDistinct[name.toLowerCase()] = [value]
      void new Forwarding(request.method === 'GET' ? streams : leg, request, response).run()
    },
    (socket) => http.serve(socket),
    { limits: DEFAULT_LIMITS, room: new WaitingRoom(), onEvent },
  )
  const bound = await listenOn(http.server, address, port)
  return {
    url: `http://${urlHost(address)}:${bound.port}${client.url.pathname}`,
    close: async () => {
      http.server.close()
      http.destroy()
      await client.close()
    },
  }
}
