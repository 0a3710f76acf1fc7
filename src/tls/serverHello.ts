import { EXTENSION } from '../registry/tls/messages/extensions.ts'
import {
  decodeExtension,
  decodeSelectedGroup,
  decodeSelectedIdentity,
  decodeSelectedVersion,
  decodeServerKeyShare,
  type Extension,
  type KeyShareEntry,
  readExtensions,
} from './extensions.ts'
import { decode } from './reader.ts'

/** RFC 9846 §4.2.3: ServerHello. */
export type ServerHello = {
  legacyVersion: number
  random: Uint8Array
  legacySessionIdEcho: Uint8Array
  cipherSuite: number
  legacyCompressionMethod: number
  /** Empty where the message ended before them (SSL 3.0 to TLS 1.2). */
  extensions: Extension[]
}

export const decodeServerHello = (body: Uint8Array): ServerHello =>
  decode('ServerHello', body, (r) => ({
    legacyVersion: r.u16(),
    random: r.bytes(32),
    legacySessionIdEcho: r.vector8(),
    cipherSuite: r.u16(),
    legacyCompressionMethod: r.u8(),
    extensions: r.left > 0 ? readExtensions(r) : [],
  }))

/** RFC 9846 §4.2.3: SHA-256 of "HelloRetryRequest". A ServerHello with this random is a HelloRetryRequest. */
export const HELLO_RETRY_REQUEST_RANDOM = Uint8Array.from(
  Buffer.from('cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c', 'hex'),
)

export const isHelloRetryRequest = (hello: ServerHello): boolean =>
  hello.random.every((byte, i) => byte === HELLO_RETRY_REQUEST_RANDOM[i])

/** RFC 9846 §4.3.1: the extension's version; before TLS 1.3 that of the field. */
export const selectedVersion = ({ extensions, legacyVersion }: ServerHello): number =>
  decodeExtension(extensions, EXTENSION.supported_versions, decodeSelectedVersion) ?? legacyVersion

/** Undefined with psk_ke, and before TLS 1.3. */
export const serverKeyShare = ({ extensions }: ServerHello): KeyShareEntry | undefined =>
  decodeExtension(extensions, EXTENSION.key_share, decodeServerKeyShare)

/** Undefined where the HelloRetryRequest asks for something else (a cookie). */
export const selectedGroup = ({ extensions }: ServerHello): number | undefined =>
  decodeExtension(extensions, EXTENSION.key_share, decodeSelectedGroup)

export const selectedIdentity = ({ extensions }: ServerHello): number | undefined =>
  decodeExtension(extensions, EXTENSION.pre_shared_key, decodeSelectedIdentity)
