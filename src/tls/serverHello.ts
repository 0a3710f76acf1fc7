import { EXTENSION } from '../registry/tls/extensions.ts'
import {
  type Extension,
  extensionData,
  type KeyShareEntry,
  readExtensions,
  readKeyShareEntry,
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

/** RFC 9846 §4.3.1: the version that was selected, wherever it stands. */
export const selectedVersion = (hello: ServerHello): number => {
  const data = extensionData(hello.extensions, EXTENSION.supported_versions)
  return data === undefined ? hello.legacyVersion : decode('SupportedVersions', data, (r) => r.u16())
}

/** RFC 9846 §4.3.8: KeyShareServerHello. Undefined with psk_ke, and before TLS 1.3. */
export const serverKeyShare = (hello: ServerHello): KeyShareEntry | undefined => {
  const data = extensionData(hello.extensions, EXTENSION.key_share)
  return data === undefined ? undefined : decode('KeyShareServerHello', data, readKeyShareEntry)
}

/** RFC 9846 §4.3.8: KeyShareHelloRetryRequest. Undefined where the request asks for something else (a cookie). */
export const selectedGroup = (retry: ServerHello): number | undefined => {
  const data = extensionData(retry.extensions, EXTENSION.key_share)
  return data === undefined ? undefined : decode('KeyShareHelloRetryRequest', data, (r) => r.u16())
}

/** RFC 9846 §4.3.11: the index of the pre-shared key that was selected. */
export const selectedIdentity = (hello: ServerHello): number | undefined => {
  const data = extensionData(hello.extensions, EXTENSION.pre_shared_key)
  return data === undefined ? undefined : decode('PreSharedKeyExtension', data, (r) => r.u16())
}
