import { EXTENSION } from '../registry/tls/messages/extensions.ts'
import { decodeExtension, decodeSignatureAlgorithms, type Extension, readExtensions } from './extensions.ts'
import { encodeHandshake, HANDSHAKE_TYPE, MAX_HANDSHAKE_MESSAGE } from './handshake.ts'
import { decode, invalid } from './reader.ts'
import { ascii, concat, vector8, vector24 } from './writer.ts'

/** RFC 9846 §4.4.1: EncryptedExtensions. */
export const decodeEncryptedExtensions = (body: Uint8Array): Extension[] =>
  decode('EncryptedExtensions', body, readExtensions)

/** RFC 9846 §4.5.1: CertificateEntry; `data` is cert_data, the DER form of an X.509 certificate. */
export type CertificateEntry = { data: Uint8Array; extensions: Extension[] }
export type CertificateMessage = { requestContext: Uint8Array; entries: CertificateEntry[] }

export const decodeCertificate = (body: Uint8Array): CertificateMessage =>
  decode('Certificate', body, (r) => ({
    requestContext: r.vector8(),
    entries: r.list(r.vector24(), (inner) => ({ data: inner.vector24(), extensions: readExtensions(inner) })),
  }))

/** Gives at most `length` bytes; throws where there are more. Undefined: the algorithm was not offered. */
export type Decompress = (algorithm: number, bytes: Uint8Array, length: number) => Uint8Array | undefined

/** RFC 8879 §4: the body of the Certificate message, and how it came. */
export type Decompressed = { algorithm: number; compressedLength: number; certificate: Uint8Array }

/** Throws DecodeError also where the message does not have the length that it states, of at most MAX_HANDSHAKE_MESSAGE. */
export const decodeCompressedCertificate = (
  body: Uint8Array,
  decompress: Decompress = () => undefined,
): Decompressed =>
  decode('CompressedCertificate', body, (r) => {
    const algorithm = r.u16()
    const length = r.u24()
    const bytes = r.vector24()
    if (length > MAX_HANDSHAKE_MESSAGE) throw r.invalid(`a message of ${length} bytes`)
    const certificate = attempt(() => decompress(algorithm, bytes, length))
    if (!certificate) throw r.invalid(`the algorithm ${algorithm}, which was not offered`)
    if (certificate.length !== length) throw r.invalid(`${certificate.length} bytes instead of ${length}`)
    return { algorithm, compressedLength: body.length, certificate }
  })

const attempt = <T>(decompress: () => T): T => {
  try {
    return decompress()
  } catch (cause) {
    throw invalid('CompressedCertificate', 'it cannot be decompressed', cause)
  }
}

/** RFC 9846 §4.5.1: the Certificate message of a client that has none. */
export const encodeEmptyCertificate = (requestContext: Uint8Array): Uint8Array =>
  encodeHandshake(HANDSHAKE_TYPE.certificate, concat(vector8(requestContext), vector24()))

/** RFC 5246 §7.4.2: Certificate before TLS 1.3: a list of DER certificates, the sender's own first. */
export const decodeCertificate12 = (body: Uint8Array): Uint8Array[] =>
  decode('Certificate (TLS 1.2)', body, (r) => r.list(r.vector24(), (inner) => inner.vector24()))

/** What clients may ask for with a certificate: an OCSP response (RFC 6066 §8) and timestamps of logs (RFC 6962 §3.3), as they came. */
export type SentStatus = { ocsp: Uint8Array | undefined; timestamps: Uint8Array | undefined }

const OCSP = 1

/** RFC 6066 §8: CertificateStatus: the OCSPResponse in DER; undefined: of another type. */
export const decodeCertificateStatus = (body: Uint8Array): Uint8Array | undefined =>
  decode('CertificateStatus', body, (r) => {
    const type = r.u8()
    const response = r.rest()
    return type === OCSP ? decode('OCSPResponse', response, (inner) => inner.vector24()) : undefined
  })

/** RFC 9846 §4.4.2: CertificateRequest. */
export type CertificateRequest = { requestContext: Uint8Array; signatureSchemes: number[] }

export const decodeCertificateRequest = (body: Uint8Array): CertificateRequest =>
  decode('CertificateRequest', body, (r) => ({
    requestContext: r.vector8(),
    signatureSchemes:
      decodeExtension(readExtensions(r), EXTENSION.signature_algorithms, decodeSignatureAlgorithms) ?? [],
  }))

/** RFC 9846 §4.5.2: CertificateVerify. */
export type CertificateVerify = { algorithm: number; signature: Uint8Array }

export const decodeCertificateVerify = (body: Uint8Array): CertificateVerify =>
  decode('CertificateVerify', body, (r) => ({ algorithm: r.u16(), signature: r.vector16() }))

/** RFC 9846 §4.5.2: what the server signs: 64 spaces, the context string, a zero byte, the transcript hash. */
export const certificateVerifyContent = (transcriptHash: Uint8Array): Uint8Array =>
  concat(
    new Uint8Array(64).fill(0x20),
    ascii('TLS 1.3, server CertificateVerify'),
    Uint8Array.of(0),
    transcriptHash,
  )

/** RFC 9846 §4.7.1: NewSessionTicket. Lifetime in seconds. */
export type NewSessionTicket = {
  lifetime: number
  ageAdd: number
  nonce: Uint8Array
  ticket: Uint8Array
  extensions: Extension[]
}

export const decodeNewSessionTicket = (body: Uint8Array): NewSessionTicket =>
  decode('NewSessionTicket', body, (r) => ({
    lifetime: r.u32(),
    ageAdd: r.u32(),
    nonce: r.vector8(),
    ticket: r.vector16(),
    extensions: readExtensions(r),
  }))

/** RFC 5077 §3.3: the lifetime hint of a NewSessionTicket before TLS 1.3, in seconds; undefined: the ticket is empty, and so none. */
export const decodeNewSessionTicket12 = (body: Uint8Array): number | undefined =>
  decode('NewSessionTicket (TLS 1.2)', body, (r) => {
    const lifetime = r.u32()
    return r.vector16().length > 0 ? lifetime : undefined
  })
