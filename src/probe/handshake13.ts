import { EXTENSION } from '../registry/extensions.ts'
import { TLS10, TLS12, TLS13 } from '../registry/versions.ts'
import { type Alert, decodeAlert } from '../tls/alert.ts'
import {
  type CertificateRequest,
  certificateVerifyContent,
  decodeCertificate,
  decodeCertificateRequest,
  decodeCertificateVerify,
  decodeEncryptedExtensions,
  decodeNewSessionTicket,
  encodeEmptyCertificate,
  type NewSessionTicket,
} from '../tls/authentication.ts'
import { DecodeError } from '../tls/decodeError.ts'
import { decodeAlpn, extensionData } from '../tls/extensions.ts'
import { encodeHandshake, HANDSHAKE_TYPE, type HandshakeMessage, HandshakeReader } from '../tls/handshake.ts'
import {
  applicationSecrets,
  earlySecret,
  finishedVerifyData,
  type HandshakeSecrets,
  handshakeSecrets,
  messageHash,
  resumptionPsk,
  transcriptHash,
} from '../tls/keySchedule.ts'
import { CONTENT_TYPE, encodeRecords, RecordReader } from '../tls/record.ts'
import { RecordProtection, type SuiteParameters } from '../tls/recordProtection.ts'
import {
  decodeServerHello,
  isHelloRetryRequest,
  type ServerHello,
  selectedGroup,
  selectedVersion,
  serverKeyShare,
} from '../tls/serverHello.ts'
import type { Dialogue } from './conversation.ts'
import type { KeyAgreement } from './keyAgreement.ts'
import { suiteParameters } from './suites.ts'

export type Handshake13Options = {
  /** The ClientHello message for the groups whose shares it carries, and again after a HelloRetryRequest. */
  hello: (retry?: { group: number; cookie: Uint8Array | undefined }) => Uint8Array
  agreement: (group: number) => KeyAgreement | undefined
  /** `server-finished`: hang up when the server has proved itself. `close`: finish, then read on until the server closes. */
  until: 'server-finished' | 'close'
  /** Application data to send once the handshake is done, where the server asked for a client certificate. */
  request?: Uint8Array
}

/** What a TLS 1.3 handshake showed. */
export type Handshake13 = {
  suite: number
  group: number
  retried: boolean
  alpn: string | undefined
  certificateRequest: CertificateRequest | undefined
  certificates: Uint8Array[]
  scheme: number
  signature: Uint8Array
  /** What the signature is over: RFC 9846 §4.5.2. */
  signedContent: Uint8Array
  tickets: Ticket[]
  /** The alert that came after the client's Finished (close_notify is none), and the first application data. */
  afterwards: { refused: Alert | undefined; data: Uint8Array }
  /** Milliseconds from the first byte sent to the server's Finished. */
  handshakeMs: number
}

export type Ticket = { ticket: NewSessionTicket; psk: Uint8Array; suite: number }

export type Handshake13Result =
  | { kind: 'done'; handshake: Handshake13 }
  /** `encrypted`: it came after ServerHello, so the hello as such was acceptable. */
  | { kind: 'alert'; alert: Alert; encrypted: boolean }
  | { kind: 'older'; version: number }

const CHANGE_CIPHER_SPEC = Uint8Array.of(1)
const CLOSE_NOTIFY = Uint8Array.of(1, 0)
const KEPT_DATA = 4096

/** RFC 9846 §2: the full handshake, as far as `until` says, every message checked on the way. */
export const handshake13 = (options: Handshake13Options): Dialogue<Handshake13Result> =>
  new Handshake13Dialogue(options)

class Handshake13Dialogue implements Dialogue<Handshake13Result> {
  readonly opening: readonly Uint8Array[]
  readonly #options: Handshake13Options
  readonly #records = new RecordReader()
  readonly #plain = new HandshakeReader()
  readonly #protected = new HandshakeReader()
  readonly #started = performance.now()
  #transcript: Uint8Array[]
  #retried = false
  #suite = 0
  #parameters: SuiteParameters | undefined
  #group = 0
  #secrets: HandshakeSecrets | undefined
  #incoming: RecordProtection | undefined
  #resumption: { main: Uint8Array; transcript: Uint8Array } | undefined
  #seen: Partial<Handshake13> & { tickets: Ticket[]; afterwards: Handshake13['afterwards'] } = {
    tickets: [],
    afterwards: { refused: undefined, data: new Uint8Array(0) },
  }

  constructor(options: Handshake13Options) {
    this.#options = options
    const hello = options.hello()
    this.#transcript = [hello]
    this.opening = [encodeRecords(CONTENT_TYPE.handshake, TLS10, hello)]
  }

  receive(chunk: Uint8Array, send: (bytes: Uint8Array) => void): Handshake13Result | undefined {
    for (const record of this.#records.push(chunk)) {
      // RFC 9846 §5: a change_cipher_spec of the compatibility mode is dropped wherever it comes.
      if (record.type === CONTENT_TYPE.change_cipher_spec) continue
      const { type, content } =
        this.#incoming && record.type === CONTENT_TYPE.application_data
          ? this.#incoming.unprotect(record)
          : { type: record.type, content: record.fragment }
      const result = this.#fragment(type, content, send)
      if (result) return result
    }
    return undefined
  }

  ended(): Handshake13Result | undefined {
    return this.#resumption ? this.#done() : undefined
  }

  #fragment(
    type: number,
    content: Uint8Array,
    send: (bytes: Uint8Array) => void,
  ): Handshake13Result | undefined {
    if (type === CONTENT_TYPE.alert) {
      const alert = decodeAlert(content)
      if (!this.#resumption) return { kind: 'alert', alert, encrypted: this.#incoming !== undefined }
      if (alert.description !== CLOSE_NOTIFY[1]) this.#seen.afterwards.refused = alert
      return this.#done()
    }
    if (type === CONTENT_TYPE.application_data && this.#resumption) {
      const { afterwards } = this.#seen
      if (afterwards.data.length < KEPT_DATA) afterwards.data = Buffer.concat([afterwards.data, content])
      return undefined
    }
    if (type !== CONTENT_TYPE.handshake) {
      throw new DecodeError('TLSPlaintext', 'invalid', `content type ${type} in a handshake`)
    }
    const reader = this.#incoming ? this.#protected : this.#plain
    for (const message of reader.push(content)) {
      const result = this.#message(message, send)
      if (result) return result
    }
    return undefined
  }

  #message(message: HandshakeMessage, send: (bytes: Uint8Array) => void): Handshake13Result | undefined {
    const { type, body, bytes } = message
    switch (type) {
      case HANDSHAKE_TYPE.server_hello:
        return this.#serverHello(decodeServerHello(body), bytes, send)
      case HANDSHAKE_TYPE.encrypted_extensions: {
        const data = extensionData(
          decodeEncryptedExtensions(body),
          EXTENSION.application_layer_protocol_negotiation,
        )
        this.#seen.alpn = data ? decodeAlpn(data)[0] : undefined
        break
      }
      case HANDSHAKE_TYPE.certificate_request:
        this.#seen.certificateRequest = decodeCertificateRequest(body)
        break
      case HANDSHAKE_TYPE.certificate:
        this.#seen.certificates = decodeCertificate(body).entries.map(({ data }) => data)
        break
      case HANDSHAKE_TYPE.certificate_verify: {
        const { algorithm, signature } = decodeCertificateVerify(body)
        this.#seen.scheme = algorithm
        this.#seen.signature = signature
        this.#seen.signedContent = certificateVerifyContent(this.#hash())
        break
      }
      case HANDSHAKE_TYPE.finished:
        return this.#finished(body, bytes, send)
      case HANDSHAKE_TYPE.new_session_ticket:
        this.#ticket(decodeNewSessionTicket(body))
        return undefined
      default:
        throw new DecodeError('Handshake', 'invalid', `message type ${type}`)
    }
    if (!this.#incoming) throw new DecodeError('Handshake', 'invalid', `message type ${type} in the clear`)
    this.#transcript.push(bytes)
    return undefined
  }

  #serverHello(
    hello: ServerHello,
    bytes: Uint8Array,
    send: (bytes: Uint8Array) => void,
  ): Handshake13Result | undefined {
    if (this.#incoming) throw new DecodeError('ServerHello', 'invalid', 'it came a second time')
    const version = selectedVersion(hello)
    if (version < TLS13) return { kind: 'older', version }
    const parameters = suiteParameters(hello.cipherSuite)
    if (!parameters) {
      throw new DecodeError('ServerHello', 'invalid', `cipher suite ${hello.cipherSuite.toString(16)}`)
    }
    this.#suite = hello.cipherSuite
    this.#parameters = parameters
    if (isHelloRetryRequest(hello)) {
      this.#retry(hello, bytes, send)
      return undefined
    }
    const share = serverKeyShare(hello)
    const agreement = share && this.#options.agreement(share.group)
    if (!share || !agreement) throw new DecodeError('ServerHello', 'invalid', 'a key share nobody offered')
    this.#transcript.push(bytes)
    this.#group = share.group
    const { hash } = parameters
    this.#secrets = handshakeSecrets(
      hash,
      earlySecret(hash),
      sharedSecret(agreement, share.keyExchange),
      this.#hash(),
    )
    this.#incoming = new RecordProtection(parameters, this.#secrets.server)
    return undefined
  }

  /** RFC 9846 §4.2.4 and §4.1. A second request is an error. */
  #retry(hello: ServerHello, bytes: Uint8Array, send: (bytes: Uint8Array) => void): void {
    const group = selectedGroup(hello)
    if (this.#retried || group === undefined) {
      throw new DecodeError('HelloRetryRequest', 'invalid', 'it asks for nothing that can be given')
    }
    this.#retried = true
    const second = this.#options.hello({ group, cookie: extensionData(hello.extensions, EXTENSION.cookie) })
    const { hash } = this.#parameters as SuiteParameters
    this.#transcript = [messageHash(hash, this.#transcript[0] as Uint8Array), bytes, second]
    send(encodeRecords(CONTENT_TYPE.handshake, TLS12, second))
  }

  #finished(
    verifyData: Uint8Array,
    bytes: Uint8Array,
    send: (bytes: Uint8Array) => void,
  ): Handshake13Result | undefined {
    const { hash } = this.#parameters as SuiteParameters
    const secrets = this.#secrets
    if (!secrets || !this.#seen.certificates || !this.#seen.signature) {
      throw new DecodeError('Finished', 'invalid', 'it came before the server proved who it is')
    }
    const expected = finishedVerifyData(hash, secrets.server, this.#hash())
    if (Buffer.compare(expected, verifyData) !== 0) {
      throw new DecodeError('Finished', 'invalid', 'verify_data does not match the transcript')
    }
    this.#transcript.push(bytes)
    this.#seen.handshakeMs = performance.now() - this.#started
    if (this.#options.until === 'server-finished') return this.#done()
    this.#answer(secrets, send)
    return undefined
  }

  /** The client's flight: an empty Certificate where one was asked for, Finished, and then the end of the connection. */
  #answer(secrets: HandshakeSecrets, send: (bytes: Uint8Array) => void): void {
    const parameters = this.#parameters as SuiteParameters
    const { hash } = parameters
    const application = applicationSecrets(hash, secrets.handshake, this.#hash())
    const flight: Uint8Array[] = []
    const { certificateRequest } = this.#seen
    if (certificateRequest) flight.push(encodeEmptyCertificate(certificateRequest.requestContext))
    this.#transcript.push(...flight)
    const finished = encodeHandshake(
      HANDSHAKE_TYPE.finished,
      finishedVerifyData(hash, secrets.client, this.#hash()),
    )
    flight.push(finished)
    this.#transcript.push(finished)
    this.#incoming = new RecordProtection(parameters, application.server)
    this.#resumption = { main: application.main, transcript: this.#hash() }
    const handshakeKeys = new RecordProtection(parameters, secrets.client)
    const applicationKeys = new RecordProtection(parameters, application.client)
    const { request } = this.#options
    send(
      Buffer.concat([
        encodeRecords(CONTENT_TYPE.change_cipher_spec, TLS12, CHANGE_CIPHER_SPEC),
        ...flight.map((message) => handshakeKeys.protect(CONTENT_TYPE.handshake, message)),
        ...(certificateRequest && request
          ? [applicationKeys.protect(CONTENT_TYPE.application_data, request)]
          : // close_notify makes the server close: its tickets are then known to be all there are.
            [applicationKeys.protect(CONTENT_TYPE.alert, CLOSE_NOTIFY)]),
      ]),
    )
  }

  #ticket(ticket: NewSessionTicket): void {
    if (!this.#resumption) throw new DecodeError('NewSessionTicket', 'invalid', 'it came before Finished')
    const { hash } = this.#parameters as SuiteParameters
    const { main, transcript } = this.#resumption
    const psk = resumptionPsk(hash, main, transcript, ticket.nonce)
    this.#seen.tickets.push({ ticket, psk, suite: this.#suite })
  }

  #hash(): Uint8Array {
    return transcriptHash((this.#parameters as SuiteParameters).hash, this.#transcript)
  }

  #done(): Handshake13Result {
    const handshake: Handshake13 = {
      ...(this.#seen as Handshake13),
      suite: this.#suite,
      group: this.#group,
      retried: this.#retried,
    }
    return { kind: 'done', handshake }
  }
}

/** A share that is no point, or of the wrong length, is the server's mistake and not ours. */
const sharedSecret = (agreement: KeyAgreement, share: Uint8Array): Uint8Array => {
  try {
    return agreement.secret(share)
  } catch (cause) {
    throw Object.assign(new DecodeError('KeyShareEntry', 'invalid', 'no secret comes of it'), { cause })
  }
}
