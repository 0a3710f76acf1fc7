import { errorsOf, type FaultCode, McpPqcError } from '../../model/error.ts'
import { nodeErrorOf } from '../../tls/nodeErrors.ts'
import faults from './faults.json' with { type: 'json' }

export type Fault = McpPqcError & { readonly code: FaultCode }

/** Its name begins with its code. */
export type FaultName = keyof typeof faults.texts

/** See `errorsOf`. */
export const fault = errorsOf(faults.texts) as (
  ...row: Parameters<ReturnType<typeof errorsOf<FaultName>>>
) => Fault

/** An error of a socket, of OpenSSL or of undici. `handshake`: no request can have been sent yet. */
export const faultOf = (error: unknown, when: 'handshake' | 'answer'): Fault => {
  if (error instanceof McpPqcError) return error as Fault
  const { kind, code, alert } = nodeErrorOf(error)
  // RFC 9846 §6.2: what an alert means for a client that offers only hybrid groups and TLS 1.3.
  const names = alert === undefined ? { ...faults.always, ...faults[when] } : faults.alerts
  const name = (names as Record<string, string>)[alert ?? kind] ?? names.other
  return fault(name as FaultName, { code: alert === undefined ? code : `alert ${alert}` }, error)
}

/** Of an answer with this status. */
export const statusFault = (status: number): Fault => {
  const own = `HTTP_${status}`
  return fault(own in faults.texts ? (own as FaultName) : 'HTTP_{status}', { status })
}
