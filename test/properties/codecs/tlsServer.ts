import fc from 'fast-check'
import { handshake13 } from '../../../src/tls/handshake13.ts'
import { DecodeError } from '../../../src/tls/reader.ts'
import { concat } from '../../../src/tls/writer.ts'
import {
  certificate,
  certificateRequest,
  certificateVerify,
  encryptedExtensions,
  GROUP,
  HELLO,
  SECRET,
  Server13,
  SHARE,
} from '../../tls/exchange/server13.ts'
import { bytesReader, type Reader } from '../harness.ts'

/** Concatenated messages, each of them protected: a changed one reaches what decodes it. */
const messagesIn = (stream: Uint8Array): Uint8Array[] => {
  const found: Uint8Array[] = []
  for (let at = 0; at < stream.length; ) {
    const [, high = 0, middle = 0, low = 0] = stream.subarray(at, at + 4)
    const end = at + 4 + ((high << 16) | (middle << 8) | low)
    found.push(stream.slice(at, Math.min(end, at + 16_000)))
    at = end
  }
  return found
}

/** The handshake of TLS 1.3 with a server that says anything under the right keys, up to a Finished that verifies. */
export const handshakeReader = (): Reader =>
  bytesReader({
    name: 'TLS 1.3 handshake',
    read: (stream) => {
      const exchange = handshake13({
        groups: [GROUP],
        hello: () => HELLO,
        agreement: () => ({ share: SHARE, secret: () => SECRET }),
        until: 'server-finished',
        now: () => 0,
      })
      void exchange.opening
      const server = new Server13()
      const flight = Buffer.concat([
        server.hello,
        ...messagesIn(stream).map((one) => server.messages(one)),
        server.finished(),
      ])
      return exchange.receive(flight, () => {})
    },
    valid: fc.constantFrom(
      concat(encryptedExtensions, certificate, certificateVerify),
      concat(encryptedExtensions, certificateRequest, certificate, certificateVerify),
    ),
    isOwn: (error) => error instanceof DecodeError,
  })
