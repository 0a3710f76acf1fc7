import { randomFillSync } from 'node:crypto'
import { CIPHER_SUITES, TLS13_CIPHER_SUITES } from '../../registry/tls/cipherSuites.ts'
import common from '../../registry/tls/commonOffer.json' with { type: 'json' }
import { COMMON_GROUPS, NAMED_GROUPS } from '../../registry/tls/namedGroups.ts'
import { SIGNATURE_SCHEMES, TLS13_SCHEMES } from '../../registry/tls/signatureSchemes.ts'
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
import type { Session } from '../net/session.ts'
import type { Chains } from './certificates/chains.ts'

const named = (
  rows: readonly { name: string; value: number }[],
  names: readonly string[],
): readonly number[] => names.flatMap((name) => rows.find((row) => row.name === name)?.value ?? [])

export type ProbeContext = {
  session: Session
  /** The server name to send (RFC 6066 §3); undefined for an address literal. */
  serverName: string | undefined
  chains: Chains
  /** Offered where the question is not about schemes. */
  schemes: readonly number[]
  /** The server answers only hellos with common values: long lists are asked in parts. */
  cautious: boolean
}

/** A server that has only an ML-DSA certificate refuses every hello without ML-DSA, whatever its groups. */
export const ALL_SCHEMES: readonly number[] = [
  ...TLS13_SCHEMES,
  ...SIGNATURE_SCHEMES.map((row) => row.value).filter((value) => !TLS13_SCHEMES.includes(value)),
]

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
    schemes: context.schemes,
    ...extra,
  })

/** What every server with TLS 1.2 or 1.3 supports, for servers that fail on anything else. */
export const COMMON = {
  suites13: named(CIPHER_SUITES, common.suites13),
  suites12: named(CIPHER_SUITES, common.suites12),
  groups: COMMON_GROUPS,
  schemes: named(SIGNATURE_SCHEMES, common.schemes),
}

/** With the hybrid groups and the post-quantum signatures that servers of today have: some accept nothing else. */
export const WIDER: Pick<typeof COMMON, 'groups' | 'schemes'> = {
  groups: [
    ...COMMON.groups,
    ...NAMED_GROUPS.flatMap(({ kind, offeredByGateway, value }) =>
      kind === 'hybrid' && offeredByGateway ? [value] : [],
    ),
  ],
  schemes: [
    ...COMMON.schemes,
    ...SIGNATURE_SCHEMES.filter(({ keyType }) => keyType === 'ML-DSA').map(({ value }) => value),
  ],
}

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
  /** Pads the message to this number of bytes. */
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
