import { type FaultCode, McpPqcError } from '../../model/error.ts'
import { type NodeErrorKind, nodeErrorOf } from '../../tls/nodeErrors.ts'

export type Fault = McpPqcError & { readonly code: FaultCode }

export const fault = (code: FaultCode, message: string, hint: string, cause?: unknown): Fault =>
  new McpPqcError(code, message, hint, { cause }) as Fault

/** An error of a socket, of OpenSSL or of undici. `handshake`: no request can have been sent yet. */
export const faultOf = (error: unknown, when: 'handshake' | 'answer'): Fault => {
  if (error instanceof McpPqcError) return error as Fault
  const { kind, code, alert } = nodeErrorOf(error)
  const phase = PHASES[when]
  const [name, message, hint] =
    alert === undefined ? (FAULTS[kind] ?? phase[kind] ?? phase.other) : (ALERTS[alert] ?? OTHER_ALERT)
  return fault(name, message.replace('{code}', alert === undefined ? code : `alert ${alert}`), hint, error)
}

type Words = readonly [code: FaultCode, message: string, hint: string]

const SCAN_HINT = 'mcp-pqc scan shows what the server accepts.'

const ALTERED: Words = [
  'HANDSHAKE_ALTERED',
  'the two sides did not see the same handshake ({code}): an attacker on the network path changed it, or the server is faulty',
  'Nothing was sent. Try from another network, and check the server with mcp-pqc verify.',
]
const NO_TLS13: Words = [
  'NO_TLS13',
  'the server does not speak TLS 1.3 ({code})',
  'Hybrid key exchange needs TLS 1.3: upgrade the server, or put mcp-pqc serve in front of it.',
]
const NO_HYBRID_GROUP: Words = [
  'NO_HYBRID_GROUP',
  'the server refuses the handshake ({code}): it accepts none of the hybrid groups',
  'Upgrade the server, or put mcp-pqc serve in front of it; --allow-classical gives up post-quantum protection.',
]
const CLIENT_CERTIFICATE: Words = [
  'CLIENT_CERTIFICATE',
  "the server does not accept this client's certificate, or asks for one ({code})",
  'Name one that it accepts with --cert and --key.',
]

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
  'no-tls13': NO_TLS13,
  altered: ALTERED,
  'tls-failed': ['TLS_FAILED', 'TLS failed ({code})', SCAN_HINT],
  'no-address': ['NAME_NOT_FOUND', 'the name has no address ({code})', 'Check the host in the URL.'],
  refused: [
    'CONNECTION_REFUSED',
    'nothing listens at this address',
    'Check host and port, and that the server runs.',
  ],
}

const PHASES: Record<'handshake' | 'answer', Partial<Record<NodeErrorKind, Words>> & { other: Words }> = {
  handshake: {
    'cut-off': [
      'HANDSHAKE_CUT_OFF',
      'the connection was cut off during the TLS handshake',
      'Something on the path may drop a hello of more than one segment (tldr.fail): mcp-pqc scan shows it.',
    ],
    other: ['UNREACHABLE', 'there is no connection ({code})', 'Check host, port and network.'],
  },
  answer: {
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
    other: ['ANSWER_INVALID', 'the answer is not valid HTTP ({code})', 'Check the URL.'],
  },
}

/** RFC 9846 §6.2: what the server's alert means for a client that offers only hybrid groups and TLS 1.3. */
const ALERTS: Readonly<Record<string, Words>> = {
  handshake_failure: NO_HYBRID_GROUP,
  insufficient_security: NO_HYBRID_GROUP,
  protocol_version: NO_TLS13,
  certificate_required: CLIENT_CERTIFICATE,
  bad_certificate: CLIENT_CERTIFICATE,
  unsupported_certificate: CLIENT_CERTIFICATE,
  certificate_revoked: CLIENT_CERTIFICATE,
  certificate_expired: CLIENT_CERTIFICATE,
  certificate_unknown: CLIENT_CERTIFICATE,
  unknown_ca: CLIENT_CERTIFICATE,
  access_denied: CLIENT_CERTIFICATE,
  decode_error: ALTERED,
  decrypt_error: ALTERED,
  bad_record_mac: ALTERED,
  illegal_parameter: ALTERED,
  unexpected_message: ALTERED,
}

const OTHER_ALERT: Words = ['TLS_ALERT', 'the server ended the handshake ({code})', SCAN_HINT]
