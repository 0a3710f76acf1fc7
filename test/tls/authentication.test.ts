import { expect } from 'chai'
import {
  certificateVerifyContent,
  decodeCertificate,
  decodeCertificate12,
  decodeCertificateRequest,
  decodeCertificateVerify,
  decodeEncryptedExtensions,
  decodeNewSessionTicket,
  encodeEmptyCertificate,
} from '../../src/tls/authentication.ts'
import { vector24 } from '../../src/tls/writer.ts'
import { keyOfCertificate, verifies } from './recorded/shown.ts'
import { bytes, hex, TRACES, Trace } from './rfc8448.ts'

describe('Authentication messages', () => {
  for (const trace of TRACES.filter(({ name }) => name !== 'resumed-0-rtt')) {
    it(`hold a signature that verifies in RFC 8448, ${trace.name}`, () => {
      const { entries } = decodeCertificate(trace.message('Certificate', 'server').subarray(4))
      const signed = decodeCertificateVerify(trace.message('CertificateVerify', 'server').subarray(4))
      const content = certificateVerifyContent(trace.hashTo('Certificate', 'server'))
      expect(entries).to.have.length(1)
      const key = keyOfCertificate(entries[0]?.data ?? new Uint8Array(0))
      expect(verifies({ ...signed, content }, key)).to.equal(true)
      const other = certificateVerifyContent(trace.hashTo('ServerHello', 'server'))
      expect(verifies({ ...signed, content: other }, key)).to.equal(false)
    })
  }

  // RFC 9846 §4.5.2 gives this one in full.
  it('are signed over 64 spaces, the context string, a zero and the hash', () => {
    const expected =
      `${'20'.repeat(64)}544c5320312e332c207365727665722043657274696669636174655665726966` +
      `7900${'01'.repeat(32)}`
    expect(hex(certificateVerifyContent(bytes('01'.repeat(32))))).to.equal(expected)
  })

  it('of RFC 8448 §6 ask for a certificate with 15 schemes', () => {
    const body = new Trace('client-authentication').message('CertificateRequest').subarray(4)
    const { requestContext, signatureSchemes } = decodeCertificateRequest(body)
    expect(requestContext).to.have.length(0)
    expect(signatureSchemes).to.have.length(15)
    expect(signatureSchemes[0]).to.equal(0x0403)
  })

  it('of RFC 8448 §3 give a ticket for 30 seconds', () => {
    const body = new Trace('simple-1-rtt').message('NewSessionTicket').subarray(4)
    const ticket = decodeNewSessionTicket(body)
    expect(ticket.lifetime).to.equal(30)
    expect(ticket.ageAdd).to.equal(0xfad6aac5)
    expect(hex(ticket.nonce)).to.equal('0000')
    expect(ticket.ticket).to.have.length(178)
    expect(ticket.extensions.map(({ type }) => type)).to.deep.equal([42])
  })

  it('of RFC 8448 §3 carry three encrypted extensions', () => {
    const body = new Trace('simple-1-rtt').message('EncryptedExtensions').subarray(4)
    expect(decodeEncryptedExtensions(body).map(({ type }) => type)).to.deep.equal([10, 28, 0])
  })

  it('say that there is no certificate, with the context of the request', () => {
    const message = encodeEmptyCertificate(bytes('0a0b'))
    expect(hex(message)).to.equal('0b000006020a0b000000')
    expect(decodeCertificate(message.subarray(4))).to.deep.equal({
      requestContext: bytes('0a0b'),
      entries: [],
    })
    expect(hex(encodeEmptyCertificate(new Uint8Array(0)))).to.equal('0b00000400000000')
  })

  it('before TLS 1.3 are a bare list of certificates', () => {
    const body = vector24(vector24(bytes('aa')), vector24(bytes('bbcc')))
    expect(decodeCertificate12(body).map(hex)).to.deep.equal(['aa', 'bbcc'])
    expect(decodeCertificate12(vector24())).to.deep.equal([])
  })
})
