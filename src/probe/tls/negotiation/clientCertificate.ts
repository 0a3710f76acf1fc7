import type { TlsFacts } from '../../../model/tls.ts'
import type { Handshake13 } from '../../../tls/handshake13.ts'
import type { Answer12 } from '../../../tls/helloAnswer.ts'
import type { Handshake12 } from '../handshake12.ts'

type ClientCertificate = TlsFacts['clientCertificate']

/**
 * RFC 9846 §4.4.2 and §4.5.1.3: a server that requires a certificate answers an empty Certificate with an alert, or ends the
 * connection without one, which has to happen twice. Others want a certificate only for the path of the request. `again`: a handshake
 * that sends it.
 */
export const clientCertificate13 = async (
  { certificateRequest, afterwards }: Handshake13,
  again: () => Promise<Handshake13 | undefined>,
): Promise<ClientCertificate> => {
  if (!certificateRequest) return wantsLater((await again())?.afterwards.data) ? 'required' : 'none'
  if (isRefused(afterwards)) return 'required'
  if (!isCut(afterwards)) return 'requested'
  const second = (await again())?.afterwards
  return second && (isRefused(second) || isCut(second)) ? 'required' : 'requested'
}

const isRefused = ({ refused, data }: Handshake13['afterwards']): boolean =>
  (refused !== undefined && data.length === 0) || refusesInHttp(data)

const isCut = ({ cut, data }: Handshake13['afterwards']): boolean => cut && data.length === 0

/**
 * RFC 5246 §7.4.4 and §7.4.6. A server that wants a certificate only for the path of the request negotiates again before it
 * answers. `isFirm`: it was not allowed to.
 */
export const clientCertificate12 = (
  answers: readonly Answer12[],
  completed: Handshake12 | undefined,
  isFirm = false,
): ClientCertificate => {
  if (answers.length === 0) return 'not-tested'
  const isRequested = completed?.renegotiated || answers.some(({ flight }) => flight.certificateRequested)
  if (!isRequested) return isFirm && !isServed(completed?.data) ? 'not-tested' : 'none'
  return completed && (completed.refusedClient || refusesInHttp(completed.data)) ? 'required' : 'requested'
}

const isServed = (data: Uint8Array = new Uint8Array(0)): boolean =>
  /^HTTP\/1\.[01] [23]/.test(Buffer.from(data).toString('latin1'))

/** A 4xx answer that mentions the certificate. */
const refusesInHttp = (data: Uint8Array): boolean => isClientError(data, /certificate/i)

/** Apache httpd names the extension post_handshake_auth (RFC 9846 §4.3.6), which no MCP client offers. */
const wantsLater = (data: Uint8Array | undefined): boolean =>
  data !== undefined && isClientError(data, /post-handshake authentication/i)

const isClientError = (data: Uint8Array, about: RegExp): boolean => {
  const text = Buffer.from(data).toString('latin1')
  return /^HTTP\/1\.[01] 4\d\d/.test(text) && about.test(text)
}
