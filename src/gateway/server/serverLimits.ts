/** What clients may take from a server. Times are milliseconds. */
export type ServerLimits = {
  /** Connections at a time; further ones are closed as they come. */
  connections: number
  /** For the ClientHello, and again for the rest of the handshake. */
  handshakeMs: number
  /** For the header fields of a request. */
  headersMs: number
  /** For the whole of a request, with its body. */
  requestMs: number
  /** That a connection may stay without a request. */
  idleMs: number
  /** That requests have to be answered when the server is to end. */
  closeMs: number
}

export const DEFAULT_LIMITS: ServerLimits = {
  connections: 4_096,
  handshakeMs: 10_000,
  headersMs: 10_000,
  requestMs: 60_000,
  idleMs: 65_000,
  closeMs: 5_000,
}
