import type { TlsFacts } from '../../model/tls.ts'
import { ascii } from '../../tls/writer.ts'
import type { OlderAnswer } from '../helloAnswer.ts'
import type { Handshake12 } from './handshake12.ts'
import type { Handshake13 } from './handshake13.ts'

type ClientCertificate = TlsFacts['clientCertificate']

/**
 * Sent once the handshake is done, where the server asked for a certificate: some servers (nginx) end the handshake
 * without one and refuse in HTTP.
 */
export const plainRequest = (host: string, path: string): Uint8Array =>
  ascii(`GET ${path} HTTP/1.1\r\nHost: ${host}\r\nUser-Agent: mcp-pqc\r\nConnection: close\r\n\r\n`)

/** RFC 9846 §4.4.2 and §4.5.1.3: a server that requires one answers an empty Certificate with an alert. */
export const clientCertificate13 = ({ certificateRequest, afterwards }: Handshake13): ClientCertificate => {
  if (!certificateRequest) return 'none'
  return afterwards.refused || refusesInHttp(afterwards.data) ? 'required' : 'requested'
}

/** RFC 5246 §7.4.4 and §7.4.6: `completed` is undefined where no handshake could be completed. */
export const clientCertificate12 = (
  answers: readonly OlderAnswer[],
  completed: Handshake12 | undefined,
): ClientCertificate => {
  if (answers.length === 0) return 'not-tested'
  if (!answers.some(({ flight }) => flight.certificateRequested)) return 'none'
  return completed && (completed.refusedClient || refusesInHttp(completed.data)) ? 'required' : 'requested'
}

/** A 4xx whose text speaks of the certificate. */
const refusesInHttp = (data: Uint8Array): boolean => {
  const text = Buffer.from(data).toString('latin1')
  return /^HTTP\/1\.[01] 4\d\d/.test(text) && /certificate/i.test(text)
}
