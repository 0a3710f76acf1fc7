import { hex16 } from '../registry/codePoint.ts'
import { groupName } from '../registry/tls/groups/namedGroups.ts'
import { EXTENSION } from '../registry/tls/messages/extensions.ts'
import { TLS12 } from '../registry/tls/versions.ts'
import {
  type CertificateRequest,
  certificateVerifyContent,
  type Decompress,
  type Decompressed,
  decodeCertificate,
  decodeCertificateRequest,
  decodeCertificateStatus,
  decodeCertificateVerify,
  decodeCompressedCertificate,
  decodeEncryptedExtensions,
  encodeEmptyCertificate,
  type NewSessionTicket,
  type SentStatus,
} from './authentication.ts'
import {
  decodeExtension,
  type Extension,
  extensionData,
  type KeyShareEntry,
  selectedProtocol,
} from './extensions.ts'
import { encodeHandshake, HANDSHAKE_TYPE } from './handshake.ts'
import {
  applicationSecrets,
  finishedVerifyData,
  type HandshakeSecrets,
  transcriptHash,
} from './keySchedule.ts'
import { invalid } from './reader.ts'
import { CONTENT_TYPE, encodeRecords } from './record.ts'
import { RecordProtection, type SuiteParameters, suiteParameters } from './recordProtection.ts'
import { type ServerHello, selectedGroup } from './serverHello.ts'

/** The client's half of a key exchange: the content of its KeyShareEntry, and the secret from the server's share. */
export type KeyAgreement = {
  share: Uint8Array
  /** Throws where the server's share has the wrong length or is not a point of the curve. */
  secret(serverShare: Uint8Array): Uint8Array
}

export type Retry = { group: number | undefined; cookie: Uint8Array | undefined }

export type Handshake13Options = {
  /** What the ClientHello offers; its key share is of the first. */
  groups: readonly number[]
  /** Makes the ClientHello message; the second one with what a HelloRetryRequest asked for. */
  hello: (retry?: Retry) => Uint8Array
  agreement: (group: number) => KeyAgreement | undefined
  /** `server-finished`: end when the server is authenticated. `close`: finish, then read until the server closes. */
  until: 'server-finished' | 'close'
  /** Application data to send after the handshake, where the server asked for a client certificate. */
  request?: Uint8Array
  /** The request is sent to other servers too. */
  toAll?: boolean
  /** Of certificates, where the hello offers that (RFC 8879). */
  decompress?: Decompress
  /** Milliseconds, of a clock that never goes back. */
  now: () => number
}

/** `suite` and `group`: of the handshake after which it came. */
export type Ticket = { ticket: NewSessionTicket; psk: Uint8Array; suite: number; group: number }

const {
  client_hello,
  server_hello,
  new_session_ticket,
  encrypted_extensions,
  certificate_request,
  certificate,
  compressed_certificate,
  certificate_verify,
  finished,
} = HANDSHAKE_TYPE

/** RFC 9846 §2: what may follow each message of a handshake without a pre-shared key. */
const NEXT: Record<number, readonly number[]> = {
  [client_hello]: [server_hello],
  [server_hello]: [encrypted_extensions],
  [encrypted_extensions]: [certificate_request, certificate, compressed_certificate],
  [certificate_request]: [certificate, compressed_certificate],
  [certificate]: [certificate_verify],
  [compressed_certificate]: [certificate_verify],
  [certificate_verify]: [finished],
  [finished]: [new_session_ticket],
}

export const checkOrder = (last: number, type: number): void => {
  if (!NEXT[last]?.includes(type)) throw invalid('Handshake', `message type ${type} after type ${last}`)
}

/** RFC 9846 §4.2.3: `retrySuite` is the suite of the HelloRetryRequest, which a ServerHello must repeat. */
export const parametersOf = (
  { cipherSuite }: ServerHello,
  retrySuite: number | undefined,
): SuiteParameters => {
  const parameters = suiteParameters(cipherSuite)
  if (!parameters) throw invalid('ServerHello', `cipher suite ${hex16(cipherSuite)}, which was not offered`)
  if (retrySuite !== undefined && cipherSuite !== retrySuite) {
    throw invalid('ServerHello', 'another cipher suite than in HelloRetryRequest')
  }
  return parameters
}

/** Bytes of a cookie that is sent back. A hello has room for 65,535 bytes of extensions in all. */
export const MAX_COOKIE = 16_384

/** RFC 9846 §4.2.4: it must ask for a change of the hello that offered `groups` with a key share of `shared`. */
export const retryOf = (hello: ServerHello, groups: readonly number[], shared: number): Retry => {
  const group = selectedGroup(hello)
  const cookie = extensionData(hello.extensions, EXTENSION.cookie)
  const problem = problemOf({ group, cookie }, groups, shared)
  if (problem) throw invalid('HelloRetryRequest', problem)
  return { group, cookie }
}

const problemOf = (
  { group, cookie }: Retry,
  groups: readonly number[],
  shared: number,
): string | undefined => {
  if (group === undefined && cookie === undefined) return 'it asks for nothing'
  if (group === shared) return `it asks for ${groupName(group)}, whose share it has`
  if (group !== undefined && !groups.includes(group)) {
    return `it asks for ${groupName(group)}, which was not offered`
  }
  return cookie && cookie.length > MAX_COOKIE ? `a cookie of ${cookie.length} bytes` : undefined
}

/** A missing share, one of the wrong length, or one that is not a point, is a mistake of the server. */
export const sharedSecret = (
  agreement: KeyAgreement | undefined,
  share: KeyShareEntry | undefined,
): Uint8Array => {
  if (!share) throw invalid('ServerHello', 'no key_share')
  if (!agreement) throw invalid('ServerHello', 'a key_share of a group for which the client sent none')
  try {
    return agreement.secret(share.keyExchange)
  } catch (cause) {
    throw invalid('KeyShareEntry', 'the key share is invalid', cause)
  }
}

export type ServerFlight = {
  alpn: string | undefined
  certificateRequest: CertificateRequest | undefined
  certificates: Uint8Array[]
  /** What came with the first certificate. */
  sent: SentStatus
  /** How the Certificate message was compressed; undefined: it was not. */
  compression: Decompressed | undefined
  scheme: number
  signature: Uint8Array
  /** What the signature is over: RFC 9846 §4.5.2. */
  signedContent: Uint8Array
}

/** `hash` gives the hash of the transcript before the message. */
export const readServerFlight = (
  type: number,
  body: Uint8Array,
  hash: () => Uint8Array,
  decompress?: Decompress,
): Partial<ServerFlight> => {
  switch (type) {
    case encrypted_extensions: {
      return { alpn: selectedProtocol(decodeEncryptedExtensions(body)) }
    }
    case certificate_request:
      return { certificateRequest: decodeCertificateRequest(body) }
    case certificate:
      return { ...certificatesIn(body), compression: undefined }
    case compressed_certificate: {
      const compression = decodeCompressedCertificate(body, decompress)
      return { ...certificatesIn(compression.certificate), compression }
    }
    case certificate_verify: {
      const { algorithm, signature } = decodeCertificateVerify(body)
      return { scheme: algorithm, signature, signedContent: certificateVerifyContent(hash()) }
    }
    default:
      return {}
  }
}

const certificatesIn = (body: Uint8Array): Pick<ServerFlight, 'certificates' | 'sent'> => {
  const { entries } = decodeCertificate(body)
  return { certificates: entries.map(({ data }) => data), sent: sentWith(entries[0]?.extensions ?? []) }
}

const sentWith = (extensions: readonly Extension[]): SentStatus => ({
  ocsp: decodeExtension(extensions, EXTENSION.status_request, decodeCertificateStatus),
  timestamps: extensionData(extensions, EXTENSION.signed_certificate_timestamp),
})

export const CLOSE_NOTIFY = Uint8Array.of(1, 0)

const CHANGE_CIPHER_SPEC = Uint8Array.of(1)
const EMPTY = new Uint8Array(0)

/** What the keys of tickets are made of. */
export type Resumption = { main: Uint8Array; transcript: Uint8Array }

/**
 * RFC 9846 §4.5: an empty Certificate where one was asked for, and Finished; then the request, and where no certificate was
 * asked for close_notify, which makes the server close: its tickets are then known to be complete. Extends the transcript.
 */
export const clientFlight = (
  {
    parameters,
    secrets,
    transcript,
  }: { parameters: SuiteParameters; secrets: HandshakeSecrets; transcript: Uint8Array[] },
  certificateRequest: CertificateRequest | undefined,
  request: Uint8Array | undefined,
): { bytes: Uint8Array; incoming: RecordProtection; outgoing: RecordProtection; resumption: Resumption } => {
  const { hash } = parameters
  const application = applicationSecrets(hash, secrets.handshake, transcriptHash(hash, transcript))
  const messages = certificateRequest ? [encodeEmptyCertificate(certificateRequest.requestContext)] : []
  transcript.push(...messages)
  const verifyData = finishedVerifyData(hash, secrets.client, transcriptHash(hash, transcript))
  const proof = encodeHandshake(finished, verifyData)
  transcript.push(proof)
  const handshakeKeys = new RecordProtection(parameters, secrets.client)
  const applicationKeys = new RecordProtection(parameters, application.client)
  return {
    bytes: Buffer.concat([
      encodeRecords(CONTENT_TYPE.change_cipher_spec, TLS12, CHANGE_CIPHER_SPEC),
      ...[...messages, proof].map((message) => handshakeKeys.protect(CONTENT_TYPE.handshake, message)),
      request ? applicationKeys.protect(CONTENT_TYPE.application_data, request) : EMPTY,
      certificateRequest && request ? EMPTY : applicationKeys.protect(CONTENT_TYPE.alert, CLOSE_NOTIFY),
    ]),
    incoming: new RecordProtection(parameters, application.server),
    outgoing: applicationKeys,
    resumption: { main: application.main, transcript: transcriptHash(hash, transcript) },
  }
}
