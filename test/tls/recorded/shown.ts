import { constants, type KeyObject, verify, X509Certificate } from 'node:crypto'
import { schemeName } from '../../../src/registry/tls/signatureSchemes.ts'
import { cipherSuite } from '../../../src/registry/tls/suites/cipherSuites.ts'
import { TLS12, TLS13 } from '../../../src/registry/tls/versions.ts'
import {
  certificateVerifyContent,
  decodeCertificate,
  decodeCertificate12,
  decodeCertificateVerify,
} from '../../../src/tls/authentication.ts'
import { decodeClientHello } from '../../../src/tls/clientHello.ts'
import { HANDSHAKE_TYPE } from '../../../src/tls/handshake.ts'
import { selectedVersion, serverKeyShare } from '../../../src/tls/serverHello.ts'
import {
  bitLength,
  decodeDheKeyExchange,
  decodeEcdheKeyExchange,
  type ServerKeyExchange,
  signedParametersContent,
} from '../../../src/tls/serverKeyExchange.ts'
import type { Replay, SeenMessage, Side } from './recording.ts'

/** What a recorded handshake shows, read with src/tls. */
export const messagesOf = (replay: Replay, side: Side): SeenMessage[] =>
  replay.messages.filter(({ from }) => from === side)

export const messageName = (type: number): string | undefined =>
  Object.entries(HANDSHAKE_TYPE).find(([, value]) => value === type)?.[0]

export const suiteOf = ({ hello }: Replay) => (hello ? cipherSuite(hello.cipherSuite) : undefined)

export const keyExchangeOf = (replay: Replay): ServerKeyExchange | undefined => {
  const message = replay.messages.find(({ type }) => type === HANDSHAKE_TYPE.server_key_exchange)
  if (!message || !replay.hello) return undefined
  const hasAlgorithm = selectedVersion(replay.hello) >= TLS12
  return suiteOf(replay)?.keyExchange === 'DHE'
    ? decodeDheKeyExchange(message.body, hasAlgorithm)
    : decodeEcdheKeyExchange(message.body, hasAlgorithm)
}

export const groupOf = ({ hello }: Replay, keyExchange?: ServerKeyExchange): number | undefined =>
  keyExchange?.family === 'ECDHE' ? keyExchange.group : hello && serverKeyShare(hello)?.group

export const primeBits = (keyExchange: ServerKeyExchange | undefined): number | undefined =>
  keyExchange?.family === 'DHE' ? bitLength(keyExchange.prime) : undefined

export type Signed = { algorithm: number | undefined; signature: Uint8Array; content: Uint8Array }

export const signatureOf = (replay: Replay, keyExchange: ServerKeyExchange | undefined): Signed => {
  const verifyMessage = messagesOf(replay, 'server').find(
    ({ type }) => type === HANDSHAKE_TYPE.certificate_verify,
  )
  if (verifyMessage) {
    const content = certificateVerifyContent(verifyMessage.transcript)
    return { ...decodeCertificateVerify(verifyMessage.body), content }
  }
  if (!keyExchange?.signed || !replay.hello || !replay.messages[0]) throw new Error('no signature')
  const { random } = decodeClientHello(replay.messages[0].body)
  return {
    ...keyExchange.signed,
    content: signedParametersContent(random, replay.hello.random, keyExchange.parameters),
  }
}

export const publicKeyOf = (replay: Replay): KeyObject => {
  const { body } = messagesOf(replay, 'server').find(({ type }) => type === HANDSHAKE_TYPE.certificate) ?? {}
  if (!body || !replay.hello) throw new Error('no Certificate')
  const modern = selectedVersion(replay.hello) === TLS13
  const der = modern ? decodeCertificate(body).entries[0]?.data : decodeCertificate12(body)[0]
  return keyOfCertificate(der as Uint8Array)
}

export const keyOfCertificate = (der: Uint8Array): KeyObject => new X509Certificate(der).publicKey

/** RFC 5246 §4.7 and RFC 4346 §4.7: before TLS 1.2 an RSA key signs MD5 and SHA-1 side by side. */
export const verifies = ({ algorithm, signature, content }: Signed, key: KeyObject): boolean => {
  const name = algorithm === undefined ? 'md5-sha1' : schemeName(algorithm)
  const hash = /md5-sha1|sha\d+$/.exec(name)?.[0]
  if (!name.startsWith('rsa_pss')) return verify(hash, content, key, signature)
  const padding = constants.RSA_PKCS1_PSS_PADDING
  return verify(hash, content, { key, padding, saltLength: constants.RSA_PSS_SALTLEN_DIGEST }, signature)
}
