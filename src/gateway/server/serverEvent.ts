import type { IdentityEvent } from '../identity/watchIdentity.ts'
import type { ConnectionFacts } from './connectionFacts.ts'

/** Why a connection came to nothing. */
export type RefusalReason =
  | 'no-hybrid-group'
  | 'no-common-group'
  | 'no-tls-1.3'
  | 'not-tls'
  | 'bad-hello'
  | 'hello-too-long'
  | 'hello-timeout'
  | 'handshake-failed'

export type ConnectionRefused = {
  event: 'connection-refused'
  reason: RefusalReason
  /** Address and port of the client. */
  remote: string
  /** The groups of its hello, in its order, as far as one could be read: IANA names. */
  offered: readonly string[]
  /** What the parser or OpenSSL says. Text that the client may have had a hand in. */
  detail?: string
}

/** What happens to a server, for whoever writes its log. Text in it may come from the network: clean it first. */
export type ServerEvent =
  | ConnectionRefused
  | ({ event: 'connection-made' } & ConnectionFacts)
  | { event: 'connections-full'; remote: string; limit: number }
  /** A client asked on and on without waiting for an answer, and was cut off. */
  | { event: 'requests-full'; remote: string; limit: number }
  | {
      event: 'request-refused'
      reason: 'host' | 'origin'
      remote: string
      /** The Host or Origin that came. */
      detail: string
    }
  | IdentityEvent

export type OnServerEvent = (event: ServerEvent) => void
