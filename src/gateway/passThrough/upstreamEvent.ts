import type { FaultCode } from '../../model/error.ts'
import type { GroupKind } from '../groups.ts'

/** For the operator's log. Texts come from the upstream or OpenSSL: sanitize them before they are shown. */
export type UpstreamEvent =
  /** At the first connection, and at each that is protected differently from the one before. */
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
  /** A request that was not forwarded. */
  | { event: 'request-refused'; status: number; reason: string; method: string; path: string }

export type UpstreamFailure = Extract<FaultCode, `UPSTREAM_${string}`>
