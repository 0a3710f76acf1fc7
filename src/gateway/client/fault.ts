import { type FaultCode, McpPqcError } from '../../model/error.ts'
import { type NodeErrorKind, nodeErrorOf } from '../../tls/nodeErrors.ts'

export type Fault = McpPqcError & { readonly code: FaultCode }

export const fault = (code: FaultCode, message: string, hint: string, cause?: unknown): Fault =>
  new McpPqcError(code, message, hint, { cause }) as Fault

/** An error of a socket, of OpenSSL or of undici. `handshake`: no request can have been sent yet. */
export const faultOf = (error: unknown, when: 'handshake' | 'answer'): Fault => {
  if (error instanceof McpPqcError) return error as Fault
  const { kind, code, alert } = nodeErrorOf(error)
  if (alert !== undefined) return alertFault(alert, error)
  const [name, message, hint] =
    FAULTS[kind] ?? (when === 'handshake' ? HANDSHAKE : ANSWER)[kind] ?? UNKNOWN[when]
  return fault(name, message.replace('{code}', code), hint, error)
}

type Words = readonly [code: FaultCode, message: string, hint: string]

const SCAN_HINT = 'mcp-pqc scan shows what the server accepts.'
const NO_TLS13_HINT =
  'Hybrid key exchange needs TLS 1.3: upgrade the server, or put mcp-pqc serve in front of it.'

const FAULTS: Partial<Record<NodeErrorKind, Words>> = {
  aborted: ['CLOSED', 'the connection was closed here', 'It was cancelled, or the program ends.'],
  untrusted: [
    'UNTRUSTED',
    'the certificate of the server is not from an authority that is trusted here ({code})',
    'If it is your own authority, name its certificate with --ca.',
  ],
  expired: [
    'EXPIRED',
    'a certificate of the server has expired ({code})',
    'Renew it on the server; check the clock of this machine.',
  ],
  'not-yet-valid': [
    'NOT_YET_VALID',
    'a certificate of the server is not valid yet ({code})',
    'Check the clocks of both machines.',
  ],
  'wrong-name': [
    'WRONG_NAME',
    'the certificate is for another name than the one that was asked for ({code})',
    'Use the name in the certificate, in the URL or with --server-name.',
  ],
  'not-tls': ['NO_TLS', 'the server does not speak TLS ({code})', 'Check the port in the URL.'],
  'no-tls13': ['NO_TLS13', 'the server does not speak TLS 1.3 ({code})', NO_TLS13_HINT],
  altered: [
    'HANDSHAKE_ALTERED',
    'the two sides did not see the same handshake ({code}): an attacker on the network path changed it, or the server is faulty',
    'Nothing was sent. Try from another network, and check the server with mcp-pqc verify.',
  ],
  'tls-failed': ['TLS_FAILED', 'TLS failed ({code})', SCAN_HINT],
  'no-address': ['NAME_NOT_FOUND', 'the name has no address ({code})', 'Check the host in the URL.'],
  refused: [
    'CONNECTION_REFUSED',
    'nothing listens at this address',
    'Check host and port, and that the server runs.',
  ],
}

const HANDSHAKE: Partial<Record<NodeErrorKind, Words>> = {
  'cut-off': [
    'HANDSHAKE_CUT_OFF',
    'the connection was cut off during the TLS handshake',
    'Something on the path may drop a hello of more than one segment (tldr.fail): mcp-pqc scan shows it.',
  ],
}

const ANSWER: Partial<Record<NodeErrorKind, Words>> = {
  'timed-out': [
    'ANSWER_TIMEOUT',
    'the server was silent for longer than allowed',
    'Allow more time with --answer-timeout.',
  ],
  'cut-off': [
    'ANSWER_CUT_OFF',
    'the connection ended before the answer did',
    'The server may or may not have executed the request: check before you repeat it.',
  ],
}

const UNKNOWN: Record<'handshake' | 'answer', Words> = {
  handshake: ['UNREACHABLE', 'there is no connection ({code})', 'Check host, port and network.'],
  answer: ['ANSWER_INVALID', 'the answer is not valid HTTP ({code})', 'Check the URL.'],
}

/** RFC 9846 §6.2: what the server's alert means for a client that offers only hybrid groups and TLS 1.3. */
const alertFault = (alert: string, error: unknown): Fault => {
  switch (alert) {
    case 'handshake_failure':
    case 'insufficient_security':
      return fault(
        'NO_HYBRID_GROUP',
        `the server refuses the handshake (alert ${alert}): it accepts none of the hybrid groups`,
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
        'Name one that it accepts with --cert and --key.',
        error,
      )
    case 'decode_error':
    case 'decrypt_error':
    case 'bad_record_mac':
    case 'illegal_parameter':
    case 'unexpected_message': {
      const [code, message, hint] = FAULTS['altered'] as Words
      return fault(code, message.replace('{code}', `alert ${alert}`), hint, error)
    }
    default:
      return fault('TLS_ALERT', `the server ended the handshake (alert ${alert})`, SCAN_HINT, error)
  }
}
