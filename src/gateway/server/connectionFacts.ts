import type { Socket } from 'node:net'
import type { TLSSocket } from 'node:tls'
import { urlHost } from '../../registry/net/host.ts'

/** What was observed of a connection when its handshake was done. */
export type ConnectionFacts = {
  /** IANA name of the group. Known for certain: the context that made the connection has no other. */
  group: string
  /** IANA name. */
  cipherSuite: string
  /** As node:tls calls it: `TLSv1.3`. */
  protocol: string
  /** Made with a ticket of an earlier one: no certificate was sent; the key exchange is fresh all the same. */
  isResumed: boolean
  /** Address and port of the client. */
  remote: string
}

export const factsOf = (socket: TLSSocket, group: string): ConnectionFacts => ({
  group,
  cipherSuite: socket.getCipher().standardName,
  protocol: socket.getProtocol() ?? 'unknown',
  isResumed: socket.isSessionReused(),
  remote: remoteOf(socket),
})

/** `127.0.0.1:50000`, `[::1]:50000`. */
export const remoteOf = ({ remoteAddress = 'unknown', remotePort = 0 }: Socket): string =>
  `${urlHost(remoteAddress)}:${remotePort}`

const FACTS = new WeakMap<Socket, ConnectionFacts>()

export const rememberFacts = (socket: Socket, facts: ConnectionFacts): void => {
  FACTS.set(socket, facts)
}

/** Of the connection that a request came in by; undefined where it came by none of `startServer`. */
export const connectionFacts = (socket: Socket): ConnectionFacts | undefined => FACTS.get(socket)
