import type { FaultCode } from '../../model/error.ts'
import type { GroupKind } from '../groups.ts'

/** What the operator is told of the leg behind the gateway. Texts are the upstream's or OpenSSL's: clean them to show. */
export type UpstreamEvent =
  /** At the first connection, and whenever one is made with something else than the one before. */
  | {
      event: 'upstream-connected'
      origin: string
      /** As node:tls calls it, `TLSv1.3`; `none`: plain HTTP. */
      protocol: string
      /** IANA name; undefined where the key exchange had none. */
      group: string | undefined
      keyExchange: GroupKind | 'plaintext'
    }
  /** No answer was begun: the client got a JSON-RPC error. */
  | { event: 'upstream-failed'; code: UpstreamFailure; detail: string; method: string; path: string }
  /** The answer broke off. `resumed`: its stream was taken up again, and the client saw nothing of it. */
  | { event: 'upstream-cut-off'; detail: string; method: string; path: string; resumed: boolean }
  /** A request that never went to the upstream. */
  | { event: 'request-refused'; status: number; reason: string; method: string; path: string }

export type UpstreamFailure = Extract<FaultCode, `UPSTREAM_${string}`>
