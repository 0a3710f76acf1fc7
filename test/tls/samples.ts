import { EXTENSION } from '../../src/registry/tls/messages/extensions.ts'
import { TLS12, TLS13, versionName } from '../../src/registry/tls/versions.ts'
import {
  decodeCertificate,
  decodeCertificate12,
  decodeCertificateRequest,
  decodeCertificateVerify,
  decodeEncryptedExtensions,
  decodeNewSessionTicket,
} from '../../src/tls/authentication.ts'
import { decodeClientHello } from '../../src/tls/clientHello.ts'
import {
  decodeAlpn,
  decodeKeyShares,
  decodeSignatureAlgorithms,
  decodeSupportedGroups,
  decodeSupportedVersions,
  extensionData,
} from '../../src/tls/extensions.ts'
import { HANDSHAKE_TYPE } from '../../src/tls/handshake.ts'
import { decodeAlert } from '../../src/tls/record.ts'
import {
  decodeServerHello,
  isHelloRetryRequest,
  selectedGroup,
  selectedIdentity,
  selectedVersion,
  serverKeyShare,
} from '../../src/tls/serverHello.ts'
import { decodeDheKeyExchange, decodeEcdheKeyExchange } from '../../src/tls/serverKeyExchange.ts'
import { Replay, recordings } from './recorded/recording.ts'
import { suiteOf } from './recorded/shown.ts'
import { bytes, Trace } from './rfc8448.ts'

/**
 * A decoder, and bytes that it must take. `cuts`: lengths at which a shorter message is a message too, because what
 * follows is optional.
 */
export type Sample = { name: string; decode(data: Uint8Array): unknown; valid: Uint8Array; cuts: number[] }

/** One sample a decoder and message: from the traces of RFC 8448 and from the recorded servers. */
export const samples = (): Sample[] => {
  const found = new Map<string, Sample>()
  const add = (row: Row | undefined): void => {
    if (!row) return
    const [name, valid, decode, cut = valid.length] = row
    const key = `${name}, ${valid.length} bytes`
    if (!found.has(key)) {
      found.set(key, { name: key, decode, valid, cuts: cut < valid.length ? [cut] : [] })
    }
  }
  add(['Alert', bytes('0228'), decodeAlert])
  add(['ProtocolNameList', bytes('000c02683208687474702f312e31'), decodeAlpn])
  for (const name of ['resumed-0-rtt', 'hello-retry-request', 'client-authentication'] as const) {
    for (const { type, bytes: message } of new Trace(name).messages) {
      const body = message.subarray(4)
      if (type === HANDSHAKE_TYPE.client_hello) for (const row of clientHelloRows(body)) add(row)
      else add(row13(type, body))
    }
  }
  for (const recording of recordings()) {
    const replay = new Replay(recording)
    const version = replay.hello ? selectedVersion(replay.hello) : TLS12
    for (const { type, body } of replay.messages) {
      if (type === HANDSHAKE_TYPE.client_hello) for (const row of clientHelloRows(body)) add(row)
      else
        add(version === TLS13 ? row13(type, body) : row12(type, body, version, suiteOf(replay)?.keyExchange))
    }
  }
  return [...found.values()]
}

type Row = [name: string, valid: Uint8Array, decode: Sample['decode'], cut?: number]

const row13 = (type: number, body: Uint8Array): Row | undefined => {
  switch (type) {
    case HANDSHAKE_TYPE.server_hello:
      return ['ServerHello', body, readServerHello, endOfServerHello(body)]
    case HANDSHAKE_TYPE.encrypted_extensions:
      return ['EncryptedExtensions', body, decodeEncryptedExtensions]
    case HANDSHAKE_TYPE.certificate:
      return ['Certificate', body, decodeCertificate]
    case HANDSHAKE_TYPE.certificate_request:
      return ['CertificateRequest', body, decodeCertificateRequest]
    case HANDSHAKE_TYPE.certificate_verify:
      return ['CertificateVerify', body, decodeCertificateVerify]
    case HANDSHAKE_TYPE.new_session_ticket:
      return ['NewSessionTicket', body, decodeNewSessionTicket]
  }
  return undefined
}

const row12 = (type: number, body: Uint8Array, version: number, family?: string): Row | undefined => {
  const modern = version >= TLS12
  switch (type) {
    case HANDSHAKE_TYPE.server_hello:
      return ['ServerHello 1.2', body, readServerHello, endOfServerHello(body)]
    case HANDSHAKE_TYPE.certificate:
      return ['Certificate 1.2', body, decodeCertificate12]
    case HANDSHAKE_TYPE.server_key_exchange: {
      const read = (data: Uint8Array) =>
        family === 'DHE' ? decodeDheKeyExchange(data, modern) : decodeEcdheKeyExchange(data, modern)
      // Without a signature it is that of an anonymous suite.
      return [`ServerKeyExchange ${family} ${versionName(version)}`, body, read, read(body).parameters.length]
    }
  }
  return undefined
}

/** Where a ServerHello without extensions ends. */
const endOfServerHello = (body: Uint8Array): number => 38 + (body[34] as number)

const clientHelloRows = (body: Uint8Array): Row[] => {
  const { extensions, legacySessionId, cipherSuites } = decodeClientHello(body)
  const data = (name: keyof typeof EXTENSION): Uint8Array | undefined =>
    extensionData(extensions ?? [], EXTENSION[name])
  const rows: Row[] = [
    ['ClientHello', body, decodeClientHello, 39 + legacySessionId.length + 2 * cipherSuites.length],
  ]
  for (const [name, decode] of [
    ['supported_groups', decodeSupportedGroups],
    ['signature_algorithms', decodeSignatureAlgorithms],
    ['supported_versions', decodeSupportedVersions],
    ['key_share', decodeKeyShares],
  ] as const) {
    const valid = data(name)
    if (valid) rows.push([name, valid, decode])
  }
  return rows
}

/** With everything that a caller asks of a ServerHello. */
const readServerHello = (data: Uint8Array): unknown => {
  const hello = decodeServerHello(data)
  const retry = isHelloRetryRequest(hello)
  return [
    hello,
    selectedVersion(hello),
    retry ? selectedGroup(hello) : serverKeyShare(hello),
    selectedIdentity(hello),
  ]
}
