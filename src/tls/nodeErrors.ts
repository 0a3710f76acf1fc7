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

const CODES: Partial<Record<NodeErrorKind, readonly string[]>> = {
  aborted: ['AbortError', 'ABORT_ERR', 'UND_ERR_ABORTED', 'UND_ERR_DESTROYED', 'UND_ERR_CLOSED'],
  expired: ['CERT_HAS_EXPIRED'],
  'not-yet-valid': ['CERT_NOT_YET_VALID'],
  'wrong-name': ['ERR_TLS_CERT_ALTNAME_INVALID', 'HOSTNAME_MISMATCH'],
  untrusted: ['INVALID_CA', 'INVALID_PURPOSE', 'PATH_LENGTH_EXCEEDED', 'UNSPECIFIED'],
  'not-tls': ['ERR_SSL_WRONG_VERSION_NUMBER', 'ERR_SSL_PACKET_LENGTH_TOO_LONG', 'ERR_SSL_HTTP_REQUEST'],
  'no-tls13': ['ERR_SSL_UNSUPPORTED_PROTOCOL'],
  // A ServerHello that was changed leads to other keys, so that what follows cannot be read; or cannot be read itself.
  altered: [
    'ERR_SSL_DECRYPTION_FAILED_OR_BAD_RECORD_MAC',
    'ERR_SSL_BAD_DIGEST',
    'ERR_SSL_DIGEST_CHECK_FAILED',
    'ERR_SSL_BAD_SIGNATURE',
    'ERR_SSL_LENGTH_MISMATCH',
    'ERR_SSL_BAD_LENGTH',
    'ERR_SSL_BAD_EXTENSION',
    'ERR_SSL_BAD_KEY_SHARE',
    'ERR_SSL_UNEXPECTED_MESSAGE',
    'ERR_SSL_BAD_PACKET',
    'ERR_SSL_UNSOLICITED_EXTENSION',
    'ERR_SSL_INVALID_SESSION_ID',
    'ERR_SSL_BAD_RECORD_TYPE',
    'ERR_SSL_UNKNOWN_CIPHER_RETURNED',
    'ERR_SSL_WRONG_CIPHER_RETURNED',
    'ERR_SSL_CIPHERSUITE_DIGEST_HAS_CHANGED',
    'ERR_SSL_BAD_HRR_VERSION',
    'ERR_SSL_BAD_LEGACY_VERSION',
  ],
  'no-address': ['ENOTFOUND', 'EAI_AGAIN'],
  refused: ['ECONNREFUSED'],
  'timed-out': ['ETIMEDOUT', 'UND_ERR_CONNECT_TIMEOUT', 'UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT'],
  'cut-off': ['ECONNRESET', 'ECONNABORTED', 'EPIPE', 'UND_ERR_SOCKET', 'ERR_HTTP2_STREAM_ERROR'],
  exhausted: ['EMFILE', 'ENFILE', 'ENOBUFS', 'ENOMEM', 'EADDRNOTAVAIL'],
}

const KINDS: ReadonlyMap<string, NodeErrorKind> = new Map(
  Object.entries(CODES).flatMap(([kind, codes]) => codes.map((code) => [code, kind as NodeErrorKind])),
)

/** The other codes of X509_verify_cert(3), of OpenSSL, and of the parsers of HTTP. */
const PATTERNS: readonly { codes: RegExp; kind: NodeErrorKind }[] = [
  { codes: /^(CERT_|CRL_|UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_|ERROR_IN_CERT)/, kind: 'untrusted' },
  { codes: /^ERR_SSL_/, kind: 'tls-failed' },
  { codes: /^(HPE_|UND_ERR|ERR_HTTP2)/, kind: 'not-http' },
]
