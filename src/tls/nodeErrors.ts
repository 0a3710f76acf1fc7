import table from '../registry/tls/software/nodeErrors.json' with { type: 'json' }

export type NodeErrorKind =
  /** Ended by this side. */
  | 'aborted'
  | 'untrusted'
  | 'expired'
  | 'not-yet-valid'
  | 'wrong-name'
  | 'alert'
  | 'not-tls'
  | 'no-tls13'
  /** The two sides did not see the same handshake. */
  | 'altered'
  | 'tls-failed'
  | 'no-address'
  | 'refused'
  | 'timed-out'
  | 'cut-off'
  | 'not-http'
  /** This machine has no socket, port or memory left: nothing is learnt about the peer. */
  | 'exhausted'
  | 'unreachable'

export type NodeError = {
  /** Of Node.js, OpenSSL or undici; the error's name where it has no code. */
  code: string
  kind: NodeErrorKind
  /** AlertDescription (RFC 9846 §6), in its registered spelling. */
  alert?: string
}

/** Classified by the code: the text may be the peer's. */
export const nodeErrorOf = (error: unknown): NodeError => {
  const code = codeOf(error)
  const kind = KINDS.get(code)
  if (kind) return { code, kind }
  const alert = ALERT.exec(code)?.[1]?.toLowerCase()
  if (alert !== undefined) return { code, kind: 'alert', alert }
  return { code, kind: PATTERNS.find(({ codes }) => codes.test(code))?.kind ?? 'unreachable' }
}

/** undici wraps the error of the socket. */
const codeOf = (error: unknown): string => {
  if (!(error instanceof Error)) return 'unknown'
  const { code, cause } = error as Error & { code?: unknown }
  if (code === 'UND_ERR_SOCKET' && cause instanceof Error && 'code' in cause) return codeOf(cause)
  return error.name !== 'AbortError' && typeof code === 'string' ? code : error.name
}

/** `ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED`, `ERR_SSL_SSL/TLS_ALERT_HANDSHAKE_FAILURE`. */
const ALERT = /^ERR_SSL_(?:TLSV1|TLSV13|SSLV3|SSL\/TLS)_ALERT_([A-Z0-9_]+)$/

/** `altered`: a ServerHello that was changed leads to other keys, so that what follows cannot be read; or cannot be read itself. */
const KINDS: ReadonlyMap<string, NodeErrorKind> = new Map(
  Object.entries(table.codes).flatMap(([kind, codes]) => codes.map((code) => [code, kind as NodeErrorKind])),
)

/** The other codes of X509_verify_cert(3), of OpenSSL, and of the parsers of HTTP; the last one is of `net/received.ts`. */
const PATTERNS: readonly { codes: RegExp; kind: NodeErrorKind }[] = [
  { codes: /^(CERT_|CRL_|UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_|ERROR_IN_CERT)/, kind: 'untrusted' },
  { codes: /^ERR_SSL_/, kind: 'tls-failed' },
  { codes: /^(HPE_|UND_ERR|ERR_HTTP2|RECEIVED_TOO_MUCH)/, kind: 'not-http' },
]
