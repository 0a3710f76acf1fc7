import { expect } from 'chai'
import { type NodeErrorKind, nodeErrorOf } from '../../src/tls/nodeErrors.ts'

const error = (code: string, cause?: unknown): Error =>
  Object.assign(new Error('text of the peer', { cause }), { code })

describe('an error of Node.js, OpenSSL or undici', () => {
  for (const [kind, codes] of Object.entries({
    aborted: ['UND_ERR_ABORTED', 'UND_ERR_DESTROYED', 'ABORT_ERR'],
    untrusted: [
      'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
      'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
      'SELF_SIGNED_CERT_IN_CHAIN',
      'DEPTH_ZERO_SELF_SIGNED_CERT',
      'CERT_SIGNATURE_FAILURE',
      'CERT_REVOKED',
      'CRL_HAS_EXPIRED',
      'INVALID_CA',
      'UNSPECIFIED',
    ],
    expired: ['CERT_HAS_EXPIRED'],
    'not-yet-valid': ['CERT_NOT_YET_VALID'],
    'wrong-name': ['ERR_TLS_CERT_ALTNAME_INVALID'],
    'not-tls': ['ERR_SSL_WRONG_VERSION_NUMBER', 'ERR_SSL_HTTP_REQUEST'],
    'no-tls13': ['ERR_SSL_UNSUPPORTED_PROTOCOL'],
    altered: ['ERR_SSL_BAD_KEY_SHARE', 'ERR_SSL_DECRYPTION_FAILED_OR_BAD_RECORD_MAC'],
    'tls-failed': ['ERR_SSL_NO_SHARED_CIPHER'],
    'no-address': ['ENOTFOUND', 'EAI_AGAIN'],
    refused: ['ECONNREFUSED'],
    'timed-out': ['ETIMEDOUT', 'UND_ERR_CONNECT_TIMEOUT', 'UND_ERR_HEADERS_TIMEOUT'],
    'cut-off': ['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET', 'ERR_HTTP2_STREAM_ERROR'],
    'not-http': ['HPE_INVALID_CONSTANT', 'UND_ERR_HEADERS_OVERFLOW', 'ERR_HTTP2_ERROR'],
    exhausted: ['EMFILE', 'EADDRNOTAVAIL'],
    unreachable: ['EHOSTUNREACH', 'ENETUNREACH', 'UNVERIFIED'],
  } satisfies Record<Exclude<NodeErrorKind, 'alert'>, string[]>)) {
    it(`is ${kind}: ${codes.join(', ')}`, () => {
      for (const code of codes) expect(nodeErrorOf(error(code)), code).to.deep.equal({ code, kind })
    })
  }

  for (const [code, alert] of Object.entries({
    ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED: 'certificate_required',
    'ERR_SSL_SSL/TLS_ALERT_HANDSHAKE_FAILURE': 'handshake_failure',
    ERR_SSL_SSLV3_ALERT_BAD_CERTIFICATE: 'bad_certificate',
    ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION: 'protocol_version',
  })) {
    it(`is the alert ${alert}: ${code}`, () =>
      expect(nodeErrorOf(error(code))).to.deep.equal({ code, kind: 'alert', alert }))
  }

  it('is that of the socket where undici wraps it', () => {
    expect(nodeErrorOf(error('UND_ERR_SOCKET', error('ERR_SSL_BAD_SIGNATURE'))).kind).to.equal('altered')
    expect(nodeErrorOf(error('UND_ERR_SOCKET', new Error('other side closed'))).kind).to.equal('cut-off')
  })

  it('goes by its name where it has no code', () => {
    expect(nodeErrorOf(new DOMException('aborted', 'AbortError')).kind).to.equal('aborted')
    expect(nodeErrorOf(new TypeError('text'))).to.deep.equal({ code: 'TypeError', kind: 'unreachable' })
    expect(nodeErrorOf('text')).to.deep.equal({ code: 'unknown', kind: 'unreachable' })
  })
})
