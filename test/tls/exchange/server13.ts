import { TLS12, TLS13 } from '../../../src/registry/tls/versions.ts'
import { encodeClientHello } from '../../../src/tls/clientHello.ts'
import {
  type Extension,
  encodeExtensions,
  keyShares,
  supportedVersions,
} from '../../../src/tls/extensions.ts'
import { encodeHandshake, HANDSHAKE_TYPE } from '../../../src/tls/handshake.ts'
import {
  applicationSecrets,
  earlySecret,
  finishedVerifyData,
  type HandshakeSecrets,
  handshakeSecrets,
  messageHash,
  transcriptHash,
} from '../../../src/tls/keySchedule.ts'
import { CONTENT_TYPE, encodeRecords } from '../../../src/tls/record.ts'
import { RecordProtection, type SuiteParameters, suiteParameters } from '../../../src/tls/recordProtection.ts'
import { HELLO_RETRY_REQUEST_RANDOM } from '../../../src/tls/serverHello.ts'
import { ascii, concat, u8, u16, u32, vector8, vector16, vector24 } from '../../../src/tls/writer.ts'

export const GROUP = 0x001d
export const SUITE = 0x1301
export const SECRET = new Uint8Array(32).fill(7)
export const SHARE = new Uint8Array(32).fill(9)

export const helloWith = (...extensions: Extension[]): Uint8Array =>
  encodeClientHello({
    legacyVersion: TLS12,
    random: new Uint8Array(32).fill(1),
    legacySessionId: new Uint8Array(0),
    cipherSuites: [SUITE],
    extensions: [supportedVersions([TLS13]), ...extensions],
  })

export const HELLO = helloWith(keyShares([{ group: GROUP, keyExchange: SHARE }]))

const selectedVersion = (version: number): Extension => ({ type: 43, data: u16(version) })

export const serverHello = ({
  suite = SUITE,
  version = TLS13,
  random = new Uint8Array(32).fill(2),
  group = GROUP,
  extensions = [{ type: 51, data: concat(u16(group), vector16(SHARE)) }],
}: {
  suite?: number
  group?: number
  version?: number
  random?: Uint8Array
  extensions?: Extension[]
} = {}): Uint8Array =>
  encodeHandshake(
    HANDSHAKE_TYPE.server_hello,
    concat(
      u16(TLS12),
      random,
      vector8(),
      u16(suite),
      u8(0),
      encodeExtensions([selectedVersion(version), ...extensions]),
    ),
  )

/** A HelloRetryRequest for a group, a cookie of so many bytes, or both. */
export const helloRetryRequest = ({
  group,
  cookie,
  ...fields
}: {
  group?: number
  cookie?: number
  suite?: number
  version?: number
}): Uint8Array =>
  serverHello({
    ...fields,
    random: HELLO_RETRY_REQUEST_RANDOM,
    extensions: [
      ...(group === undefined ? [] : [{ type: 51, data: u16(group) }]),
      ...(cookie === undefined ? [] : [{ type: 44, data: vector16(new Uint8Array(cookie)) }]),
    ],
  })

export const inTheClear = (...messages: Uint8Array[]): Uint8Array =>
  encodeRecords(CONTENT_TYPE.handshake, TLS12, concat(messages))

export const encryptedExtensions = encodeHandshake(
  HANDSHAKE_TYPE.encrypted_extensions,
  encodeExtensions([{ type: 16, data: vector16(vector8(ascii('h2'))) }]),
)
export const certificate = encodeHandshake(
  HANDSHAKE_TYPE.certificate,
  concat(vector8(), vector24(vector24(new Uint8Array(60).fill(3)), vector16())),
)
export const certificateRequest = encodeHandshake(
  HANDSHAKE_TYPE.certificate_request,
  concat(vector8(ascii('c')), encodeExtensions([{ type: 13, data: vector16(u16(0x0804)) }])),
)
export const certificateVerify = encodeHandshake(
  HANDSHAKE_TYPE.certificate_verify,
  concat(u16(0x0804), vector16(new Uint8Array(70).fill(4))),
)
export const newSessionTicket = (nonce: number): Uint8Array =>
  encodeHandshake(
    HANDSHAKE_TYPE.new_session_ticket,
    concat(u32(7200), u32(5), vector8(u8(nonce)), vector16(ascii('ticket')), vector16()),
  )

type Application = ReturnType<typeof applicationSecrets>

/** RFC 9846 §2: a server that holds the keys, says whatever it is told to, and knows what the client ought to answer. */
export class Server13 {
  readonly parameters: SuiteParameters
  /** The record of its ServerHello. */
  readonly hello: Uint8Array
  readonly transcript: Uint8Array[]
  readonly #secrets: HandshakeSecrets
  readonly #keys: RecordProtection
  #application: Application | undefined

  /** `retry`: its HelloRetryRequest, and the client's second hello. */
  constructor({
    hello = HELLO,
    retry,
    suite = SUITE,
    group = GROUP,
  }: {
    hello?: Uint8Array
    retry?: [Uint8Array, Uint8Array]
    suite?: number
    group?: number
  } = {}) {
    const parameters = suiteParameters(suite)
    if (!parameters) throw new Error('the suite is not known')
    this.parameters = parameters
    const opening = retry ? [messageHash(parameters.hash, hello), ...retry] : [hello]
    const answer = serverHello({ suite, group })
    this.hello = inTheClear(answer)
    this.transcript = [...opening, answer]
    const { hash } = parameters
    this.#secrets = handshakeSecrets(hash, earlySecret(hash), SECRET, this.hash())
    this.#keys = new RecordProtection(parameters, this.#secrets.server)
  }

  hash(): Uint8Array {
    return transcriptHash(this.parameters.hash, this.transcript)
  }

  /** Each message in a record of its own, as part of the transcript. */
  messages(...messages: Uint8Array[]): Uint8Array {
    this.transcript.push(...messages)
    return concat(messages.map((message) => this.protect(CONTENT_TYPE.handshake, message)))
  }

  protect(type: number, content: Uint8Array): Uint8Array {
    return this.#keys.protect(type, content)
  }

  /** Finished; from then on the application traffic keys are known. */
  finished(change = (data: Uint8Array): Uint8Array => data): Uint8Array {
    const data = finishedVerifyData(this.parameters.hash, this.#secrets.server, this.hash())
    const record = this.messages(encodeHandshake(HANDSHAKE_TYPE.finished, change(data)))
    this.#application = applicationSecrets(this.parameters.hash, this.#secrets.handshake, this.hash())
    return record
  }

  /** What reads and writes records after Finished. */
  applicationKeys(): { client: RecordProtection; server: RecordProtection } {
    const { client, server } = this.#application as Application
    return {
      client: new RecordProtection(this.parameters, client),
      server: new RecordProtection(this.parameters, server),
    }
  }

  mainSecret(): Uint8Array {
    return (this.#application as Application).main
  }

  /** The client's handshake traffic keys. */
  clientKeys(): RecordProtection {
    return new RecordProtection(this.parameters, this.#secrets.client)
  }

  clientFinished(): Uint8Array {
    return finishedVerifyData(this.parameters.hash, this.#secrets.client, this.hash())
  }
}
