import type { Socket } from 'node:net'
import type { TLSSocket } from 'node:tls'
import { urlHost } from '../../registry/net/host.ts'

export type ConnectionFacts = {
  /** IANA name. Certain: the context that made the connection has no other group. */
  group: string
  /** IANA name. */
  cipherSuite: string
  /** As node:tls calls it: `TLSv1.3`. */
  protocol: string
  /** Made with a ticket of an earlier one: no certificate was sent, but the key exchange is new. */
  isResumed: boolean
  remote: string
}

const FACTS = new WeakMap<Socket, ConnectionFacts>()

export const recordFacts = (socket: TLSSocket, group: string): ConnectionFacts => {
  const facts = {
    group,
    cipherSuite: socket.getCipher().standardName,
    protocol: socket.getProtocol() ?? 'unknown',
    isResumed: socket.isSessionReused(),
    remote: remoteOf(socket),
  }
  FACTS.set(socket, facts)
  return facts
}

/** Of the connection that a request came by; undefined for one that `startServer` did not make. */
export const connectionFacts = (socket: Socket): ConnectionFacts | undefined => FACTS.get(socket)

/** `127.0.0.1:50000`, `[::1]:50000`. */
export const remoteOf = ({ remoteAddress = 'unknown', remotePort = 0 }: Partial<Socket>): string =>
  `${urlHost(remoteAddress)}:${remotePort}`
