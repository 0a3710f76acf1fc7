import { nodeErrorOf } from '../../tls/nodeErrors.ts'

export type HttpFailure = {
  kind: 'failed'
  /**
   * `closed`: nothing listens. `unverified`: the certificate does not validate, so the request was not sent.
   * `refused`: TLS ended in an alert. `garbled`: the answer is not HTTP.
   */
  state: 'closed' | 'timed-out' | 'unreachable' | 'unverified' | 'refused' | 'cut-off' | 'garbled'
  /** AlertDescription (RFC 9846 §6), in its registered spelling. */
  alert?: string
  detail: string
}

/** An error of the socket, of TLS or of undici, in our own words: the peer chose much of the original text. */
export const failureOf = (error: Error): HttpFailure => {
  const { kind, code, alert } = nodeErrorOf(error)
  const failed = (state: HttpFailure['state'], detail: string): HttpFailure => ({
    kind: 'failed',
    state,
    detail,
  })
  if (code === 'UNVERIFIED') {
    return failed('unverified', `the certificate does not validate (${asWord(error.message)})`)
  }
  if (code === 'UND_ERR_HEADERS_OVERFLOW')
    return failed('garbled', 'the header fields are longer than allowed')
  switch (kind) {
    case 'alert':
      return { ...failed('refused', `the handshake ended in the alert ${alert}`), ...(alert && { alert }) }
    case 'refused':
      return failed('closed', 'connection refused')
    case 'timed-out':
      return failed('timed-out', 'no answer in time')
    case 'cut-off':
    case 'aborted':
      return failed('cut-off', 'the connection ended before the answer')
    case 'not-http':
      return failed('garbled', `the answer is not valid HTTP (${code})`)
    case 'not-tls':
    case 'no-tls13':
    case 'altered':
    case 'tls-failed':
      return failed('refused', `the handshake failed (${code})`)
    default:
      return failed('unreachable', code)
  }
}

const asWord = (text: string): string => text.replace(/[^A-Z0-9_]/gi, '').slice(0, 64)
