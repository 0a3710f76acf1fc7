import { byValue } from '../codePoint.ts'

/** RFC 9846 §6: AlertDescription, with the descriptions that are used or reserved in earlier versions. */
export type AlertRow = { name: string; value: number; source: string }

const TLS13 = 'RFC 9846 §6'
const OLDER = 'RFC 5246 §7.2; reserved in TLS 1.3'

export const ALERTS = [
  { name: 'close_notify', value: 0, source: TLS13 },
  { name: 'unexpected_message', value: 10, source: TLS13 },
  { name: 'bad_record_mac', value: 20, source: TLS13 },
  { name: 'decryption_failed', value: 21, source: OLDER },
  { name: 'record_overflow', value: 22, source: TLS13 },
  { name: 'decompression_failure', value: 30, source: OLDER },
  { name: 'handshake_failure', value: 40, source: TLS13 },
  { name: 'no_certificate', value: 41, source: 'RFC 6101 §5.4 (SSL 3.0); reserved since TLS 1.0' },
  { name: 'bad_certificate', value: 42, source: TLS13 },
  { name: 'unsupported_certificate', value: 43, source: TLS13 },
  { name: 'certificate_revoked', value: 44, source: TLS13 },
  { name: 'certificate_expired', value: 45, source: TLS13 },
  { name: 'certificate_unknown', value: 46, source: TLS13 },
  { name: 'illegal_parameter', value: 47, source: TLS13 },
  { name: 'unknown_ca', value: 48, source: TLS13 },
  { name: 'access_denied', value: 49, source: TLS13 },
  { name: 'decode_error', value: 50, source: TLS13 },
  { name: 'decrypt_error', value: 51, source: TLS13 },
  { name: 'too_many_cids_requested', value: 52, source: 'RFC 9147 §9 (DTLS 1.3)' },
  { name: 'export_restriction', value: 60, source: 'RFC 2246 §7.2; reserved since TLS 1.1' },
  { name: 'protocol_version', value: 70, source: TLS13 },
  { name: 'insufficient_security', value: 71, source: TLS13 },
  { name: 'internal_error', value: 80, source: TLS13 },
  { name: 'inappropriate_fallback', value: 86, source: 'RFC 7507 §3' },
  { name: 'user_canceled', value: 90, source: TLS13 },
  { name: 'no_renegotiation', value: 100, source: OLDER },
  { name: 'missing_extension', value: 109, source: TLS13 },
  { name: 'unsupported_extension', value: 110, source: TLS13 },
  { name: 'certificate_unobtainable', value: 111, source: 'RFC 6066 §5; reserved in TLS 1.3' },
  { name: 'unrecognized_name', value: 112, source: TLS13 },
  { name: 'bad_certificate_status_response', value: 113, source: TLS13 },
  { name: 'bad_certificate_hash_value', value: 114, source: 'RFC 6066 §5; reserved in TLS 1.3' },
  { name: 'unknown_psk_identity', value: 115, source: TLS13 },
  { name: 'certificate_required', value: 116, source: TLS13 },
  { name: 'general_error', value: 117, source: TLS13 },
  { name: 'no_application_protocol', value: 120, source: TLS13 },
  { name: 'ech_required', value: 121, source: 'RFC 9849 §11.2' },
] as const satisfies readonly AlertRow[]

const ROWS = byValue<AlertRow>(ALERTS)

/** An AlertDescription is one byte, so an unknown one prints with two digits. */
export const alertName = (value: number): string =>
  ROWS.get(value)?.name ?? `0x${value.toString(16).padStart(2, '0')}`
