import { createServer as createHttpServer, type Server as HttpServer, type RequestListener } from 'node:http'
import { createServer as createHttpsServer, type ServerOptions } from 'node:https'
import type { AddressInfo, Socket } from 'node:net'
import type { SecureVersion } from 'node:tls'
import type { Identity } from './certificates.ts'
import type { ServedVersion, Setup, TlsSetup } from './specifications.ts'

export type Listener = { port: number; close(): Promise<void> }

/** `clientAuthority`: PEM of the authority that issues client certificates. */
export type Credentials = { identities: Identity[]; clientAuthority: string }

export const listen = async (
  setup: Setup,
  credentials: Credentials,
  onRequest: RequestListener,
  host: string,
): Promise<Listener> => {
  const server =
    setup === 'http'
      ? createHttpServer(onRequest)
      : createHttpsServer(serverOptions(setup, credentials), onRequest)
  const sockets = trackSockets(server)
  const { promise: listening, resolve, reject } = Promise.withResolvers<void>()
  server.once('error', reject)
  server.listen(0, host, resolve)
  await listening
  return {
    port: (server.address() as AddressInfo).port,
    close: () => close(server, sockets),
  }
}

/** `closeAllConnections` closes HTTP connections only; a scanner leaves unfinished handshakes open. */
const trackSockets = (server: HttpServer): Set<Socket> => {
  const sockets = new Set<Socket>()
  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })
  return sockets
}

const close = (server: HttpServer, sockets: Set<Socket>): Promise<void> =>
  new Promise((resolve) => {
    server.close(() => resolve())
    server.closeAllConnections()
    for (const socket of sockets) socket.destroy()
  })

const serverOptions = (setup: TlsSetup, { identities, clientAuthority }: Credentials): ServerOptions => ({
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
