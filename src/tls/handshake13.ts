import { alertName } from '../registry/tls/messages/alerts.ts'
import { TLS10, TLS12, TLS13 } from '../registry/tls/versions.ts'
import { decodeNewSessionTicket, type NewSessionTicket } from './authentication.ts'
import { type Ending, type Exchange, patienceAfter, type Send } from './exchange.ts'
import { HANDSHAKE_TYPE, type HandshakeMessage, HandshakeReader } from './handshake.ts'
import {
  CLOSE_NOTIFY,
  checkOrder,
  clientFlight,
  type Handshake13Options,
  parametersOf,
  type Resumption,
  readServerFlight,
  retryOf,
  type ServerFlight,
  sharedSecret,
  type Ticket,
} from './handshake13Messages.ts'
import {
  earlySecret,
  finishedVerifyData,
  type HandshakeSecrets,
  type HashName,
  handshakeSecrets,
  messageHash,
  resumptionPsk,
  transcriptHash,
} from './keySchedule.ts'
import { DecodeError, invalid } from './reader.ts'
import { ALERT_LEVEL, type Alert, CONTENT_TYPE, decodeAlert, encodeRecords, RecordReader } from './record.ts'
import { RecordProtection, type SuiteParameters } from './recordProtection.ts'
import {
  decodeServerHello,
  isHelloRetryRequest,
  type ServerHello,
  selectedVersion,
  serverKeyShare,
} from './serverHello.ts'

export type Handshake13 = ServerFlight & {
  suite: number
  group: number
  retried: boolean
  tickets: Ticket[]
  /**
   * The alert after the client's Finished (other than close_notify), and the first application data. `closed`: the server
   * ended the connection, so nothing that it sent is missing; `cut`: it, or what can be read of it, ended without an alert.
   */
  afterwards: { refused: Alert | undefined; data: Uint8Array; closed: boolean; cut: boolean }
  /** Milliseconds from the first byte sent to the server's Finished. */
  handshakeMs: number
}

export type Handshake13Result =
  | { kind: 'done'; handshake: Handshake13 }
  /** `encrypted`: the alert came after ServerHello, so the hello itself was acceptable. */
  | { kind: 'alert'; alert: Alert; encrypted: boolean }
  | { kind: 'lower-version'; version: number }

/** Bytes of application data. */
const MAX_DATA = 4096
const MAX_TICKETS = 4

/** RFC 9846 §2: the full handshake, as far as `until` says; every message is checked. */
export const handshake13 = (options: Handshake13Options): Exchange<Handshake13Result> =>
  new Handshake13Exchange(options)

class Handshake13Exchange implements Exchange<Handshake13Result> {
  readonly #opening: readonly Uint8Array[]
  readonly #options: Handshake13Options
  readonly #records = new RecordReader()
  readonly #plain = new HandshakeReader()
  readonly #protected = new HandshakeReader()
  #started = 0
  #transcript: Uint8Array[]
  #last: number = HANDSHAKE_TYPE.client_hello
  #warning: Alert | undefined
  #retried = false
  #suite = 0
  #parameters: SuiteParameters | undefined
  #group = 0
  #secrets: HandshakeSecrets | undefined
  #incoming: RecordProtection | undefined
  #resumption: Resumption | undefined
  /** Of the request; undefined after close_notify, which ends what the client sends. */
  #outgoing: RecordProtection | undefined
  #isSilent = false
  #seen: Partial<Handshake13> & { tickets: Ticket[]; afterwards: Handshake13['afterwards'] } = {
    tickets: [],
    afterwards: { refused: undefined, data: new Uint8Array(0), closed: false, cut: false },
  }

  constructor(options: Handshake13Options) {
    this.#options = options
    const hello = options.hello()
    this.#transcript = [hello]
    this.#group = options.groups[0] as number
    this.#opening = [encodeRecords(CONTENT_TYPE.handshake, TLS10, hello)]
  }

  /** Read when the connection is established: the handshake's time begins here. */
  get opening(): readonly Uint8Array[] {
    this.#started = this.#options.now()
    return this.#opening
  }

  receive(chunk: Uint8Array, send: Send): Handshake13Result | undefined {
    try {
      return this.#receive(chunk, send)
    } catch (error) {
      // What Finished has proved is true whatever follows it.
      if (!(error instanceof DecodeError) || !this.#resumption) throw error
      // mbedTLS 3.6 protects its alert with the keys of the handshake.
      this.#seen.afterwards.cut = true
      return this.#done()
    }
  }

  get patienceMs(): number | undefined {
    return this.#outgoing && patienceAfter(this.#seen.handshakeMs as number)
  }

  /** The request is not answered: close_notify makes the server close, after everything that it has to say of the handshake. */
  silence(send: Send): undefined {
    if (this.#outgoing) send(this.#outgoing.protect(CONTENT_TYPE.alert, CLOSE_NOTIFY))
    this.#outgoing = undefined
    this.#isSilent = true
  }

  ended(how: Ending): Handshake13Result | undefined {
    if (this.#resumption) {
      this.#seen.afterwards.closed = how === 'closed'
      // Erlang ends the connection without an alert when the client has ended its side.
      this.#seen.afterwards.cut = !this.#isSilent && (how === 'closed' || how === 'reset')
      return this.#done()
    }
    const cutOff = how === 'closed' || how === 'reset'
    return this.#warning && cutOff ? { kind: 'alert', alert: this.#warning, encrypted: false } : undefined
  }

  #receive(chunk: Uint8Array, send: Send): Handshake13Result | undefined {
    for (const record of this.#records.push(chunk)) {
      // RFC 9846 §5: a change_cipher_spec of the compatibility mode is dropped wherever it comes.
      if (record.type === CONTENT_TYPE.change_cipher_spec) continue
      if (this.#incoming && record.type === CONTENT_TYPE.handshake) {
        throw invalid('TLSPlaintext', 'a handshake record in the clear after ServerHello')
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

  #fragment(type: number, content: Uint8Array, send: Send): Handshake13Result | undefined {
    if (type === CONTENT_TYPE.alert) return this.#alert(decodeAlert(content))
    if (type === CONTENT_TYPE.application_data && this.#resumption) {
      const { afterwards } = this.#seen
      if (afterwards.data.length < MAX_DATA) afterwards.data = Buffer.concat([afterwards.data, content])
      return undefined
    }
    if (type !== CONTENT_TYPE.handshake) throw invalid('TLSPlaintext', `content type ${type} in a handshake`)
    const keys = this.#incoming
    const reader = keys ? this.#protected : this.#plain
    for (const message of reader.push(content)) {
      if (this.#incoming !== keys) throw invalid('Handshake', 'messages under two keys in one record')
      const result = this.#message(message, send)
      if (result) return result
    }
    return undefined
  }

  #alert(alert: Alert): Handshake13Result | undefined {
    // A warning (unrecognized_name, say) may come before the answer: it counts only if nothing follows.
    if (!this.#incoming && alert.level === ALERT_LEVEL.warning) {
      this.#warning = alert
      return undefined
    }
    if (!this.#resumption) return { kind: 'alert', alert, encrypted: this.#incoming !== undefined }
    // RFC 9846 §6.1: close_notify follows. Java announces every end so.
    if (alertName(alert.description) === 'user_canceled') return undefined
    if (alert.description === CLOSE_NOTIFY[1]) this.#seen.afterwards.closed = true
    else this.#seen.afterwards.refused = alert
    return this.#done()
  }

  #message({ type, body, bytes }: HandshakeMessage, send: Send): Handshake13Result | undefined {
    checkOrder(this.#last, type)
    if (type !== HANDSHAKE_TYPE.new_session_ticket) this.#last = type
    switch (type) {
      case HANDSHAKE_TYPE.server_hello:
        return this.#serverHello(decodeServerHello(body), bytes, send)
      case HANDSHAKE_TYPE.finished:
        return this.#finished(body, bytes, send)
      case HANDSHAKE_TYPE.new_session_ticket:
        this.#ticket(decodeNewSessionTicket(body))
        return undefined
    }
    Object.assign(
      this.#seen,
      readServerFlight(
        type,
        body,
        () => this.#hash(),
        this.#options.decompress,
      ) satisfies Partial<Handshake13>,
    )
    this.#transcript.push(bytes)
    return undefined
  }

  #serverHello(hello: ServerHello, bytes: Uint8Array, send: Send): Handshake13Result | undefined {
    const version = selectedVersion(hello)
    if (version < TLS13) return { kind: 'lower-version', version }
    this.#parameters = parametersOf(hello, this.#retried ? this.#suite : undefined)
    this.#suite = hello.cipherSuite
    if (isHelloRetryRequest(hello)) {
      this.#retry(hello, bytes, send)
      return undefined
    }
    const share = serverKeyShare(hello)
    const agreement = share?.group === this.#group ? this.#options.agreement(this.#group) : undefined
    const secret = sharedSecret(agreement, share)
    this.#transcript.push(bytes)
    const { hash } = this.#parameters
    this.#secrets = handshakeSecrets(hash, earlySecret(hash), secret, this.#hash())
    this.#incoming = new RecordProtection(this.#parameters, this.#secrets.server)
    return undefined
  }

  /** RFC 9846 §4.1 and §4.2.4. */
  #retry(hello: ServerHello, bytes: Uint8Array, send: Send): void {
    if (this.#retried) throw invalid('HelloRetryRequest', 'it came a second time')
    const retry = retryOf(hello, this.#options.groups, this.#group)
    this.#retried = true
    this.#last = HANDSHAKE_TYPE.client_hello
    this.#group = retry.group ?? this.#group
    const second = this.#options.hello(retry)
    this.#transcript = [messageHash(this.#hashName, this.#transcript[0] as Uint8Array), bytes, second]
    send(encodeRecords(CONTENT_TYPE.handshake, TLS12, second))
  }

  #finished(verifyData: Uint8Array, bytes: Uint8Array, send: Send): Handshake13Result | undefined {
    const secrets = this.#secrets as HandshakeSecrets
    const expected = finishedVerifyData(this.#hashName, secrets.server, this.#hash())
    if (Buffer.compare(expected, verifyData) !== 0) {
      throw invalid('Finished', 'verify_data does not match the transcript')
    }
    this.#transcript.push(bytes)
    this.#seen.handshakeMs = this.#options.now() - this.#started
    if (this.#options.until === 'server-finished') return this.#done()
    const { request, toAll } = this.#options
    const { certificateRequest } = this.#seen
    const flight = clientFlight(
      { parameters: this.#parameters as SuiteParameters, secrets, transcript: this.#transcript },
      certificateRequest,
      certificateRequest || toAll ? request : undefined,
    )
    this.#incoming = flight.incoming
    this.#resumption = flight.resumption
    if (this.#seen.certificateRequest && this.#options.request) this.#outgoing = flight.outgoing
    send(flight.bytes)
    return undefined
  }

  #ticket(ticket: NewSessionTicket): void {
    if (this.#seen.tickets.length >= MAX_TICKETS) return
    const { main, transcript } = this.#resumption as Resumption
    const psk = resumptionPsk(this.#hashName, main, transcript, ticket.nonce)
    this.#seen.tickets.push({ ticket, psk, suite: this.#suite, group: this.#group })
  }

  get #hashName(): HashName {
    return (this.#parameters as SuiteParameters).hash
  }

  #hash(): Uint8Array {
    return transcriptHash(this.#hashName, this.#transcript)
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
