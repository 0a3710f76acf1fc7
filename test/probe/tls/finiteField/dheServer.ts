import { createPrivateKey, randomBytes, sign, X509Certificate } from 'node:crypto'
import { createAuthorities, issueServer } from '../../../../src/lab/certificates.ts'
import { TLS12 } from '../../../../src/registry/tls/versions.ts'
import { decodeClientHello } from '../../../../src/tls/clientHello.ts'
import { encodeHandshake, HANDSHAKE_TYPE, HandshakeReader } from '../../../../src/tls/handshake.ts'
import { CONTENT_TYPE, encodeRecords, RecordReader } from '../../../../src/tls/record.ts'
import { signedParametersContent } from '../../../../src/tls/serverKeyExchange.ts'
import { concat, u8, u16, vector8, vector16, vector24 } from '../../../../src/tls/writer.ts'
import { type Listener, listen } from '../../listener.ts'
import { alertRecord } from '../../misbehaving.ts'

/** TLS_DHE_RSA_WITH_AES_128_GCM_SHA256, TLS_DHE_RSA_WITH_AES_128_CBC_SHA */
const SUITES = [0x009e, 0x0033]
const RSA_PKCS1_SHA256 = 0x0401

/** `answered`: connections whose client has computed its part of the key exchange, and sent it. */
export type DheServer = Listener & { answered: number; flights: number }

/**
 * RFC 5246 §7.3: the first flight of a server with DHE alone, whose prime has so many bits, and is none: only the time matters that
 * a client needs for it. `before`: records in the clear before the flight.
 */
export const dheServer = async (bits: number, before: Uint8Array = new Uint8Array(0)): Promise<DheServer> => {
  const now = Date.now()
  const issued = await issueServer('localhost', { key: 'RSA-2048' }, await createAuthorities(now), now)
  const key = createPrivateKey(issued.key)
  const { raw } = new X509Certificate(issued.cert)
  const prime = randomBytes(bits / 8)
  prime[0] = 0xff
  prime[prime.length - 1] = 0xff
  const publicValue = Uint8Array.from(prime)
  publicValue[0] = 0x7f
  const parameters = concat(vector16(prime), vector16(u8(2)), vector16(publicValue))
  const counts = { answered: 0, flights: 0 }
  const listener = await listen((socket) => {
    const records = new RecordReader()
    const messages = new HandshakeReader()
    let isSent = false
    socket.on('data', (chunk) => {
      if (chunk[0] !== CONTENT_TYPE.handshake && !isSent) return socket.end()
      for (const { type, fragment } of records.push(chunk)) {
        if (type !== CONTENT_TYPE.handshake) continue
        for (const { type: message, body } of messages.push(fragment)) {
          if (message === HANDSHAKE_TYPE.client_key_exchange) counts.answered++
          if (message !== HANDSHAKE_TYPE.client_hello) return socket.end()
          const { random, cipherSuites } = decodeClientHello(body)
          const suite = SUITES.find((one) => cipherSuites.includes(one))
          if (suite === undefined) return socket.end(alertRecord(2, 40))
          isSent = true
          counts.flights++
          socket.write(before)
          socket.write(flight(random, suite))
        }
      }
      return undefined
    })
  })
  const flight = (clientRandom: Uint8Array, suite: number): Uint8Array => {
    const random = randomBytes(32)
    const signature = sign('sha256', signedParametersContent(clientRandom, random, parameters), key)
    const messages = [
      encodeHandshake(
        HANDSHAKE_TYPE.server_hello,
        concat(u16(TLS12), random, vector8(), u16(suite), u8(0), vector16(RENEGOTIATION_INFO)),
      ),
      encodeHandshake(HANDSHAKE_TYPE.certificate, vector24(vector24(raw))),
      encodeHandshake(
        HANDSHAKE_TYPE.server_key_exchange,
        concat(parameters, u16(RSA_PKCS1_SHA256), vector16(signature)),
      ),
      encodeHandshake(HANDSHAKE_TYPE.server_hello_done, new Uint8Array(0)),
    ]
    return encodeRecords(CONTENT_TYPE.handshake, TLS12, concat(messages))
  }
  return Object.defineProperties(counts, Object.getOwnPropertyDescriptors(listener)) as DheServer
}

/** RFC 5746 §3.6. */
const RENEGOTIATION_INFO = concat(u16(0xff01), vector16(vector8()))
