import { SSL20 } from '../../registry/tls/versions.ts'
import type { Exchange } from '../exchange.ts'
import { decode, invalid } from '../reader.ts'
import { type Alert, CONTENT_TYPE, decodeAlert, RecordReader } from '../record.ts'
import { concat, u8, u16, u24 } from '../writer.ts'

/** draft-hickman-netscape-ssl-00, section 5.2 and appendix C: message types. */
const MESSAGE = { error: 0, clientHello: 1, serverHello: 4 } as const

/** Appendix C: the only CERTIFICATE-TYPE. */
const X509_CERTIFICATE = 1

/** Section 1.1: this bit of the first byte marks a record without padding; 15 bits of length follow. */
const WITHOUT_PADDING = 0x80

/** What a server says to a CLIENT-HELLO of SSL 2.0. An alert comes from a server that knows only later versions. */
export type Ssl2Answer =
  | { kind: 'hello2'; certificate: Uint8Array; ciphers: number[] }
  | { kind: 'error2'; code: number }
  | { kind: 'alert'; alert: Alert }

/** Section 5.5.1: CLIENT-HELLO, in its record. `challenge`: 16 to 32 random bytes. */
export const encodeClientHello2 = (ciphers: readonly number[], challenge: Uint8Array): Uint8Array => {
  const message = concat(
    u8(MESSAGE.clientHello),
    u16(SSL20),
    u16(3 * ciphers.length),
    u16(0),
    u16(challenge.length),
    ciphers.map(u24),
    challenge,
  )
  return concat(u8(WITHOUT_PADDING | (message.length >> 8)), u8(message.length & 0xff), message)
}

/** Section 5.6.1 (SERVER-HELLO) and section 5.7.1 (ERROR). */
export const decodeAnswer2 = (message: Uint8Array): Ssl2Answer =>
  decode('SSL 2.0 message', message, (r) => {
    const type = r.u8()
    if (type === MESSAGE.error) return { kind: 'error2', code: r.u16() }
    if (type !== MESSAGE.serverHello) throw r.invalid(`type ${type} instead of SERVER-HELLO`)
    if (r.u8() !== 0) throw r.invalid('it resumes a session, which was not offered')
    const certificateType = r.u8()
    if (certificateType !== X509_CERTIFICATE) throw r.invalid(`certificate type ${certificateType}`)
    const version = r.u16()
    if (version !== SSL20) throw r.invalid(`version ${version}, which was not offered`)
    const [certificateLength, ciphersLength, connectionIdLength] = [r.u16(), r.u16(), r.u16()]
    const certificate = r.bytes(certificateLength)
    const ciphers = r.list(r.bytes(ciphersLength), (list) => list.u24())
    if (connectionIdLength < 16 || connectionIdLength > 32) {
      throw r.invalid(`a connection id of ${connectionIdLength} bytes`)
    }
    r.bytes(connectionIdLength)
    return { kind: 'hello2', certificate, ciphers }
  })

/** One CLIENT-HELLO, and the first message or fatal alert that answers it. */
export const askSsl2 = (ciphers: readonly number[], challenge: Uint8Array): Exchange<Ssl2Answer> => {
  let received: Uint8Array = new Uint8Array(0)
  return {
    opening: [encodeClientHello2(ciphers, challenge)],
    receive(chunk) {
      received = concat(received, chunk)
      const [first = 0, second = 0] = received
      if (first === CONTENT_TYPE.alert) return alertIn(received)
      if (received.length > 0 && first < WITHOUT_PADDING)
        throw invalid('SSL 2.0 record', `it begins with ${first}`)
      const end = 2 + (((first & ~WITHOUT_PADDING) << 8) | second)
      return received.length < 2 || received.length < end
        ? undefined
        : decodeAnswer2(received.subarray(2, end))
    },
  }
}

const alertIn = (received: Uint8Array): Ssl2Answer | undefined => {
  const [record] = new RecordReader().push(received)
  return record && { kind: 'alert', alert: decodeAlert(record.fragment) }
}
