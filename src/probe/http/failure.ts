import { type NodeErrorKind, nodeErrorOf } from '../../tls/nodeErrors.ts'
import table from './failures.json' with { type: 'json' }

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
    ...(kind === 'alert' && alert && { alert }),
    detail,
  })
  if (code === 'UNVERIFIED')
    return failed('unverified', `the certificate does not validate (${asWord(error.message)})`)
  if (code === 'UND_ERR_HEADERS_OVERFLOW')
    return failed('garbled', 'the header fields are longer than allowed')
  if (kind === 'alert') return failed('refused', `the handshake ended in the alert ${alert}`)
  const { state, detail } = FAILURES[kind] ?? { state: 'unreachable', detail: code }
  return failed(state, detail.replace('{code}', code))
}

const FAILURES = table as { [Kind in NodeErrorKind]?: Pick<HttpFailure, 'state' | 'detail'> }

const asWord = (text: string): string => text.replace(/[^A-Z0-9_]/gi, '').slice(0, 64)
