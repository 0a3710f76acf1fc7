import type { FaultCode } from '../model/error.ts'
import type { GroupKind } from './groups.ts'
import type { IdentityEvent } from './identity/watchIdentity.ts'
import type { ConnectionFacts } from './server/connectionFacts.ts'

/** For the operator's log. Texts may come from the network: sanitize them before they are shown. */
export type GatewayEvent = ServerEvent | UpstreamEvent | StdioEvent

export const REFUSAL_REASONS = {
  'no-hybrid-group': 'it offers no hybrid group',
  'no-common-group': 'it offers no group that this server accepts',
  'no-tls-1.3': 'it does not offer TLS 1.3',
  'not-tls': 'it does not speak TLS',
  'bad-hello': 'its ClientHello is invalid',
  'hello-too-long': 'its ClientHello is too long',
  'hello-timeout': 'its ClientHello did not come in time',
  'handshake-failed': 'the handshake failed',
} as const
export type RefusalReason = keyof typeof REFUSAL_REASONS

/** Fields for which a request is refused before it reaches a handler, with the status of the answer. */
export const REFUSED_FIELDS = {
  // RFC 9112 §3.2.
  'number-of-hosts': { field: 'Host', status: 400 },
  host: { field: 'Host', status: 403 },
  origin: { field: 'Origin', status: 403 },
  'sec-fetch-site': { field: 'Sec-Fetch-Site', status: 403 },
  // RFC 9112 §6.1.
  'transfer-encoding': { field: 'Transfer-Encoding', status: 501 },
  // RFC 9110 §10.1.1.
  expect: { field: 'Expect', status: 417 },
} as const
export type RefusedField = keyof typeof REFUSED_FIELDS

/** Of the server that clients connect to. `remote`: address and port of the client. */
export type ServerEvent =
  | {
      event: 'connection-refused'
      reason: RefusalReason
      remote: string
      /** The groups of its hello, in its order, as far as they could be read: IANA names. */
      offered: readonly string[]
      /** From the parser or OpenSSL; the client may have influenced it. */
      detail?: string
    }
  | ({ event: 'connection-made' } & ConnectionFacts)
  /** `ofAddress`: the limit is that of one client address. */
  | { event: 'connections-full'; remote: string; limit: number; ofAddress?: boolean }
  /** A client sent requests without waiting for answers, and was disconnected. */
  | { event: 'requests-full'; remote: string; limit: number }
  /** A client was disconnected because it did not read its answer, or because that would exceed the limit of memory. */
  | { event: 'answer-cut-off'; remote: string; reason: 'stalled' | 'room' }
  /** A client was disconnected because its body came in too many pieces. */
  | { event: 'body-cut-off'; remote: string }
  /** `detail`: that field of the request. */
  | { event: 'request-refused'; reason: RefusedField; remote: string; detail: string }
  | IdentityEvent

export type UpstreamFailure = Extract<FaultCode, `UPSTREAM_${string}`>

export type UpstreamEvent =
  /** The first connection, and each that is protected differently from the one before. */
  | {
      event: 'upstream-connected'
      origin: string
      /** As node:tls calls it, `TLSv1.3`; `none`: plain HTTP. */
      protocol: string
      /** IANA name; undefined where the key exchange had none. */
      group: string | undefined
      keyExchange: GroupKind | 'plaintext'
    }
  /** There was no answer: the client got a JSON-RPC error. */
  | { event: 'upstream-failed'; code: UpstreamFailure; detail: string; method: string; path: string }
  /** The answer broke off. `resumed`: its stream was resumed, which the client does not notice. */
  | { event: 'upstream-cut-off'; detail: string; method: string; path: string; resumed: boolean }
  | { event: 'request-refused'; status: number; reason: string; method: string; path: string }

/** Of the processes behind the gateway. `process`: a serial number, never the session's secret id. */
export type StdioEvent =
  | { event: 'process-started'; process: string; pid: number }
  | {
      event: 'process-ended'
      process: string
      pid: number
      code: number | null
      signal: string | null
      /** The gateway ended it. */
      asked: boolean
    }
  | { event: 'process-failed'; process: string; reason: string }
  /** One line of its standard error, sanitized and cut. */
  | { event: 'process-said'; process: string; text: string }
  /** A message of the process that belongs to no request, or could not be delivered. */
  | { event: 'message-dropped'; process: string; reason: string }
  | { event: 'session-ended'; process: string; reason: 'deleted' | 'idle' | 'process-ended' | 'closed' }
  | { event: 'request-refused'; status: number; reason: string }
  /** The revisions that the command speaks, when a client of 2026-07-28 first connected. */
  | { event: 'era-found'; era: 'modern' | 'legacy' }
