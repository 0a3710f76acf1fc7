import { hex16 } from '../../registry/codePoint.ts'
import { EXTENSION } from '../../registry/tls/extensions.ts'
import { groupName } from '../../registry/tls/namedGroups.ts'
import { TLS10, TLS12, TLS13 } from '../../registry/tls/versions.ts'
import { ALERT_LEVEL, type Alert, decodeAlert } from '../../tls/alert.ts'
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
} from '../../tls/authentication.ts'
import { decodeAlpn, decodeExtension, extensionData } from '../../tls/extensions.ts'
import {
  encodeHandshake,
  HANDSHAKE_TYPE,
  type HandshakeMessage,
  HandshakeReader,
} from '../../tls/handshake.ts'
import {
  applicationSecrets,
  earlySecret,
  finishedVerifyData,
  type HandshakeSecrets,
  handshakeSecrets,
  messageHash,
  resumptionPsk,
  transcriptHash,
} from '../../tls/keySchedule.ts'
import { DecodeError } from '../../tls/reader.ts'
import { CONTENT_TYPE, encodeRecords, RecordReader } from '../../tls/record.ts'
import { RecordProtection, type SuiteParameters } from '../../tls/recordProtection.ts'
import {
  decodeServerHello,
  isHelloRetryRequest,
  type ServerHello,
  selectedGroup,
  selectedVersion,
  serverKeyShare,
} from '../../tls/serverHello.ts'
import type { Dialogue, Ending } from '../net/conversation.ts'
import { suiteParameters } from '../suites.ts'
import type { KeyAgreement } from './keyAgreement.ts'

export type Handshake13Options = {
  /** What the ClientHello offers; the share that it carries is of the first. */
  groups: readonly number[]
  /** The ClientHello message, and again with what a HelloRetryRequest asked for. */
  hello: (retry?: Retry) => Uint8Array
  agreement: (group: number) => KeyAgreement | undefined
  /** `server-finished`: hang up when the server has proved itself. `close`: finish, then read on until the server closes. */
  until: 'server-finished' | 'close'
  /** Application data to send once the handshake is done, where the server asked for a client certificate. */
  request?: Uint8Array
}

export type Retry = { group: number | undefined; cookie: Uint8Array | undefined }

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
const KEPT_TICKETS = 4

/** Bytes of a cookie that is sent back. A hello has room for 65,535 bytes of extensions in all. */
const MAX_COOKIE = 16_384

const {
  client_hello,
  server_hello,
  new_session_ticket,
  encrypted_extensions,
  certificate_request,
  certificate,
  certificate_verify,
  finished,
} = HANDSHAKE_TYPE

/** RFC 9846 §2: what may follow each message of a handshake without a pre-shared key. */
const NEXT: Record<number, readonly number[]> = {
  [client_hello]: [server_hello],
  [server_hello]: [encrypted_extensions],
  [encrypted_extensions]: [certificate_request, certificate],
  [certificate_request]: [certificate],
  [certificate]: [certificate_verify],
  [certificate_verify]: [finished],
  [finished]: [new_session_ticket],
}

/** RFC 9846 §2: the full handshake, as far as `until` says, every message checked on the way. */
export const handshake13 = (options: Handshake13Options): Dialogue<Handshake13Result> =>
  new Handshake13Dialogue(options)

class Handshake13Dialogue implements Dialogue<Handshake13Result> {
  readonly #opening: readonly Uint8Array[]
  readonly #options: Handshake13Options
  readonly #records = new RecordReader()
  readonly #plain = new HandshakeReader()
  readonly #protected = new HandshakeReader()
  #started = 0
  #transcript: Uint8Array[]
  #last: number = client_hello
  #warning: Alert | undefined
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
    this.#group = options.groups[0] as number
    this.#opening = [encodeRecords(CONTENT_TYPE.handshake, TLS10, hello)]
  }

  /** Read when the connection stands: that is when the handshake's time begins. */
  get opening(): readonly Uint8Array[] {
    this.#started = performance.now()
    return this.#opening
  }

  receive(chunk: Uint8Array, send: (bytes: Uint8Array) => void): Handshake13Result | undefined {
    try {
      return this.#receive(chunk, send)
    } catch (error) {
      // What Finished has proved stands, whatever comes after it.
      if (error instanceof DecodeError && this.#resumption) return this.#done()
      throw error
    }
  }

  ended(how: Ending): Handshake13Result | undefined {
    if (this.#resumption) return this.#done()
    const cutOff = how === 'closed' || how === 'reset'
    return this.#warning && cutOff ? { kind: 'alert', alert: this.#warning, encrypted: false } : undefined
  }

  #receive(chunk: Uint8Array, send: (bytes: Uint8Array) => void): Handshake13Result | undefined {
    for (const record of this.#records.push(chunk)) {
      // RFC 9846 §5: a change_cipher_spec of the compatibility mode is dropped wherever it comes.
      if (record.type === CONTENT_TYPE.change_cipher_spec) continue
      if (this.#incoming && record.type === CONTENT_TYPE.handshake) {
        throw new DecodeError('TLSPlaintext', 'invalid', 'a handshake record in the clear after ServerHello')
      }
      const { type, content } =
        this.#incoming && record.type === CONTENT_TYPE.application_data
          ? this.#incoming.unprotect(record)
          : { type: record.type, content: record.fragment }
      const result = this.#fragment(type, content, send)
      if (result) return result
    }
    return undefined
  }

  #fragment(
    type: number,
    content: Uint8Array,
    send: (bytes: Uint8Array) => void,
  ): Handshake13Result | undefined {
    if (type === CONTENT_TYPE.alert) {
      const alert = decodeAlert(content)
      // A warning (unrecognized_name, say) may come before the answer: it counts only if nothing follows.
      if (!this.#incoming && alert.level === ALERT_LEVEL.warning) {
        this.#warning = alert
        return undefined
      }
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
    const keys = this.#incoming
    const reader = keys ? this.#protected : this.#plain
    for (const message of reader.push(content)) {
      if (this.#incoming !== keys) {
        throw new DecodeError('Handshake', 'invalid', 'messages under two keys in one record')
      }
      const result = this.#message(message, send)
      if (result) return result
    }
    return undefined
  }

  #message(message: HandshakeMessage, send: (bytes: Uint8Array) => void): Handshake13Result | undefined {
    const { type, body, bytes } = message
    if (!NEXT[this.#last]?.includes(type)) {
      throw new DecodeError('Handshake', 'invalid', `message type ${type} after type ${this.#last}`)
    }
    if (type !== new_session_ticket) this.#last = type
    switch (type) {
      case server_hello:
        return this.#serverHello(decodeServerHello(body), bytes, send)
      case encrypted_extensions: {
        const protocols = decodeExtension(
          decodeEncryptedExtensions(body),
          EXTENSION.application_layer_protocol_negotiation,
          decodeAlpn,
        )
        this.#seen.alpn = protocols?.[0]
        break
      }
      case certificate_request:
        this.#seen.certificateRequest = decodeCertificateRequest(body)
        break
      case certificate:
        this.#seen.certificates = decodeCertificate(body).entries.map(({ data }) => data)
        break
      case certificate_verify: {
        const { algorithm, signature } = decodeCertificateVerify(body)
        this.#seen.scheme = algorithm
        this.#seen.signature = signature
        this.#seen.signedContent = certificateVerifyContent(this.#hash())
        break
      }
      case finished:
        return this.#finished(body, bytes, send)
      case new_session_ticket:
        this.#ticket(decodeNewSessionTicket(body))
        return undefined
    }
    this.#transcript.push(bytes)
    return undefined
  }

  #serverHello(
    hello: ServerHello,
    bytes: Uint8Array,
    send: (bytes: Uint8Array) => void,
  ): Handshake13Result | undefined {
    const version = selectedVersion(hello)
    if (version < TLS13) return { kind: 'older', version }
    const parameters = suiteParameters(hello.cipherSuite)
    if (!parameters) {
      throw new DecodeError(
        'ServerHello',
        'invalid',
        `cipher suite ${hex16(hello.cipherSuite)}, which nobody offered`,
      )
    }
    if (this.#retried && hello.cipherSuite !== this.#suite) {
      throw new DecodeError('ServerHello', 'invalid', 'another cipher suite than in HelloRetryRequest')
    }
    this.#suite = hello.cipherSuite
    this.#parameters = parameters
    if (isHelloRetryRequest(hello)) {
      this.#retry(hello, bytes, send)
      return undefined
    }
    const share = serverKeyShare(hello)
    const agreement = share && share.group === this.#group ? this.#options.agreement(share.group) : undefined
    if (!share || !agreement) {
      throw new DecodeError('ServerHello', 'invalid', 'no key share for the one that was sent')
    }
    this.#transcript.push(bytes)
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

  /** RFC 9846 §4.2.4 and §4.1. It must ask for a change, and once. */
  #retry(hello: ServerHello, bytes: Uint8Array, send: (bytes: Uint8Array) => void): void {
    const group = selectedGroup(hello)
    const cookie = extensionData(hello.extensions, EXTENSION.cookie)
    const problem = this.#problemOfRetry(group, cookie)
    if (problem) throw new DecodeError('HelloRetryRequest', 'invalid', problem)
    this.#retried = true
    this.#last = client_hello
    this.#group = group ?? this.#group
    const second = this.#options.hello({ group, cookie })
    const { hash } = this.#parameters as SuiteParameters
    this.#transcript = [messageHash(hash, this.#transcript[0] as Uint8Array), bytes, second]
    send(encodeRecords(CONTENT_TYPE.handshake, TLS12, second))
  }

  #problemOfRetry(group: number | undefined, cookie: Uint8Array | undefined): string | undefined {
    if (this.#retried) return 'it came a second time'
    if (group === undefined && cookie === undefined) return 'it asks for nothing'
    if (group === this.#group) return `it asks for ${groupName(group)}, whose share it has`
    if (group !== undefined && !this.#options.groups.includes(group)) {
      return `it asks for ${groupName(group)}, which nobody offered`
    }
    if (cookie && cookie.length > MAX_COOKIE) return `a cookie of ${cookie.length} bytes`
    return undefined
  }

  #finished(
    verifyData: Uint8Array,
    bytes: Uint8Array,
    send: (bytes: Uint8Array) => void,
  ): Handshake13Result | undefined {
    const { hash } = this.#parameters as SuiteParameters
    const secrets = this.#secrets as HandshakeSecrets
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
    const proof = encodeHandshake(finished, finishedVerifyData(hash, secrets.client, this.#hash()))
    flight.push(proof)
    this.#transcript.push(proof)
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
    if (this.#seen.tickets.length >= KEPT_TICKETS) return
    const { hash } = this.#parameters as SuiteParameters
    const { main, transcript } = this.#resumption as { main: Uint8Array; transcript: Uint8Array }
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
