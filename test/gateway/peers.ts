import { createServer, type Server } from 'node:https'
import type { AddressInfo } from 'node:net'
import type { TLSSocket } from 'node:tls'
import type { McpHandler } from '../../src/gateway/mcpHandler.ts'
import { peerIdentity } from '../../src/gateway/peer.ts'
import { createAuthorities, type Identity, issueClient, issueServer } from '../../src/lab/certificates.ts'

export type Peers = { server: Identity; ca: string; first: Identity; second: Identity }

/** A server's certificate, and those of two clients. */
export const makePeers = async (): Promise<Peers> => {
  const now = Date.now()
  const authorities = await createAuthorities(now)
  const [server, first, second] = await Promise.all([
    issueServer('crm', { key: 'P-256' }, authorities, now),
    issueClient(authorities, now),
    issueClient(authorities, now),
  ])
  return { server, ca: authorities.classical.pem, first, second }
}

export type Guarded = {
  url: string
  ca: string
  port: number
  identities: Set<string | undefined>
  close(): Promise<void>
}

/** A handler behind TLS that asks clients for their certificates, and does without. */
export const guarded = async (handler: McpHandler, { server: own, ca }: Peers): Promise<Guarded> => {
  const identities = new Set<string | undefined>()
  const options = { ...own, ca, requestCert: true, rejectUnauthorized: false }
  const server: Server = createServer(options, (request, response) => {
    identities.add(peerIdentity(request))
    handler.handle(request, response)
  })
  const sockets = new Set<TLSSocket>()
  server.on('secureConnection', (socket) => sockets.add(socket))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `https://localhost:${port}/mcp`,
    ca,
    port,
    identities,
    close: async () => {
      await handler.close()
      server.close()
      for (const socket of sockets) socket.destroy()
    },
  }
}
