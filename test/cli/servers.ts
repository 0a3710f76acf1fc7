import 'reflect-metadata'
import { KeyObject, webcrypto } from 'node:crypto'
import { EventEmitter, once } from 'node:events'
import { createServer as createHttpsServer, type ServerOptions } from 'node:https'
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import { SubjectAlternativeNameExtension, X509CertificateGenerator } from '@peculiar/x509'

export type Identity = { cert: string; key: string }

export type Peer = {
  port: number
  url: string
  /** Connections so far, and the most at the same time. */
  connections: number
  atOnce: number
  /** Now. */
  open: number
  /** Server names that were asked for. */
  names: Set<string>
  /** `connection` for each. */
  events: EventEmitter
  close(): Promise<void>
}

type Name = Record<string, string[]>[]

/** A self-signed certificate for 127.0.0.1, with the subject that is wanted and any names. */
export const selfSigned = async (
  name: string | Name = 'CN=test',
  dnsNames: readonly string[] = [],
): Promise<Identity> => {
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
  const certificate = await X509CertificateGenerator.createSelfSigned({
    name,
    keys,
    notBefore: new Date(Date.now() - 86_400_000),
    notAfter: new Date(Date.now() + 90 * 86_400_000),
    signingAlgorithm: algorithm,
    extensions: [
      new SubjectAlternativeNameExtension([
        { type: 'ip', value: '127.0.0.1' },
        ...dnsNames.map((value) => ({ type: 'dns' as const, value })),
      ]),
    ],
  })
  return {
    cert: certificate.toString('pem'),
    key: KeyObject.from(keys.privateKey).export({ type: 'pkcs8', format: 'pem' }).toString(),
  }
}

/** TLS as Node.js has it by itself, with x25519 alone, and an HTTP server behind it that has nothing. */
export const tlsPeer = async (identity: Identity, options: ServerOptions = {}): Promise<Peer> => {
  const names = new Set<string>()
  const server = createHttpsServer(
    {
      ...identity,
      ecdhCurve: 'X25519',
      // Called for each hello that has a name; nothing else tells of a handshake that is not finished.
      SNICallback: (name, done) => {
        names.add(name)
        done(null)
      },
      ...options,
    },
    (_, response) => response.writeHead(404).end(),
  )
  return peerOf(server, 'https', names)
}

/** Takes connections and never says a word. */
export const silentPeer = (): Promise<Peer> =>
  peerOf(
    createServer((socket) => socket.resume()),
    'https',
  )

/** A port that nobody listens on. */
export const closedPort = async (): Promise<number> => {
  const peer = await silentPeer()
  await peer.close()
  return peer.port
}

const listening = new Set<Peer>()

/** Those that a failed test left behind. */
export const closePeers = async (): Promise<void> => {
  await Promise.all([...listening].map((peer) => peer.close()))
}

const peerOf = async (server: Server, scheme: string, names = new Set<string>()): Promise<Peer> => {
  const sockets = new Set<Socket>()
  const events = new EventEmitter()
  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    peer.connections++
    peer.open = sockets.size
    peer.atOnce = Math.max(peer.atOnce, peer.open)
    socket.on('error', () => {})
    socket.once('close', () => {
      sockets.delete(socket)
      peer.open = sockets.size
      events.emit('close')
    })
    events.emit('connection')
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const peer: Peer = {
    port,
    url: `${scheme}://127.0.0.1:${port}/`,
    connections: 0,
    atOnce: 0,
    open: 0,
    names,
    events,
    close: async () => {
      if (!listening.delete(peer)) return
      const closed = once(server, 'close')
      server.close()
      for (const socket of sockets) socket.destroy()
      await closed
    },
  }
  listening.add(peer)
  return peer
}
