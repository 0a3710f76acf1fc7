import { expect } from 'chai'
import { ALERTS, alertName } from '../../../src/registry/tls/messages/alerts.ts'
import { itIsARegistry } from '../rows.ts'

describe('registry: alerts', () => {
  itIsARegistry(ALERTS, 0xff)

  // From alert.go of Go 1.24 crypto/tls.
  for (const [value, name] of Object.entries({
    0: 'close_notify',
    10: 'unexpected_message',
    20: 'bad_record_mac',
    40: 'handshake_failure',
    47: 'illegal_parameter',
    50: 'decode_error',
    60: 'export_restriction',
    70: 'protocol_version',
    71: 'insufficient_security',
    86: 'inappropriate_fallback',
    100: 'no_renegotiation',
    109: 'missing_extension',
    110: 'unsupported_extension',
    111: 'certificate_unobtainable',
    112: 'unrecognized_name',
    114: 'bad_certificate_hash_value',
    116: 'certificate_required',
    120: 'no_application_protocol',
    121: 'ech_required',
  })) {
    it(`calls ${value} ${name}, as Go does`, () => {
      expect(alertName(Number(value))).to.equal(name)
    })
  }

  it('shows an unknown value as its number, in the two digits of one byte', () => {
    expect(alertName(3)).to.equal('0x03')
    expect(alertName(255)).to.equal('0xff')
  })
})
