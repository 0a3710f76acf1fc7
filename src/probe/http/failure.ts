/** Why no answer came, by what the caller can do with it. */
export type HttpFailure = {
  kind: 'failed'
  /**
   * `closed`: nothing listens. `unverified`: the certificate does not validate and the request may go nowhere else.
   * `refused`: TLS ended in an alert. `garbled`: what came is no HTTP.
   */
  state: 'closed' | 'timed-out' | 'unreachable' | 'unverified' | 'refused' | 'cut-off' | 'garbled'
  /** AlertDescription (RFC 9846 §6), in its registered spelling. */
  alert?: string
  detail: string
}

/** An error of the socket, of TLS or of undici, in our own words: the peer chose much of the original text. */
export const failureOf = (error: Error): HttpFailure => {
  const code = codeOf(error)
  const failed = (state: HttpFailure['state'], detail: string): HttpFailure => ({
    kind: 'failed',
    state,
    detail,
  })
  const alert = ALERT.exec(code)?.[1]?.toLowerCase()
  if (alert !== undefined) {
    return { ...failed('refused', `the handshake ended in the alert ${alert}`), alert }
  }
  if (code === 'UNVERIFIED') {
    return failed('unverified', `the certificate does not validate (${asWord(error.message)})`)
  }
  if (code === 'ECONNREFUSED') return failed('closed', 'connection refused')
  if (TIME_OUTS.has(code)) return failed('timed-out', 'no answer in time')
  if (CUT_OFFS.has(code)) return failed('cut-off', 'the connection ended before the answer')
  if (code === 'UND_ERR_HEADERS_OVERFLOW')
    return failed('garbled', 'the header fields are longer than allowed')
  if (code.startsWith('HPE_') || code.startsWith('UND_ERR') || code.startsWith('ERR_HTTP2')) {
    return failed('garbled', `the answer is no valid HTTP (${code})`)
  }
  if (code.startsWith('ERR_SSL_')) return failed('refused', `the handshake failed (${code})`)
  return failed('unreachable', code)
}

/** `ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED`, `ERR_SSL_SSL/TLS_ALERT_HANDSHAKE_FAILURE`. */
const ALERT = /^ERR_SSL_(?:TLSV1|TLSV13|SSLV3|SSL\/TLS)_ALERT_([A-Z0-9_]+)$/

const TIME_OUTS: ReadonlySet<string> = new Set(['ETIMEDOUT', 'UND_ERR_CONNECT_TIMEOUT'])

const CUT_OFFS: ReadonlySet<string> = new Set([
  'ECONNRESET',
  'EPIPE',
  'UND_ERR_SOCKET',
  'ERR_HTTP2_STREAM_ERROR',
])

/** undici wraps what the socket said. */
const codeOf = (error: Error): string => {
  const { code, cause } = error as Error & { code?: unknown }
  if (code === 'UND_ERR_SOCKET' && cause instanceof Error && 'code' in cause) return codeOf(cause)
  return typeof code === 'string' ? code : error.name
}

const asWord = (text: string): string => text.replace(/[^A-Z0-9_]/gi, '').slice(0, 64)
