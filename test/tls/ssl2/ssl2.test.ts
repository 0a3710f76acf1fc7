import { expect } from 'chai'
import { SSL2_CIPHERS, ssl2CipherName } from '../../../src/registry/tls/suites/ssl2Ciphers.ts'
import { DecodeError } from '../../../src/tls/reader.ts'
import { askSsl2, decodeAnswer2, encodeClientHello2 } from '../../../src/tls/ssl2/ssl2.ts'
import { CERTIFICATE, CONNECTION_ID, hex, serverHello2 } from './samples.ts'

/** No server at hand has SSL 2.0: the bytes are written by hand from draft-hickman-netscape-ssl-00, section 5. */
describe('SSL 2.0', () => {
  const challenge = hex('000102030405060708090a0b0c0d0e0f')
  const answer = (bytes: Uint8Array) => askSsl2(SSL2_CIPHERS, challenge).receive(bytes, () => {})

  it('writes a CLIENT-HELLO', () =>
    expect(Buffer.from(encodeClientHello2(SSL2_CIPHERS, challenge)).toString('hex')).to.equal(
      [
        '802e', // record without padding, of 46 bytes
        '01', // MSG-CLIENT-HELLO
        '0002', // CLIENT-VERSION
        '0015', // CIPHER-SPECS-LENGTH
        '0000', // SESSION-ID-LENGTH
        '0010', // CHALLENGE-LENGTH
        '0100800200800300800400800500800600400700c0',
        '000102030405060708090a0b0c0d0e0f',
      ].join(''),
    ))

  it('reads a SERVER-HELLO, byte by byte too', () => {
    const bytes = serverHello2()
    const read = { kind: 'hello2', certificate: CERTIFICATE, ciphers: [0x010080, 0x0700c0] }
    expect(answer(bytes)).to.deep.equal(read)
    const exchange = askSsl2(SSL2_CIPHERS, challenge)
    const results = [...bytes].map((byte) => exchange.receive(Uint8Array.of(byte), () => {}))
    expect(results.filter(Boolean)).to.deep.equal([read])
    expect(results.at(-1)).to.deep.equal(read)
  })

  it('reads an ERROR and an alert of TLS', () => {
    expect(answer(hex('8003 00 0001'))).to.deep.equal({ kind: 'error2', code: 1 })
    expect(answer(hex('15 0301 0002 0246'))).to.deep.equal({
      kind: 'alert',
      alert: { level: 2, description: 70 },
    })
  })

  it('names ciphers, and unknown ones by their value', () => {
    expect(SSL2_CIPHERS.map(ssl2CipherName)[0]).to.equal('SSL_CK_RC4_128_WITH_MD5')
    expect(ssl2CipherName(0x0800c0)).to.equal('0x0800c0')
  })

  for (const [what, bytes] of Object.entries({
    'another version': serverHello2({ version: '0301' }),
    'another certificate type': serverHello2({ certificateType: '02' }),
    'a resumed session': serverHello2({ sessionIdHit: '01' }),
    'lengths that leave bytes over': serverHello2({ certificateLength: '0003' }),
    'lengths that do not fit': serverHello2({ certificateLength: '7fff' }),
    'half a cipher': serverHello2({ ciphers: '0100' }),
    'a connection id that is too short': serverHello2({ connectionId: CONNECTION_ID.slice(2) }),
    'another message': hex('8003 02 0001'),
    'an empty record': hex('8000'),
    'a handshake record of TLS': hex('16 0301 0002 0000'),
    text: Buffer.from('HTTP/1.1 400 Bad Request'),
  }))
    it(`does not accept ${what}`, () => expect(() => answer(bytes)).to.throw(DecodeError))

  it('does not accept a message that ends early, wherever', () => {
    const message = serverHello2().subarray(2)
    for (let length = 0; length < message.length; length++)
      expect(() => decodeAnswer2(message.subarray(0, length)), String(length)).to.throw(DecodeError)
  })
})
