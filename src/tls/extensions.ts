import { EXTENSION } from '../registry/tls/messages/extensions.ts'
import { decode, invalid, type Reader } from './reader.ts'
import { ascii, concat, type Part, u8, u16, u16s, u32, vector8, vector16 } from './writer.ts'

/** RFC 9846 §4.3: Extension. The data of an unknown type stays as it came. */
export type Extension = { type: number; data: Uint8Array }

export const readExtensions = (r: Reader): Extension[] =>
  r.list(r.vector16(), (inner) => ({ type: inner.u16(), data: inner.vector16() }))

export const encodeExtensions = (extensions: readonly Extension[]): Uint8Array =>
  vector16(extensions.map(encodeExtension))

/** Cached, because most hellos of a probe hold the same extension objects. */
const encodeExtension = (extension: Extension): Uint8Array => {
  const known = encodedExtensions.get(extension)
  if (known) return known
  const encoded = concat(u16(extension.type), vector16(extension.data))
  encodedExtensions.set(extension, encoded)
  return encoded
}

const encodedExtensions = new WeakMap<Extension, Uint8Array>()

/** The extension's data; undefined where it is absent. Throws DecodeError where it came twice (RFC 9846 §4.3). */
export const extensionData = (extensions: readonly Extension[], type: number): Uint8Array | undefined => {
  const found = extensions.filter((extension) => extension.type === type)
  if (found.length > 1) throw invalid('Extension', `extension ${type} came twice`)
  return found[0]?.data
}

export const decodeExtension = <T>(
  extensions: readonly Extension[],
  type: number,
  read: (data: Uint8Array) => T,
): T | undefined => {
  const data = extensionData(extensions, type)
  return data && read(data)
}

const extension = (type: number, ...data: readonly Part[]): Extension => ({ type, data: concat(data) })

/** Cached by the list, which must not be changed in place: most questions of a probe offer the same lists. */
const listOf = (type: number): ((values: readonly number[]) => Extension) => {
  const encoded = new WeakMap<readonly number[], Extension>()
  return (values) => {
    const known = encoded.get(values)
    if (known) return known
    const made = extension(type, vector16(u16s(values)))
    encoded.set(values, made)
    return made
  }
}

const readU16 = (r: Reader): number => r.u16()

/** RFC 6066 §3: ServerNameList with one host_name. The name is an A-label: ASCII. */
export const serverName = (host: string): Extension =>
  extension(EXTENSION.server_name, vector16(u8(0), vector16(ascii(host))))

/** RFC 9846 §4.3.7: NamedGroupList. */
export const supportedGroups = listOf(EXTENSION.supported_groups)

export const decodeSupportedGroups = (data: Uint8Array): number[] =>
  decode('NamedGroupList', data, (r) => r.list(r.vector16(), readU16))

/** RFC 8422 §5.1.2: ECPointFormatList; uncompressed is the only one left. */
export const EC_POINT_FORMATS: Extension = extension(EXTENSION.ec_point_formats, vector8(u8(0)))

/** RFC 9846 §4.3.3: SignatureSchemeList. */
export const signatureAlgorithms = listOf(EXTENSION.signature_algorithms)

/** RFC 9846 §4.3.3: the same list for the signatures in certificates. */
export const signatureAlgorithmsCert = listOf(EXTENSION.signature_algorithms_cert)

export const decodeSignatureAlgorithms = (data: Uint8Array): number[] =>
  decode('SignatureSchemeList', data, (r) => r.list(r.vector16(), readU16))

/** RFC 6066 §8: CertificateStatusRequest for any OCSP responder. */
export const STATUS_REQUEST: Extension = extension(EXTENSION.status_request, u8(1), vector16(), vector16())

/** RFC 6962 §3.3.1. */
export const SIGNED_CERTIFICATE_TIMESTAMP: Extension = extension(EXTENSION.signed_certificate_timestamp)

/** RFC 8879 §3: CertificateCompressionAlgorithms. */
export const compressCertificate = (algorithms: readonly number[]): Extension =>
  extension(EXTENSION.compress_certificate, vector8(u16s(algorithms)))

/** RFC 7301 §3.1: ProtocolNameList. */
export const alpn = (protocols: readonly string[]): Extension =>
  extension(
    EXTENSION.application_layer_protocol_negotiation,
    vector16(protocols.map((name) => vector8(ascii(name)))),
  )

/** The names are bytes; those beyond ASCII are decoded as Latin-1. */
export const decodeAlpn = (data: Uint8Array): string[] =>
  decode('ProtocolNameList', data, (r) =>
    r.list(r.vector16(), (inner) => String.fromCharCode(...inner.vector8())),
  )

/** RFC 7301 §3.1: the protocol that a server selected. */
export const selectedProtocol = (extensions: readonly Extension[]): string | undefined =>
  decodeExtension(extensions, EXTENSION.application_layer_protocol_negotiation, decodeAlpn)?.[0]

/** RFC 9846 §4.3.1: SupportedVersions of a ClientHello. */
export const supportedVersions = (versions: readonly number[]): Extension =>
  extension(EXTENSION.supported_versions, vector8(u16s(versions)))

export const decodeSupportedVersions = (data: Uint8Array): number[] =>
  decode('SupportedVersions', data, (r) => r.list(r.vector8(), readU16))

/** RFC 9846 §4.3.1: SupportedVersions of a ServerHello. */
export const decodeSelectedVersion = (data: Uint8Array): number => decode('SupportedVersions', data, readU16)

/** RFC 9846 §4.3.9: PskKeyExchangeModes. psk_ke(0) has no fresh key exchange, psk_dhe_ke(1) has one. */
export const PSK_MODE = { psk_ke: 0, psk_dhe_ke: 1 } as const
export const pskKeyExchangeModes = (modes: readonly number[]): Extension =>
  extension(EXTENSION.psk_key_exchange_modes, vector8(modes.map(u8)))

/** RFC 9846 §4.3.8: KeyShareEntry. */
export type KeyShareEntry = { group: number; keyExchange: Uint8Array }

const readKeyShareEntry = (r: Reader): KeyShareEntry => ({ group: r.u16(), keyExchange: r.vector16() })

/** RFC 9846 §4.3.8: KeyShareClientHello. An empty list asks for a HelloRetryRequest. */
export const keyShares = (entries: readonly KeyShareEntry[]): Extension =>
  extension(
    EXTENSION.key_share,
    vector16(entries.map(({ group, keyExchange }) => concat(u16(group), vector16(keyExchange)))),
  )

export const decodeKeyShares = (data: Uint8Array): KeyShareEntry[] =>
  decode('KeyShareClientHello', data, (r) => r.list(r.vector16(), readKeyShareEntry))

/** RFC 9846 §4.3.8: KeyShareServerHello. */
export const decodeServerKeyShare = (data: Uint8Array): KeyShareEntry =>
  decode('KeyShareServerHello', data, readKeyShareEntry)

/** RFC 9846 §4.3.8: KeyShareHelloRetryRequest. */
export const decodeSelectedGroup = (data: Uint8Array): number =>
  decode('KeyShareHelloRetryRequest', data, readU16)

/** RFC 9846 §4.3.2: Cookie, sent back as it came. */
export const cookie = (data: Uint8Array): Extension => ({ type: EXTENSION.cookie, data })

/** RFC 7627 §5.1. */
export const EXTENDED_MASTER_SECRET: Extension = extension(EXTENSION.extended_master_secret)

/** RFC 5746 §3.2: an empty renegotiated_connection of an initial handshake. */
export const RENEGOTIATION_INFO: Extension = extension(EXTENSION.renegotiation_info, vector8())

/** RFC 7685 §3: `length` zero bytes. */
export const padding = (length: number): Extension => extension(EXTENSION.padding, new Uint8Array(length))

/**
 * RFC 9846 §4.3.11: OfferedPsks with one identity. The binder is `binderLength` zero bytes, to be replaced by
 * the real one, which covers the hello up to here; the extension is therefore the last of its hello.
 */
export const preSharedKey = (
  identity: Uint8Array,
  obfuscatedTicketAge: number,
  binderLength: number,
): Extension =>
  extension(
    EXTENSION.pre_shared_key,
    vector16(vector16(identity), u32(obfuscatedTicketAge)),
    vector16(vector8(new Uint8Array(binderLength))),
  )

/** RFC 9846 §4.3.11: PreSharedKeyExtension of a ServerHello: the index of the selected identity. */
export const decodeSelectedIdentity = (data: Uint8Array): number =>
  decode('PreSharedKeyExtension', data, readU16)
