import { hex16 } from '../registry/codePoint.ts'
import { TLS10, TLS12, TLS13 } from '../registry/tls/versions.ts'
import { ALERT_LEVEL, type Alert, decodeAlert } from '../tls/alert.ts'
import { decodeCertificate12 } from '../tls/authentication.ts'
import { HANDSHAKE_TYPE, HandshakeReader } from '../tls/handshake.ts'
import { DecodeError } from '../tls/reader.ts'
import { CONTENT_TYPE, encodeRecords, RecordReader } from '../tls/record.ts'
import {
  decodeServerHello,
  isHelloRetryRequest,
  type ServerHello,
  selectedGroup,
  selectedIdentity,
  selectedVersion,
  serverKeyShare,
} from '../tls/serverHello.ts'
import {
  decodeDheKeyExchange,
  decodeEcdheKeyExchange,
  type ServerKeyExchange,
} from '../tls/serverKeyExchange.ts'
import type { Dialogue } from './net/conversation.ts'
import { keyExchangeOf } from './suites.ts'

/** What a server says to a ClientHello, up to the point where a client would have to answer. */
export type HelloAnswer = { kind: 'alert'; alert: Alert } | ModernAnswer | OlderAnswer

/**
 * HelloRetryRequest or ServerHello of TLS 1.3. `group`: what either chose (undefined: a request for a cookie alone,
 * or a resumption without a key exchange); `identity`: the pre-shared key that a ServerHello took.
 */
export type ModernAnswer = {
  kind: 'retry' | 'hello13'
  hello: ServerHello
  group: number | undefined
  identity: number | undefined
}

/** The whole first flight of a server that chose TLS 1.2 or older. `clientRandom`: of the hello it answers. */
export type OlderAnswer = {
  kind: 'flight12'
  version: number
  clientRandom: Uint8Array
  hello: ServerHello
  flight: Flight12
}

/** RFC 5246 §7.3: the server's first flight before TLS 1.3. */
export type Flight12 = {
  certificates: Uint8Array[]
  keyExchange: ServerKeyExchange | undefined
  certificateRequested: boolean
}

/** `segments` splits the bytes of the record over TCP segments; `recordSize` the message over records. */
export type Framing = { recordSize?: number; splitAt?: number }

/** RFC 9846 §5.1: the first ClientHello travels in records of version TLS 1.0; SSL 3.0 in its own. */
const openingOf = (hello: Uint8Array, framing: Framing): Uint8Array[] => {
  const clientVersion = ((hello[4] as number) << 8) | (hello[5] as number)
  const version = Math.min(clientVersion, TLS10)
  const records = encodeRecords(CONTENT_TYPE.handshake, version, hello, framing.recordSize)
  if (framing.splitAt === undefined) return [records]
  return [records.subarray(0, framing.splitAt), records.subarray(framing.splitAt)]
}

/** Sends one ClientHello and reads what comes back. */
export const askHello = (hello: Uint8Array, framing: Framing = {}): Dialogue<HelloAnswer> => {
  const records = new RecordReader()
  const handshakes = new HandshakeReader()
  let warning: Alert | undefined
  let older: OlderAnswer | undefined

  const onAlert = (fragment: Uint8Array): HelloAnswer | undefined => {
    const alert = decodeAlert(fragment)
    if (alert.level === ALERT_LEVEL.fatal) return { kind: 'alert', alert }
    // A warning (unrecognized_name, say) may come before the answer: it counts only if nothing follows.
    warning = alert
    return undefined
  }

  const onMessage = (type: number, body: Uint8Array): HelloAnswer | undefined => {
    if (older) {
      readFlight12(older, type, body)
      return type === HANDSHAKE_TYPE.server_hello_done ? older : undefined
    }
    if (type !== HANDSHAKE_TYPE.server_hello) {
      throw new DecodeError('Handshake', 'invalid', `message type ${type} where ServerHello belongs`)
    }
    const answer = decodeServerHello(body)
    const version = selectedVersion(answer)
    if (version > TLS13) {
      throw new DecodeError('ServerHello', 'invalid', `version ${hex16(version)}, which nobody offered`)
    }
    if (version === TLS13 || isHelloRetryRequest(answer)) return modernAnswer(answer)
    older = {
      kind: 'flight12',
      version,
      clientRandom: hello.subarray(6, 38),
      hello: answer,
      flight: { certificates: [], keyExchange: undefined, certificateRequested: false },
    }
    return undefined
  }

  return {
    opening: openingOf(hello, framing),
    receive(chunk) {
      for (const record of records.push(chunk)) {
        if (record.type === CONTENT_TYPE.alert) {
          const answer = onAlert(record.fragment)
          if (answer) return answer
        } else if (record.type === CONTENT_TYPE.handshake) {
          for (const message of handshakes.push(record.fragment)) {
            const answer = onMessage(message.type, message.body)
            if (answer) return answer
          }
        } else if (record.type !== CONTENT_TYPE.change_cipher_spec) {
          throw new DecodeError('TLSPlaintext', 'invalid', `content type ${record.type} in a first flight`)
        }
      }
      return undefined
    },
    ended: (how) =>
      warning && (how === 'closed' || how === 'reset') ? { kind: 'alert', alert: warning } : undefined,
  }
}

/** Everything that is read of it later is read here, where what cannot be read is the server's mistake. */
const modernAnswer = (hello: ServerHello): ModernAnswer => {
  const retry = isHelloRetryRequest(hello)
  return {
    kind: retry ? 'retry' : 'hello13',
    hello,
    group: retry ? selectedGroup(hello) : serverKeyShare(hello)?.group,
    identity: selectedIdentity(hello),
  }
}

const readFlight12 = ({ version, hello, flight }: OlderAnswer, type: number, body: Uint8Array): void => {
  if (type === HANDSHAKE_TYPE.certificate) flight.certificates = decodeCertificate12(body)
  if (type === HANDSHAKE_TYPE.certificate_request) flight.certificateRequested = true
  if (type === HANDSHAKE_TYPE.server_key_exchange) {
    const family = keyExchangeOf(hello.cipherSuite)
    const hasAlgorithm = version >= TLS12
    if (family === 'ECDHE') flight.keyExchange = decodeEcdheKeyExchange(body, hasAlgorithm)
    if (family === 'DHE') flight.keyExchange = decodeDheKeyExchange(body, hasAlgorithm)
  }
}
