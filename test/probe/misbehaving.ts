import type { Socket } from 'node:net'
import { TLS12 } from '../../src/registry/tls/versions.ts'
import { encodeHandshake, HANDSHAKE_TYPE } from '../../src/tls/handshake.ts'
import { CONTENT_TYPE, encodeRecords } from '../../src/tls/record.ts'
import { concat, type Part, u8, u16, u24, vector8, vector16, vector24 } from '../../src/tls/writer.ts'
import type { Listener } from './listener.ts'
import { listen } from './listener.ts'

type Serve = (socket: Socket, nth: number) => void

/** Says something as soon as the client has said something. */
export const answering = (...answer: readonly Part[]): Promise<Listener> =>
  listen((socket) => {
    socket.once('data', () => socket.write(concat(...answer)))
  })

export const alertRecord = (level: number, description: number): Uint8Array =>
  record(CONTENT_TYPE.alert, u8(level), u8(description))

export const record = (type: number, ...content: readonly Part[]): Uint8Array =>
  encodeRecords(type, TLS12, concat(...content))

export const text = (line: string): Uint8Array => Buffer.from(line, 'latin1')

/** TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256 */
export const SUITE12 = 0xc02f

/** RFC 5246 §7.4.1.3: a ServerHello of TLS 1.2 without extensions. */
export const serverHello12 = ({ version = TLS12, suite = SUITE12 } = {}): Uint8Array =>
  encodeHandshake(
    HANDSHAKE_TYPE.server_hello,
    concat(u16(version), new Uint8Array(32).fill(7), vector8(), u16(suite), u8(0)),
  )

/** A server's whole first flight of TLS 1.2: the suite is one with static RSA, which needs no ServerKeyExchange. */
export const flight12 = (certificates: readonly Uint8Array[], suite = 0x009c): Uint8Array =>
  concat(
    serverHello12({ suite }),
    encodeHandshake(HANDSHAKE_TYPE.certificate, vector24(certificates.map((der) => vector24(der)))),
    encodeHandshake(HANDSHAKE_TYPE.server_hello_done, new Uint8Array(0)),
  )

/** A handshake message's header that says more than comes. */
export const announcing = (type: number, length: number): Uint8Array => concat(u8(type), u24(length))

/** RFC 9846 §5.1: the header of a record, whatever follows. */
export const recordHeader = (type: number, version: number, length: number): Uint8Array =>
  concat(u8(type), u16(version), u16(length))

export const extensionBytes = (type: number, ...data: readonly Part[]): Uint8Array =>
  concat(u16(type), vector16(data))

const endlessly =
  (first: Uint8Array, chunk: Uint8Array): Serve =>
  (socket) => {
    const pour = (): void => {
      while (!socket.destroyed && socket.write(chunk));
    }
    socket.once('data', () => {
      socket.write(first)
      socket.on('drain', pour)
      pour()
    })
  }

const repeated = (bytes: Uint8Array): Uint8Array => concat(Array.from({ length: 500 }, () => bytes))
const NOTHING = new Uint8Array(0)

/** Servers that never stop. */
export const ENDLESS: Record<string, Serve> = {
  'zero-length handshake records': endlessly(
    NOTHING,
    repeated(recordHeader(CONTENT_TYPE.handshake, TLS12, 0)),
  ),
  'warning alerts': endlessly(NOTHING, repeated(alertRecord(1, 112))),
  'change_cipher_spec records': endlessly(NOTHING, repeated(record(CONTENT_TYPE.change_cipher_spec, u8(1)))),
  'hello_request messages after ServerHello': endlessly(
    record(CONTENT_TYPE.handshake, serverHello12()),
    record(CONTENT_TYPE.handshake, repeated(announcing(HANDSHAKE_TYPE.hello_request, 0))),
  ),
  'Certificate messages after ServerHello': endlessly(
    record(CONTENT_TYPE.handshake, serverHello12()),
    record(
      CONTENT_TYPE.handshake,
      repeated(encodeHandshake(HANDSHAKE_TYPE.certificate, vector24(new Uint8Array(0)))),
    ),
  ),
}

/** One byte a while: each one comes in time, the whole does not. */
export const dripping = (bytes: Uint8Array, everyMs: number): Promise<Listener> =>
  listen((socket) => {
    let next = 0
    const timer = setInterval(() => {
      if (next < bytes.length) socket.write(bytes.subarray(next, ++next))
    }, everyMs)
    socket.on('close', () => clearInterval(timer))
  })
