import {
  createPrivateKey,
  createPublicKey,
  diffieHellman,
  generateKeyPairSync,
  type KeyObject,
  sign,
  X509Certificate,
} from 'node:crypto'
import type { Socket } from 'node:net'
import { createAuthorities, issueServer } from '../../../src/lab/certificates.ts'
import { EXTENSION } from '../../../src/registry/tls/messages/extensions.ts'
import { TLS12, TLS13 } from '../../../src/registry/tls/versions.ts'
import { certificateVerifyContent } from '../../../src/tls/authentication.ts'
import { type ClientHello, decodeClientHello } from '../../../src/tls/clientHello.ts'
import {
  decodeKeyShares,
  decodeSupportedGroups,
  decodeSupportedVersions,
  extensionData,
} from '../../../src/tls/extensions.ts'
import { encodeHandshake, HANDSHAKE_TYPE, HandshakeReader } from '../../../src/tls/handshake.ts'
import {
  applicationSecrets,
  earlySecret,
  finishedVerifyData,
  handshakeSecrets,
  messageHash,
  transcriptHash,
} from '../../../src/tls/keySchedule.ts'
import { CONTENT_TYPE, encodeRecords, MAX_FRAGMENT, RecordReader } from '../../../src/tls/record.ts'
import { RecordProtection } from '../../../src/tls/recordProtection.ts'
import { HELLO_RETRY_REQUEST_RANDOM } from '../../../src/tls/serverHello.ts'
import { concat, type Part, u8, u16, u32, vector8, vector16, vector24 } from '../../../src/tls/writer.ts'
import { type Listener, listen } from '../listener.ts'
import { alertRecord, extensionBytes } from '../misbehaving.ts'

const X25519 = 0x001d
const AES_128_GCM = 0x1301
const ED25519 = 0x0807
const PARAMETERS = { hash: 'sha256', aead: 'aes-128-gcm' } as const

/** Where a server stops: after so many bytes of its hello (or HelloRetryRequest), of its flight, or at the client's Finished. */
export type Cut = {
  at: 'hello' | 'flight' | 'client-finished'
  after: number
  how: 'close' | 'reset' | 'silence'
}

/** The server's side of a key exchange. */
export type ServerKey = {
  group: number
  answer(clientShare: Uint8Array): { share: Uint8Array; secret: Uint8Array }
}

/** What a TLS 1.3 server does otherwise than it should. */
export type Fault = {
  /** Not a fault: the one group that it accepts; x25519 where it is absent. */
  key?: ServerKey
  cut?: Cut
  /** The group of a HelloRetryRequest to a hello that has a share; `none`: without key_share. */
  retry?: { group: number | 'none'; again?: boolean; cookie?: number }
  /** The group of every HelloRetryRequest to a hello without a share. */
  choose?: number
  suite?: number
  version?: number
  shareGroup?: number
  /** The messages of the flight, in its order: each may be changed, left out, or sent twice. */
  flight?: (messages: {
    encryptedExtensions: Uint8Array
    certificate: Uint8Array
    verify: Uint8Array
    finished: Uint8Array
  }) => Uint8Array[]
  signature?: (signature: Uint8Array) => Uint8Array
  verifyData?: (data: Uint8Array) => Uint8Array
  certificates?: (der: Uint8Array) => Uint8Array[]
  /** Sent in the clear between ServerHello and the flight. */
  inTheClear?: Uint8Array
  /** Sent when the client's Finished has come. */
  afterFinished?: Uint8Array
  /** Not a fault: a ticket comes only in answer to application data, as with BoringSSL. */
  ticketWithData?: boolean
}

type Identity = { der: Uint8Array; key: KeyObject }

let identity: Promise<Identity> | undefined

/** An Ed25519 certificate for localhost. */
const serverIdentity = (): Promise<Identity> => {
  identity ??= (async () => {
    const now = Date.now()
    const { cert, key } = await issueServer('faulty', { key: 'Ed25519' }, await createAuthorities(now), now)
    return { der: new X509Certificate(cert).raw, key: createPrivateKey(key) }
  })()
  return identity
}

/** RFC 7748 §6.1. */
export const X25519_KEY: ServerKey = {
  group: X25519,
  answer: (clientShare) => {
    const { publicKey, privateKey } = generateKeyPairSync('x25519')
    const spki = publicKey.export({ format: 'der', type: 'spki' })
    const key = Buffer.concat([spki.subarray(0, -32), clientShare])
    const peer = createPublicKey({ key, format: 'der', type: 'spki' })
    return { share: spki.subarray(-32), secret: diffieHellman({ privateKey, publicKey: peer }) }
  },
}

/** RFC 9846 §2, the server's side, with one group, TLS_AES_128_GCM_SHA256 and Ed25519 only, and with one fault. */
export const tls13Server = async (fault: Fault = {}, host?: string): Promise<Listener> => {
  const { der, key } = await serverIdentity()
  return listen((socket) => serve(socket, fault, der, key), host)
}

const serve = (socket: Socket, fault: Fault, der: Uint8Array, key: KeyObject): void => {
  const { group, answer: agree } = fault.key ?? X25519_KEY
  const records = new RecordReader()
  const handshakes = new HandshakeReader()
  let transcript: Uint8Array[] = []
  let retried = false
  let done = false
  let ticket: () => Uint8Array
  const send = (at: Cut['at'], bytes: Uint8Array): void => {
    if (fault.cut?.at !== at) socket.write(bytes)
    else stop(socket, fault.cut, bytes)
  }
  socket.on('data', (chunk) => {
    if (done) {
      if (fault.ticketWithData && [...records.push(chunk)].filter(isProtected).length > 2)
        socket.write(ticket())
      send('client-finished', fault.afterFinished ?? new Uint8Array(0))
      if (!fault.cut && !fault.afterFinished) socket.end()
      return
    }
    if (socket.bytesRead === chunk.length && chunk[0] !== CONTENT_TYPE.handshake) {
      socket.end()
      return
    }
    for (const record of records.push(chunk)) {
      if (record.type !== CONTENT_TYPE.handshake) continue
      for (const { body, bytes } of handshakes.push(record.fragment)) {
        const hello = decodeClientHello(body)
        const { versions, groups, share } = offered(hello, group)
        if (!versions.includes(TLS13)) {
          socket.end(alertRecord(2, 70))
          return
        }
        const asked = share
          ? retried && !fault.retry?.again
            ? undefined
            : fault.retry
          : { group: fault.choose ?? group }
        if (asked) {
          if (!share && !groups.includes(asked.group as number) && fault.choose === undefined) {
            socket.end(alertRecord(2, 40))
            return
          }
          const request = retryRequest(hello, asked, fault)
          transcript = [messageHash('sha256', bytes), request]
          retried = true
          send('hello', encodeRecords(CONTENT_TYPE.handshake, TLS12, request))
          return
        }
        transcript.push(bytes)
        done = true
        answer(hello, share as Uint8Array)
      }
    }
  })

  const answer = (hello: ClientHello, share: Uint8Array): void => {
    const agreed = agree(share)
    const serverHello = serverHelloOf(hello, fault, [
      extensionBytes(EXTENSION.key_share, u16(fault.shareGroup ?? group), vector16(agreed.share)),
    ])
    transcript.push(serverHello)
    const secrets = handshakeSecrets(
      'sha256',
      earlySecret('sha256'),
      agreed.secret,
      transcriptHash('sha256', transcript),
    )
    const protection = new RecordProtection(PARAMETERS, secrets.server)
    send('hello', encodeRecords(CONTENT_TYPE.handshake, TLS12, serverHello))
    if (fault.cut?.at === 'hello') return
    if (fault.inTheClear) socket.write(fault.inTheClear)
    const flight = flightOf(fault, der, key, secrets.server, transcript)
    ticket = () => {
      const { server } = applicationSecrets('sha256', secrets.handshake, transcriptHash('sha256', transcript))
      const body = concat(u32(7200), u32(5), vector8(u8(0)), vector16(new Uint8Array(32)), vector16())
      const message = encodeHandshake(HANDSHAKE_TYPE.new_session_ticket, body)
      return new RecordProtection(PARAMETERS, server).protect(CONTENT_TYPE.handshake, message)
    }
    send(
      'flight',
      concat(flight.flatMap(fragments).map((part) => protection.protect(CONTENT_TYPE.handshake, part))),
    )
  }
}

const isProtected = ({ type }: { type: number }): boolean => type === CONTENT_TYPE.application_data

/** RFC 9846 §5.1: a message longer than a record goes over several. */
const fragments = (message: Uint8Array): Uint8Array[] =>
  Array.from({ length: Math.ceil(message.length / MAX_FRAGMENT) }, (_, i) =>
    message.subarray(i * MAX_FRAGMENT, (i + 1) * MAX_FRAGMENT),
  )

const stop = (socket: Socket, { after, how }: Cut, bytes: Uint8Array): void => {
  const sent = bytes.subarray(0, after)
  if (how === 'close') socket.end(sent)
  else if (how === 'silence') socket.write(sent)
  else socket.write(sent, () => setTimeout(() => socket.resetAndDestroy(), 20))
}

const offered = ({ extensions = [] }: ClientHello, wanted: number) => {
  const read = <T>(type: number, decode: (data: Uint8Array) => T[]): T[] => {
    const data = extensionData(extensions, type)
    return data ? decode(data) : []
  }
  const shares = read(EXTENSION.key_share, decodeKeyShares)
  return {
    versions: read(EXTENSION.supported_versions, decodeSupportedVersions),
    groups: read(EXTENSION.supported_groups, decodeSupportedGroups),
    share: shares.find(({ group }) => group === wanted)?.keyExchange,
  }
}

const serverHelloOf = (
  { legacySessionId }: ClientHello,
  { suite = AES_128_GCM, version = TLS13 }: Fault,
  extensions: readonly Part[],
  random: Uint8Array = new Uint8Array(32).fill(9),
): Uint8Array =>
  encodeHandshake(
    HANDSHAKE_TYPE.server_hello,
    concat(
      u16(TLS12),
      random,
      vector8(legacySessionId),
      u16(suite),
      u8(0),
      vector16(extensionBytes(EXTENSION.supported_versions, u16(version)), extensions),
    ),
  )

const retryRequest = (hello: ClientHello, asked: NonNullable<Fault['retry']>, fault: Fault): Uint8Array =>
  serverHelloOf(
    hello,
    fault,
    [
      asked.group === 'none' ? [] : extensionBytes(EXTENSION.key_share, u16(asked.group)),
      asked.cookie === undefined
        ? []
        : extensionBytes(EXTENSION.cookie, vector16(new Uint8Array(asked.cookie))),
    ],
    HELLO_RETRY_REQUEST_RANDOM,
  )

const flightOf = (
  fault: Fault,
  der: Uint8Array,
  key: KeyObject,
  secret: Uint8Array,
  transcript: Uint8Array[],
): Uint8Array[] => {
  const same = <T>(value: T): T => value
  const hash = (): Uint8Array => transcriptHash('sha256', transcript)
  const add = (type: number, body: Uint8Array): Uint8Array => {
    const message = encodeHandshake(type, body)
    transcript.push(message)
    return message
  }
  const encryptedExtensions = add(HANDSHAKE_TYPE.encrypted_extensions, vector16())
  const certificates = (fault.certificates ?? ((one) => [one]))(der)
  const entries = certificates.map((one) => [vector24(one), vector16()])
  const certificate = add(HANDSHAKE_TYPE.certificate, concat(vector8(), vector24(entries)))
  const signature = (fault.signature ?? same)(sign(null, certificateVerifyContent(hash()), key))
  const verify = add(HANDSHAKE_TYPE.certificate_verify, concat(u16(ED25519), vector16(signature)))
  const data = (fault.verifyData ?? same)(finishedVerifyData('sha256', secret, hash()))
  const finished = add(HANDSHAKE_TYPE.finished, data)
  return fault.flight
    ? fault.flight({ encryptedExtensions, certificate, verify, finished })
    : [encryptedExtensions, certificate, verify, finished]
}
