import { randomFillSync } from 'node:crypto'
import { SSL30, TLS12, TLS13 } from '../../registry/tls/versions.ts'
import { encodeClientHello } from '../../tls/clientHello.ts'
import {
  alpn,
  EC_POINT_FORMATS,
  EXTENDED_MASTER_SECRET,
  type Extension,
  type KeyShareEntry,
  keyShares,
  padding,
  pskKeyExchangeModes,
  RENEGOTIATION_INFO,
  serverName,
  signatureAlgorithms,
  signatureAlgorithmsCert,
  supportedGroups,
  supportedVersions,
} from '../../tls/extensions.ts'

export type HelloQuestion = {
  /** Highest first. TLS 1.3 brings supported_versions with it. */
  versions: readonly number[]
  cipherSuites: readonly number[]
  groups: readonly number[]
  schemes: readonly number[]
  /** signature_algorithms_cert (RFC 9846 §4.3.3), where it differs from `schemes`. */
  certificateSchemes?: readonly number[]
  keyShares?: readonly KeyShareEntry[]
  alpn?: readonly string[]
  serverName?: string | undefined
  pskModes?: readonly number[]
  /** Pads the message to this number of bytes. */
  padTo?: number
  /** Extensions that come last: pre_shared_key must. */
  last?: readonly Extension[]
}

export type Randoms = { random: Uint8Array; sessionId: Uint8Array }

/** RFC 9846 §E.4: 32 bytes each; the session id is that of compatibility mode. */
export const freshRandoms = (): Randoms => {
  const both = randomFillSync(new Uint8Array(64))
  return { random: both.subarray(0, 32), sessionId: both.subarray(32) }
}

export const helloFor = (
  question: HelloQuestion,
  { random, sessionId }: Randoms = freshRandoms(),
): Uint8Array => {
  const highest = question.versions[0] as number
  const modern = highest >= TLS13
  const build = (pad: number): Uint8Array =>
    encodeClientHello({
      legacyVersion: Math.min(highest, TLS12),
      random,
      legacySessionId: modern ? sessionId : new Uint8Array(0),
      cipherSuites: question.cipherSuites,
      extensions: highest === SSL30 ? undefined : extensionsFor(question, modern, pad),
    })
  const plain = build(0)
  const missing = (question.padTo ?? 0) - plain.length - 4
  return missing >= 0 ? build(missing) : plain
}

const extensionsFor = (question: HelloQuestion, modern: boolean, pad: number): Extension[] => [
  ...(question.serverName ? [serverName(question.serverName)] : []),
  EXTENDED_MASTER_SECRET,
  RENEGOTIATION_INFO,
  ...(question.groups.length > 0 ? [supportedGroups(question.groups), EC_POINT_FORMATS] : []),
  ...(question.alpn ? [alpn(question.alpn)] : []),
  ...(question.schemes.length > 0 ? [signatureAlgorithms(question.schemes)] : []),
  ...(question.certificateSchemes ? [signatureAlgorithmsCert(question.certificateSchemes)] : []),
  ...(modern ? [supportedVersions(question.versions), keyShares(question.keyShares ?? [])] : []),
  ...(question.pskModes ? [pskKeyExchangeModes(question.pskModes)] : []),
  ...(pad > 0 ? [padding(pad)] : []),
  ...(question.last ?? []),
]
