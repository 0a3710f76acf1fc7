import { readdirSync, readFileSync } from 'node:fs'
import { CIPHER_SUITES } from '../../../src/registry/tls/suites/cipherSuites.ts'
import { TLS13 } from '../../../src/registry/tls/versions.ts'
import { HANDSHAKE_TYPE, type HandshakeMessage, HandshakeReader } from '../../../src/tls/handshake.ts'
import {
  applicationSecrets,
  earlySecret,
  finishedVerifyData,
  type HandshakeSecrets,
  handshakeSecrets,
  messageHash,
  transcriptHash,
} from '../../../src/tls/keySchedule.ts'
import {
  type Alert,
  CONTENT_TYPE,
  decodeAlert,
  RecordReader,
  type TlsRecord,
} from '../../../src/tls/record.ts'
import { RecordProtection, type SuiteParameters } from '../../../src/tls/recordProtection.ts'
import {
  decodeServerHello,
  isHelloRetryRequest,
  type ServerHello,
  selectedVersion,
  serverKeyShare,
} from '../../../src/tls/serverHello.ts'
import { agreementOf, type PrivateKeys } from '../../vectors/ephemeralKeys.ts'
import type { Shows } from '../../vectors/scenarios.ts'
import { bytes } from '../rfc8448.ts'

/** A file of test/vectors/handshakes/, as test/vectors/record-handshake.ts wrote it. */
export type Recording = {
  scenario: string
  origin: { server: string; command: string; client: string; date: string }
  shows: Shows
  keys?: PrivateKeys
  flow: { from: Side; bytes: string }[]
}

export type Side = 'client' | 'server'

const FOLDER = new URL('../../vectors/handshakes/', import.meta.url)

export const recordings = (): Recording[] =>
  readdirSync(FOLDER)
    .sort()
    .map((name) => JSON.parse(readFileSync(new URL(name, FOLDER), 'utf8')) as Recording)

/** `spans`: how many records it lies in; `shares`: how many messages end in its last record. */
export type SeenMessage = HandshakeMessage & {
  from: Side
  spans: number
  shares: number
  transcript: Uint8Array
}
export type SeenRecord = TlsRecord & {
  from: Side
  /** Of a protected record of TLS 1.3. */
  inner?: { type: number; content: Uint8Array; again: Uint8Array }
}

/** Everything that can be read of a recorded connection. Throws where a Finished does not verify. */
export class Replay {
  readonly records: SeenRecord[] = []
  readonly messages: SeenMessage[] = []
  readonly alerts: (Alert & { from: Side })[] = []
  hello: ServerHello | undefined
  retry: ServerHello | undefined
  /** How many Finished messages were checked: of TLS 1.3 alone. */
  finished = 0
  readonly #keys: PrivateKeys
  readonly #sides = { client: new SideState(), server: new SideState() }
  #transcript: Uint8Array[] = []
  #suite: SuiteParameters | undefined
  #secrets: HandshakeSecrets | undefined
  #application: { client: Uint8Array; server: Uint8Array } | undefined

  constructor({ flow, keys }: Pick<Recording, 'flow' | 'keys'>) {
    this.#keys = keys ?? {}
    for (const { from, bytes: chunk } of flow) {
      for (const record of this.#sides[from].records.push(bytes(chunk))) this.#record(from, record)
    }
  }

  /** Bytes that were not understood to their end. */
  get pending(): number {
    const { client, server } = this.#sides
    return [client, server].reduce((sum, s) => sum + s.records.pending.length + s.messages.pendingLength, 0)
  }

  #record(from: Side, record: TlsRecord): void {
    const side = this.#sides[from]
    const seen: SeenRecord = { ...record, from }
    this.records.push(seen)
    if (record.type === CONTENT_TYPE.change_cipher_spec) {
      // TLS 1.2 and older: what follows is encrypted with keys that nobody here has.
      if (this.hello && selectedVersion(this.hello) < TLS13) side.opaque = true
      return
    }
    if (side.opaque) return
    let { type, fragment: content } = record
    if (side.protection && type === CONTENT_TYPE.application_data) {
      const { opening, sealing } = side.protection
      const inner = opening.unprotect(record)
      seen.inner = { ...inner, again: sealing.protect(inner.type, inner.content) }
      type = inner.type
      content = inner.content
    }
    if (type === CONTENT_TYPE.alert) this.alerts.push({ ...decodeAlert(content), from })
    if (type === CONTENT_TYPE.handshake) this.#fragment(from, content)
  }

  #fragment(from: Side, content: Uint8Array): void {
    const side = this.#sides[from]
    side.spans++
    const ended: SeenMessage[] = []
    for (const message of side.messages.push(content)) {
      const spans = ended.length === 0 ? side.spans : 1
      const seen = { ...message, from, spans, shares: 0, transcript: this.#hash() }
      ended.push(seen)
      this.messages.push(seen)
      this.#message(seen)
    }
    for (const message of ended) message.shares = ended.length
    if (ended.length > 0) side.spans = side.messages.pendingLength > 0 ? 1 : 0
  }

  #message({ from, type, body, bytes: message }: SeenMessage): void {
    if (type === HANDSHAKE_TYPE.server_hello) this.#serverHello(decodeServerHello(body), message)
    else if (type !== HANDSHAKE_TYPE.new_session_ticket) this.#transcript.push(message)
    const secrets = this.#secrets
    if (type === HANDSHAKE_TYPE.finished && secrets && this.#suite) this.#finished(from, body, secrets)
  }

  #serverHello(hello: ServerHello, message: Uint8Array): void {
    const { hash, aead } = CIPHER_SUITES.find(({ value }) => value === hello.cipherSuite) ?? {}
    if (selectedVersion(hello) === TLS13 && hash && aead) this.#suite = { hash, aead }
    if (isHelloRetryRequest(hello) && this.#suite) {
      this.retry = hello
      this.#transcript = [messageHash(this.#suite.hash, this.#transcript[0] as Uint8Array), message]
      return
    }
    this.hello = hello
    this.#transcript.push(message)
    const share = serverKeyShare(hello)
    if (!share || !this.#suite) return
    const secret = agreementOf(share.group, this.#keys).secret(share.keyExchange)
    const early = earlySecret(this.#suite.hash)
    this.#secrets = handshakeSecrets(this.#suite.hash, early, secret, this.#hash())
    this.#sides.server.protect(this.#suite, this.#secrets.server)
    this.#sides.client.protect(this.#suite, this.#secrets.client)
  }

  #finished(from: Side, verifyData: Uint8Array, secrets: HandshakeSecrets): void {
    const suite = this.#suite as SuiteParameters
    const before = transcriptHash(suite.hash, this.#transcript.slice(0, -1))
    const expected = finishedVerifyData(suite.hash, secrets[from], before)
    if (Buffer.compare(expected, verifyData) !== 0) throw new Error(`the ${from}'s Finished does not verify`)
    this.finished++
    if (from === 'server') {
      this.#application = applicationSecrets(suite.hash, secrets.handshake, this.#hash())
    }
    this.#sides[from].protect(suite, (this.#application as { client: Uint8Array; server: Uint8Array })[from])
  }

  #hash(): Uint8Array {
    return this.#suite ? transcriptHash(this.#suite.hash, this.#transcript) : new Uint8Array(0)
  }
}

class SideState {
  readonly records = new RecordReader()
  readonly messages = new HandshakeReader()
  protection: { opening: RecordProtection; sealing: RecordProtection } | undefined
  opaque = false
  /** Records over which the message lies that has begun. */
  spans = 0

  protect(suite: SuiteParameters, secret: Uint8Array): void {
    this.protection = {
      opening: new RecordProtection(suite, secret),
      sealing: new RecordProtection(suite, secret),
    }
  }
}
