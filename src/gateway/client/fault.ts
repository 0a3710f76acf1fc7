import { type FaultCode, McpPqcError } from '../../model/error.ts'

export type Fault = McpPqcError & { readonly code: FaultCode }

export const fault = (code: FaultCode, message: string, hint: string, cause?: unknown): Fault =>
  new McpPqcError(code, message, hint, { cause }) as Fault

/** What a socket, OpenSSL or undici said, as one of our faults. `handshake`: no request can have been sent by then. */
export const faultOf = (error: unknown, when: 'handshake' | 'answer'): Fault => {
  if (error instanceof McpPqcError) return error as Fault
  const code = codeOf(error)
  if (CLOSINGS.has(code)) {
    return fault('CLOSED', 'the connection was closed here', 'It was cancelled, or the program ends.', error)
  }
  const certificate = CERTIFICATE_FAULTS.find(({ codes }) => codes.includes(code))
  if (certificate)
    return fault(certificate.fault, `${certificate.message} (${code})`, certificate.hint, error)
  const alert = ALERT.exec(code)?.[1]?.toLowerCase()
  if (alert !== undefined) return alertFault(alert, error)
  if (code.startsWith('ERR_SSL_')) return openSslFault(code, error)
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') {
    return fault('NAME_NOT_FOUND', `the name has no address (${code})`, 'Check the host in the URL.', error)
  }
  if (code === 'ECONNREFUSED') {
    const hint = 'Check host and port, and that the server runs.'
    return fault('CONNECTION_REFUSED', 'nothing listens at this address', hint, error)
  }
  return when === 'handshake' ? handshakeFault(code, error) : answerFault(code, error)
}

const handshakeFault = (code: string, error: unknown): Fault =>
  CUT_OFFS.has(code)
    ? fault(
        'HANDSHAKE_CUT_OFF',
        'the connection was cut off during the TLS handshake',
        'Something on the path may not take a hello of more than one segment (tldr.fail): mcp-pqc scan shows it.',
        error,
      )
    : fault('UNREACHABLE', `there is no connection (${code})`, 'Check host, port and network.', error)

const answerFault = (code: string, error: unknown): Fault => {
  if (code === 'UND_ERR_HEADERS_TIMEOUT' || code === 'UND_ERR_BODY_TIMEOUT') {
    const hint = 'Allow more with --answer-timeout where the server takes its time.'
    return fault('ANSWER_TIMEOUT', 'the server was silent for longer than allowed', hint, error)
  }
  if (CUT_OFFS.has(code)) {
    return fault(
      'ANSWER_CUT_OFF',
      'the connection ended before the answer did',
      'The server may have done what was asked, or not: find out before asking again.',
      error,
    )
  }
  return fault('ANSWER_INVALID', `the answer is no valid HTTP (${code})`, 'Check the URL.', error)
}

/** What undici and an AbortSignal call an end that this side wanted. */
const CLOSINGS: ReadonlySet<string> = new Set([
  'AbortError',
  'ABORT_ERR',
  'UND_ERR_ABORTED',
  'UND_ERR_DESTROYED',
  'UND_ERR_CLOSED',
])

const CUT_OFFS: ReadonlySet<string> = new Set(['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET', 'ECONNABORTED'])

/** `ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED`, `ERR_SSL_SSL/TLS_ALERT_HANDSHAKE_FAILURE`. */
const ALERT = /^ERR_SSL_(?:TLSV1|TLSV13|SSLV3|SSL\/TLS)_ALERT_([A-Z0-9_]+)$/

/** RFC 9846 §6.2: what the server's alert means for one that offers hybrid groups and TLS 1.3 alone. */
const alertFault = (alert: string, error: unknown): Fault => {
  switch (alert) {
    case 'handshake_failure':
    case 'insufficient_security':
      return fault(
        'NO_HYBRID_GROUP',
        `the server refuses the handshake (alert ${alert}): it takes none of the hybrid groups`,
        'Upgrade the server, or put mcp-pqc serve in front of it; --allow-classical gives up post-quantum protection.',
        error,
      )
    case 'protocol_version':
      return fault('NO_TLS13', `the server does not speak TLS 1.3 (alert ${alert})`, NO_TLS13_HINT, error)
    case 'certificate_required':
    case 'bad_certificate':
    case 'unsupported_certificate':
    case 'certificate_revoked':
    case 'certificate_expired':
    case 'certificate_unknown':
    case 'unknown_ca':
    case 'access_denied':
      return fault(
        'CLIENT_CERTIFICATE',
        `the server does not accept this client's certificate, or asks for one (alert ${alert})`,
        'Name one that it knows with --cert and --key.',
        error,
      )
    case 'decode_error':
    case 'decrypt_error':
    case 'bad_record_mac':
    case 'illegal_parameter':
    case 'unexpected_message':
      return altered(`alert ${alert}`, error)
    default:
      return fault('TLS_ALERT', `the server ended the handshake (alert ${alert})`, SCAN_HINT, error)
  }
}

const openSslFault = (code: string, error: unknown): Fault => {
  if (NOT_TLS.has(code)) {
    return fault('NO_TLS', `what answers does not speak TLS (${code})`, 'Check the port in the URL.', error)
  }
  if (code === 'ERR_SSL_UNSUPPORTED_PROTOCOL') {
    return fault('NO_TLS13', `the server does not speak TLS 1.3 (${code})`, NO_TLS13_HINT, error)
  }
  return ALTERED.has(code)
    ? altered(code, error)
    : fault('TLS_FAILED', `TLS failed (${code})`, SCAN_HINT, error)
}

const altered = (what: string, error: unknown): Fault =>
  fault(
    'HANDSHAKE_ALTERED',
    `the two sides did not see the same handshake (${what}): someone on the path changed it, or the server is broken`,
    'Nothing was sent. Try from another network, and look at mcp-pqc verify.',
    error,
  )

const NO_TLS13_HINT =
  'Hybrid key exchange needs TLS 1.3: upgrade the server, or put mcp-pqc serve in front of it.'
const SCAN_HINT = 'mcp-pqc scan shows what the server takes.'

const NOT_TLS: ReadonlySet<string> = new Set([
  'ERR_SSL_WRONG_VERSION_NUMBER',
  'ERR_SSL_PACKET_LENGTH_TOO_LONG',
  'ERR_SSL_HTTP_REQUEST',
])

/** A ServerHello that was changed makes other keys, so that what follows cannot be read; or is no longer a ServerHello. */
const ALTERED: ReadonlySet<string> = new Set([
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
])

/** The names of X509_verify_cert(3) as Node.js gives them, and its own for the name. */
const CERTIFICATE_FAULTS: readonly {
  fault: FaultCode
  codes: readonly string[]
  message: string
  hint: string
}[] = [
  {
    fault: 'UNTRUSTED',
    codes: [
      'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
      'UNABLE_TO_GET_ISSUER_CERT',
      'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
      'SELF_SIGNED_CERT_IN_CHAIN',
      'DEPTH_ZERO_SELF_SIGNED_CERT',
      'CERT_SIGNATURE_FAILURE',
      'CERT_UNTRUSTED',
      'CERT_REJECTED',
      'INVALID_CA',
      'INVALID_PURPOSE',
      'PATH_LENGTH_EXCEEDED',
      'CERT_CHAIN_TOO_LONG',
      'UNSPECIFIED',
    ],
    message: 'the certificate of the server comes from no authority that is trusted here',
    hint: 'If the authority is yours, name its certificate with --ca.',
  },
  {
    fault: 'EXPIRED',
    codes: ['CERT_HAS_EXPIRED'],
    message: 'a certificate of the server has expired',
    hint: 'Renew it on the server; check the clock of this machine.',
  },
  {
    fault: 'NOT_YET_VALID',
    codes: ['CERT_NOT_YET_VALID'],
    message: 'a certificate of the server is not valid yet',
    hint: 'Check the clocks of both machines.',
  },
  {
    fault: 'WRONG_NAME',
    codes: ['ERR_TLS_CERT_ALTNAME_INVALID'],
    message: 'the certificate is for another name than the one that was asked for',
    hint: 'Use the name in the certificate, in the URL or with --server-name.',
  },
]

/** undici wraps what the socket said. */
const codeOf = (error: unknown): string => {
  if (!(error instanceof Error)) return 'unknown'
  const { code, cause } = error as Error & { code?: unknown }
  if (code === 'UND_ERR_SOCKET' && cause instanceof Error && 'code' in cause) return codeOf(cause)
  return error.name !== 'AbortError' && typeof code === 'string' ? code : error.name
}
