import { hex16 } from '../registry/codePoint.ts'
import { EXTENSION } from '../registry/tls/messages/extensions.ts'
import { cipherSuite, ephemeralOf } from '../registry/tls/suites/cipherSuites.ts'
import { TLS10, TLS12, TLS13 } from '../registry/tls/versions.ts'
import { decodeCertificate12, decodeCertificateStatus, type SentStatus } from './authentication.ts'
import type { Exchange, Send } from './exchange.ts'
import { extensionData, selectedProtocol } from './extensions.ts'
import { HANDSHAKE_TYPE, type HandshakeMessage, HandshakeReader } from './handshake.ts'
import { invalid } from './reader.ts'
import { ALERT_LEVEL, type Alert, CONTENT_TYPE, decodeAlert, encodeRecords, RecordReader } from './record.ts'
import {
  decodeServerHello,
  isHelloRetryRequest,
  type ServerHello,
  selectedGroup,
  selectedIdentity,
  selectedVersion,
  serverKeyShare,
} from './serverHello.ts'
import {
  decodeDheKeyExchange,
  decodeEcdheKeyExchange,
  type ServerKeyExchange,
  withoutIdentityHint,
} from './serverKeyExchange.ts'

/** The answer of a server to a ClientHello, up to the point where a client would have to answer. */
export type HelloAnswer = { kind: 'alert'; alert: Alert } | Answer13 | Answer12

/** HelloRetryRequest or ServerHello of TLS 1.3. */
export type Answer13 = {
  kind: 'retry' | 'hello13'
  version: number
  hello: ServerHello
  /** The chosen group; undefined where only a cookie is asked for, and in a resumption without a key exchange. */
  group: number | undefined
  /** The pre-shared key that the ServerHello accepts. */
  identity: number | undefined
}

/** The whole first flight of a server that chose TLS 1.2 or older. */
export type Answer12 = {
  kind: 'flight12'
  version: number
  /** Of the hello that it answers. */
  clientRandom: Uint8Array
  hello: ServerHello
  /** RFC 7301 §3.1. */
  alpn: string | undefined
  flight: Flight12
}

/** RFC 5246 §7.3: the server's first flight before TLS 1.3. */
export type Flight12 = {
  certificates: Uint8Array[]
  keyExchange: ServerKeyExchange | undefined
  certificateRequested: boolean
  /** What came with the certificates. */
  sent: SentStatus
}

/** `splitAt` splits the bytes over two TCP segments; `recordSize` the message over records. */
export type Framing = { recordSize?: number; splitAt?: number }

/** Makes the second ClientHello for a HelloRetryRequest, of which it has the whole message; undefined: none is sent. */
type Again = (retry: Answer13, bytes: Uint8Array) => Uint8Array | undefined

/** RFC 9846 §5.1: the first ClientHello travels in records of version TLS 1.0; SSL 3.0 in its own. */
const openingOf = (hello: Uint8Array, framing: Framing): Uint8Array[] => {
  const clientVersion = ((hello[4] as number) << 8) | (hello[5] as number)
  const version = Math.min(clientVersion, TLS10)
  const records = encodeRecords(CONTENT_TYPE.handshake, version, hello, framing.recordSize)
  if (framing.splitAt === undefined) return [records]
  return [records.subarray(0, framing.splitAt), records.subarray(framing.splitAt)]
}

export const isTls13 = (answer: HelloAnswer | undefined): answer is Answer13 =>
  answer?.kind === 'retry' || answer?.kind === 'hello13'

export const chosenGroup = (answer: HelloAnswer | undefined): number | undefined =>
  isTls13(answer) ? answer.group : undefined

export const chosenSuite = (answer: HelloAnswer | undefined, version: number): number | undefined =>
  answer && answer.kind !== 'alert' && answer.version === version ? answer.hello.cipherSuite : undefined

export const chosenCurve = (answer: HelloAnswer): number | undefined =>
  answer.kind === 'flight12' && answer.flight.keyExchange?.family === 'ECDHE'
    ? answer.flight.keyExchange.group
    : undefined

export const askHello = (
  hello: Uint8Array,
  { again, ...framing }: Framing & { again?: Again } = {},
): Exchange<HelloAnswer> => {
  const records = new RecordReader()
  const handshakes = new HandshakeReader()
  let warning: Alert | undefined
  let answer12: Answer12 | undefined
  let retried = false

  const onAlert = (fragment: Uint8Array): HelloAnswer | undefined => {
    const alert = decodeAlert(fragment)
    if (alert.level === ALERT_LEVEL.fatal) return { kind: 'alert', alert }
    // A warning (unrecognized_name, say) may come before the answer: it counts only if nothing follows.
    warning = alert
    return undefined
  }

  const onRetry = (answer: Answer13, bytes: Uint8Array, send: Send): HelloAnswer | undefined => {
    const second = retried ? undefined : again?.(answer, bytes)
    if (!second) return answer
    retried = true
    send(encodeRecords(CONTENT_TYPE.handshake, TLS12, second))
    return undefined
  }

  const onMessage = ({ type, body, bytes }: HandshakeMessage, send: Send): HelloAnswer | undefined => {
    if (answer12) {
      readFlight12(answer12, type, body)
      return type === HANDSHAKE_TYPE.server_hello_done ? answer12 : undefined
    }
    if (type !== HANDSHAKE_TYPE.server_hello) {
      throw invalid('Handshake', `message type ${type} instead of ServerHello`)
    }
    const answer = decodeServerHello(body)
    const version = selectedVersion(answer)
    if (version > TLS13) throw invalid('ServerHello', `version ${hex16(version)}, which was not offered`)
    if (version === TLS13 || isHelloRetryRequest(answer)) {
      const found = answer13(answer)
      return found.kind === 'retry' ? onRetry(found, bytes, send) : found
    }
    const timestamps = extensionData(answer.extensions, EXTENSION.signed_certificate_timestamp)
    const sent = { ocsp: undefined, timestamps }
    answer12 = {
      kind: 'flight12',
      version,
      clientRandom: hello.subarray(6, 38),
      hello: answer,
      alpn: selectedProtocol(answer.extensions),
      flight: { certificates: [], keyExchange: undefined, certificateRequested: false, sent },
    }
    return undefined
  }

  return {
    opening: openingOf(hello, framing),
    receive(chunk, send) {
      for (const record of records.push(chunk)) {
        if (record.type === CONTENT_TYPE.alert) {
          const answer = onAlert(record.fragment)
          if (answer) return answer
        } else if (record.type === CONTENT_TYPE.handshake) {
          for (const message of handshakes.push(record.fragment)) {
            const answer = onMessage(message, send)
            if (answer) return answer
          }
        } else if (record.type !== CONTENT_TYPE.change_cipher_spec) {
          throw invalid('TLSPlaintext', `content type ${record.type} in a first flight`)
        }
      }
      return undefined
    },
    ended: (how) =>
      warning && (how === 'closed' || how === 'reset') ? { kind: 'alert', alert: warning } : undefined,
  }
}

/** Decodes everything that is used later, so that a DecodeError can only come from here. */
const answer13 = (hello: ServerHello): Answer13 => {
  const retry = isHelloRetryRequest(hello)
  return {
    kind: retry ? 'retry' : 'hello13',
    version: TLS13,
    hello,
    group: retry ? selectedGroup(hello) : serverKeyShare(hello)?.group,
    identity: selectedIdentity(hello),
  }
}

const readFlight12 = ({ version, hello, flight }: Answer12, type: number, body: Uint8Array): void => {
  if (type === HANDSHAKE_TYPE.certificate) flight.certificates = decodeCertificate12(body)
  if (type === HANDSHAKE_TYPE.certificate_status) flight.sent.ocsp = decodeCertificateStatus(body)
  if (type === HANDSHAKE_TYPE.certificate_request) flight.certificateRequested = true
  if (type === HANDSHAKE_TYPE.server_key_exchange) {
    const family = ephemeralOf(hello.cipherSuite)
    if (family === undefined) return
    const hasAlgorithm = version >= TLS12
    const hasHint = cipherSuite(hello.cipherSuite)?.authentication === 'PSK'
    const sent = hasHint ? withoutIdentityHint(body) : body
    flight.keyExchange =
      family === 'ECDHE'
        ? decodeEcdheKeyExchange(sent, hasAlgorithm)
        : decodeDheKeyExchange(sent, hasAlgorithm)
  }
}
