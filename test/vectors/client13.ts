/** A TLS 1.3 client with nothing but src/tls, for recordings: it shows the server no certificate of its own. */
import { CIPHER_SUITES } from '../../src/registry/tls/suites/cipherSuites.ts'
import { EXTENSION } from '../../src/registry/tls/messages/extensions.ts'
import { decodeCertificateRequest, encodeEmptyCertificate } from '../../src/tls/authentication.ts'
import { type Extension, extensionData } from '../../src/tls/extensions.ts'
import { encodeHandshake, HANDSHAKE_TYPE, type HandshakeMessage, HandshakeReader } from '../../src/tls/handshake.ts'
import {
  applicationSecrets,
  earlySecret,
  finishedVerifyData,
  type HandshakeSecrets,
  handshakeSecrets,
  messageHash,
  transcriptHash,
} from '../../src/tls/keySchedule.ts'
import { CONTENT_TYPE, encodeRecords, RecordReader } from '../../src/tls/record.ts'
import { RecordProtection, type SuiteParameters } from '../../src/tls/recordProtection.ts'
import { decodeServerHello, isHelloRetryRequest, selectedGroup, serverKeyShare } from '../../src/tls/serverHello.ts'
import { agreementOf, type PrivateKeys } from './ephemeralKeys.ts'

export type Client13Options = {
  keys: PrivateKeys
  /** The ClientHello; after a HelloRetryRequest with the group and the extensions that it asks for. */
  hello(retry?: { group: number; cookie: Extension[] }): Uint8Array
  /** Sent once the handshake is done. */
  last: { type: number; content: Uint8Array }
}

export class Client13 {
  readonly opening: Uint8Array
  readonly #options: Client13Options
  readonly #records = new RecordReader()
  readonly #messages = new HandshakeReader()
  #transcript: Uint8Array[]
  #suite: SuiteParameters | undefined
  #secrets: HandshakeSecrets | undefined
  #incoming: RecordProtection | undefined
  #request: Uint8Array | undefined

  constructor(options: Client13Options) {
    this.#options = options
    const hello = options.hello()
    this.#transcript = [hello]
    this.opening = encodeRecords(CONTENT_TYPE.handshake, 0x0301, hello)
  }

  receive(chunk: Uint8Array, send: (bytes: Uint8Array) => void): void {
    for (const record of this.#records.push(chunk)) {
      const isProtected = this.#incoming && record.type === CONTENT_TYPE.application_data
      const { type, content } = isProtected
        ? (this.#incoming as RecordProtection).unprotect(record)
        : { type: record.type, content: record.fragment }
      if (type !== CONTENT_TYPE.handshake) continue
      for (const message of this.#messages.push(content)) this.#message(message, send)
    }
  }

  #message({ type, body, bytes }: HandshakeMessage, send: (bytes: Uint8Array) => void): void {
    if (type === HANDSHAKE_TYPE.server_hello) return this.#serverHello(body, bytes, send)
    if (type === HANDSHAKE_TYPE.certificate_request) this.#request = decodeCertificateRequest(body).requestContext
    this.#transcript.push(bytes)
    if (type === HANDSHAKE_TYPE.finished) this.#finish(send)
  }

  #serverHello(body: Uint8Array, bytes: Uint8Array, send: (bytes: Uint8Array) => void): void {
    const hello = decodeServerHello(body)
    const { hash, aead } = CIPHER_SUITES.find(({ value }) => value === hello.cipherSuite) ?? {}
    if (!hash || !aead) throw new Error(`cipher suite ${hello.cipherSuite}`)
    this.#suite = { hash, aead }
    if (isHelloRetryRequest(hello)) {
      const data = extensionData(hello.extensions, EXTENSION.cookie)
      const second = this.#options.hello({
        group: selectedGroup(hello) as number,
        cookie: data ? [{ type: EXTENSION.cookie, data }] : [],
      })
      this.#transcript = [messageHash(hash, this.#transcript[0] as Uint8Array), bytes, second]
      return send(encodeRecords(CONTENT_TYPE.handshake, 0x0303, second))
    }
    const share = serverKeyShare(hello)
    if (!share) throw new Error('no key share')
    this.#transcript.push(bytes)
    const secret = agreementOf(share.group, this.#options.keys).secret(share.keyExchange)
    this.#secrets = handshakeSecrets(hash, earlySecret(hash), secret, this.#hash())
    this.#incoming = new RecordProtection(this.#suite, this.#secrets.server)
  }

  #finish(send: (bytes: Uint8Array) => void): void {
    const [suite, secrets] = [this.#suite as SuiteParameters, this.#secrets as HandshakeSecrets]
    const application = applicationSecrets(suite.hash, secrets.handshake, this.#hash())
    this.#incoming = new RecordProtection(suite, application.server)
    const handshakeKeys = new RecordProtection(suite, secrets.client)
    const flight = this.#request ? [encodeEmptyCertificate(this.#request)] : []
    this.#transcript.push(...flight)
    const verifyData = finishedVerifyData(suite.hash, secrets.client, this.#hash())
    const { type, content } = this.#options.last
    send(
      Buffer.concat([
        encodeRecords(CONTENT_TYPE.change_cipher_spec, 0x0303, Uint8Array.of(1)),
        ...[...flight, encodeHandshake(HANDSHAKE_TYPE.finished, verifyData)].map((message) =>
          handshakeKeys.protect(CONTENT_TYPE.handshake, message),
        ),
        new RecordProtection(suite, application.client).protect(type, content),
      ]),
    )
  }

  #hash(): Uint8Array {
    return transcriptHash((this.#suite as SuiteParameters).hash, this.#transcript)
  }
}
