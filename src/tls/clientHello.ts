import { EXTENSION } from '../registry/tls/messages/extensions.ts'
import {
  decodeAlpn,
  decodeExtension,
  decodeKeyShares,
  decodeSignatureAlgorithms,
  decodeSupportedGroups,
  decodeSupportedVersions,
  type Extension,
  encodeExtensions,
  readExtensions,
} from './extensions.ts'
import { encodeHandshake, HANDSHAKE_TYPE } from './handshake.ts'
import { decode } from './reader.ts'
import { concat, u16, u16s, vector8, vector16 } from './writer.ts'

/** RFC 9846 §4.2.2: ClientHello. `extensions` is undefined where the message ends before them (SSL 3.0). */
export type ClientHello = {
  legacyVersion: number
  /** 32 bytes. */
  random: Uint8Array
  /** At most 32 bytes. */
  legacySessionId: Uint8Array
  cipherSuites: readonly number[]
  extensions: readonly Extension[] | undefined
}

/** The whole handshake message. Compression methods are always "null" alone. */
export const encodeClientHello = (hello: ClientHello): Uint8Array =>
  encodeHandshake(
    HANDSHAKE_TYPE.client_hello,
    concat(
      u16(hello.legacyVersion),
      hello.random,
      vector8(hello.legacySessionId),
      vector16(u16s(hello.cipherSuites)),
      vector8(Uint8Array.of(0)),
      hello.extensions === undefined ? [] : encodeExtensions(hello.extensions),
    ),
  )

export const decodeClientHello = (body: Uint8Array): ClientHello =>
  decode('ClientHello', body, (r) => {
    const legacyVersion = r.u16()
    const random = r.bytes(32)
    const legacySessionId = r.vector8()
    const cipherSuites = r.list(r.vector16(), (inner) => inner.u16())
    r.vector8()
    return {
      legacyVersion,
      random,
      legacySessionId,
      cipherSuites,
      extensions: r.left > 0 ? readExtensions(r) : undefined,
    }
  })

/** What a ClientHello lets a server choose from, each list in the client's order; empty where it names none. */
export type HelloOffer = {
  versions: readonly number[]
  cipherSuites: readonly number[]
  groups: readonly number[]
  shares: readonly number[]
  schemes: readonly number[]
  certificateSchemes: readonly number[]
  protocols: readonly string[]
}

export const offerOf = ({ cipherSuites, extensions = [] }: ClientHello): HelloOffer => {
  const list = <T>(type: number, read: (data: Uint8Array) => T[]): T[] =>
    decodeExtension(extensions, type, read) ?? []
  return {
    versions: list(EXTENSION.supported_versions, decodeSupportedVersions),
    cipherSuites,
    groups: list(EXTENSION.supported_groups, decodeSupportedGroups),
    shares: list(EXTENSION.key_share, decodeKeyShares).map(({ group }) => group),
    schemes: list(EXTENSION.signature_algorithms, decodeSignatureAlgorithms),
    certificateSchemes: list(EXTENSION.signature_algorithms_cert, decodeSignatureAlgorithms),
    protocols: list(EXTENSION.application_layer_protocol_negotiation, decodeAlpn),
  }
}
