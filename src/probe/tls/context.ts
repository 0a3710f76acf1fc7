import { randomFillSync } from 'node:crypto'
import type { Offer } from '../../registry/tls/offers.ts'
import { TLS13_CIPHER_SUITES } from '../../registry/tls/suites/cipherSuites.ts'
import { SSL30, TLS12, TLS13 } from '../../registry/tls/versions.ts'
import { encodeClientHello } from '../../tls/clientHello.ts'
import {
  alpn,
  compressCertificate,
  EC_POINT_FORMATS,
  EXTENDED_MASTER_SECRET,
  type Extension,
  type KeyShareEntry,
  keyShares,
  padding,
  pskKeyExchangeModes,
  RENEGOTIATION_INFO,
  SIGNED_CERTIFICATE_TIMESTAMP,
  STATUS_REQUEST,
  serverName,
  signatureAlgorithms,
  signatureAlgorithmsCert,
  supportedGroups,
  supportedVersions,
} from '../../tls/extensions.ts'
import type { Session } from '../net/session.ts'
import type { Chains } from './certificates/chains.ts'

export type ProbeContext = {
  session: Session
  /** The server name to send (RFC 6066 §3); undefined for an address literal. */
  serverName: string | undefined
  chains: Chains
  /** What the first hello offered that was answered. Its schemes are offered where the question is not about schemes. */
  offer: Offer
  /** The server answers only hellos with common values: long lists are asked in parts. */
  cautious: boolean
}

/** A ClientHello for this address, with new random values unless it repeats an earlier one. */
export const hello = (context: ProbeContext, question: HelloQuestion, randoms?: Randoms): Uint8Array =>
  helloFor({ serverName: context.serverName, ...question }, randoms)

/** A question to TLS 1.3 about groups: with every suite, and without a key share. */
export const hello13 = (
  context: ProbeContext,
  groups: readonly number[],
  extra: Partial<HelloQuestion> = {},
): Uint8Array =>
  hello(context, {
    versions: [TLS13],
    cipherSuites: TLS13_CIPHER_SUITES,
    groups,
    schemes: context.offer.schemes,
    ...extra,
  })

type HelloQuestion = {
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
  /** Asks for the status of the certificate: an OCSP response, and timestamps of logs. */
  status?: true
  /** Algorithms that certificates may be compressed with (RFC 8879). */
  compression?: readonly number[] | undefined
  /** Pads the message to this number of bytes, where it is shorter. */
  padTo?: number
  /** Extensions that come last: pre_shared_key must. */
  last?: readonly Extension[]
}

type Randoms = { random: Uint8Array; sessionId: Uint8Array }

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
  const wanted = Math.max(question.padTo ?? 0, usualLength(plain.length))
  // An extension has four bytes, and some servers do not accept an empty one at the end.
  return wanted > plain.length && highest > SSL30 ? build(Math.max(1, wanted - plain.length - 4)) : plain
}

/** RFC 7685 §4: some load balancers do not answer hellos of 256 to 511 bytes, which clients therefore avoid. */
const usualLength = (bytes: number): number => (bytes > 255 && bytes < 512 ? 512 : bytes)

const extensionsFor = (question: HelloQuestion, modern: boolean, pad: number): Extension[] => [
  ...(question.serverName ? [serverName(question.serverName)] : []),
  EXTENDED_MASTER_SECRET,
  RENEGOTIATION_INFO,
  ...(question.groups.length > 0 ? [supportedGroups(question.groups), EC_POINT_FORMATS] : []),
  ...(question.alpn ? [alpn(question.alpn)] : []),
  ...(question.status ? [STATUS_REQUEST, SIGNED_CERTIFICATE_TIMESTAMP] : []),
  ...(question.compression ? [compressCertificate(question.compression)] : []),
  ...(question.schemes.length > 0 ? [signatureAlgorithms(question.schemes)] : []),
  ...(question.certificateSchemes ? [signatureAlgorithmsCert(question.certificateSchemes)] : []),
  ...(modern ? [supportedVersions(question.versions), keyShares(question.keyShares ?? [])] : []),
  ...(question.pskModes ? [pskKeyExchangeModes(question.pskModes)] : []),
  ...(pad > 0 ? [padding(pad)] : []),
  ...(question.last ?? []),
]
