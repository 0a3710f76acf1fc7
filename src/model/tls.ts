import { z } from 'zod'
import { Chain } from './certificate.ts'
import { Cut } from './mcp.ts'
import { VERSION_NAMES } from './questions/names.ts'
import { Answer, State } from './state.ts'

const GroupKind = z.enum(['pqc', 'hybrid', 'classical', 'legacy-draft', 'unknown'])
export type GroupKind = z.infer<typeof GroupKind>

/**
 * `rank` 1: the group that the server prefers; absent if it has no preference or was not tested. The others are in the
 * order in which it chose them when they were offered in the order of the registry.
 */
export const GroupFact = z.object({
  name: z.string(),
  value: z.string(),
  kind: GroupKind,
  ...Answer.shape,
  rank: z.number().int().positive().optional(),
})
export type GroupFact = z.infer<typeof GroupFact>

export const SchemeFact = z.object({
  name: z.string(),
  value: z.string(),
  version: z.string(),
  ...Answer.shape,
  /** The CertificateVerify or ServerKeyExchange signature matches the certificate; null: it could not be verified. */
  verified: z.boolean().nullable().optional(),
})
export type SchemeFact = z.infer<typeof SchemeFact>

/** `ECDH` and `DH`: with the static key of the certificate. */
const Family12 = z.enum(['RSA', 'DHE', 'ECDHE', 'ECDH', 'DH'])

/**
 * A TLS 1.2 key exchange that the server accepted, with its parameters. `bits`: modulus size of DHE or RSA. `prime`: of DHE,
 * by the RFC or the software that it comes from; `custom`: of no known origin.
 */
export const KeyExchange12 = z.object({
  family: Family12,
  bits: z.number().int().optional(),
  group: z.string().optional(),
  prime: z.string().optional(),
})
export type KeyExchange12 = z.infer<typeof KeyExchange12>

/** RFC 8879. `bytes` and `uncompressedBytes`: of the Certificate message, where the server compressed it. */
const CertificateCompression = z.object({
  algorithm: z.string(),
  ...Answer.shape,
  bytes: z.number().int().optional(),
  uncompressedBytes: z.number().int().optional(),
})
export type CertificateCompression = z.infer<typeof CertificateCompression>

/** What an MCP client runtime negotiates with this server. */
export const ClientFact = z.object({
  client: z.string(),
  ...Answer.shape,
  version: z.string().optional(),
  group: z.string().optional(),
  kind: GroupKind.optional(),
  cipherSuite: z.string().optional(),
  /** `asked`: its ClientHello was sent; `inferred`: derived from the server's preferences and the client's hello. */
  basis: z.enum(['asked', 'inferred']).optional(),
})
export type ClientFact = z.infer<typeof ClientFact>

/**
 * The answer of TLS 1.2 or earlier to a ClientHello whose first group is a hybrid one. `offered`: its groups; `group`: the
 * curve that the server chose.
 */
export const HybridOffer12 = z.object({
  offered: z.array(z.string()),
  ...Answer.shape,
  group: z.string().optional(),
})
export type HybridOffer12 = z.infer<typeof HybridOffer12>

/**
 * The host stops answering after some connections, whatever is asked. `answered`: the connections before that; `pauseMs`:
 * milliseconds between two connections, with which it answered again; `simultaneous`: connections that were open at the same
 * time, where it needed no pauses. Both are absent where it did not answer again.
 */
export const RateLimit = z.object({
  answered: z.number().int(),
  pauseMs: z.number().int().positive().optional(),
  simultaneous: z.number().int().positive().optional(),
})
export type RateLimit = z.infer<typeof RateLimit>

/**
 * Answers to the same question over several connections. `offered`: `all`, the first ClientHello; `post-quantum`, the post-quantum
 * groups that were seen, alone; `other-groups`, those that were not accepted; `handshake`, a whole handshake of TLS 1.3; `TLS 1.2`,
 * every suite of it; `other-suites`, those that were not accepted; `older-versions`, no version after TLS 1.1; `only`, like one of
 * these with the one group, suite or scheme that `only` names. `count`: how often an answer came; `key` and `sha256`: of the
 * server's certificate; `protocol`: ALPN; `clientCertificate`: whether one was asked for.
 */
export const Repeats = z.object({
  offered: z.enum([
    'all',
    'post-quantum',
    'other-groups',
    'handshake',
    'TLS 1.2',
    'other-suites',
    'older-versions',
    'only',
  ]),
  only: z.string().optional(),
  answered: z.number().int(),
  answers: z.array(
    z.object({
      version: z.string().optional(),
      cipherSuite: z.string().optional(),
      group: z.string().optional(),
      kind: GroupKind.optional(),
      scheme: z.string().optional(),
      key: z.string().optional(),
      sha256: z.string().optional(),
      protocol: z.string().optional(),
      clientCertificate: z.boolean().optional(),
      alert: z.string().optional(),
      count: z.number().int(),
    }),
  ),
})
export type Repeats = z.infer<typeof Repeats>

export const TlsFacts = z.object({
  versions: z.strictObject({
    'TLS 1.3': Answer,
    'TLS 1.2': Answer,
    'TLS 1.1': Answer,
    'TLS 1.0': Answer,
    'SSL 3.0': Answer,
    /** Absent in quick scans and in files of older versions. */
    'SSL 2.0': Answer.exactOptional(),
  }),
  groups: z.array(GroupFact),
  /** Who chooses if both sides share several groups; `single`: they share only one. */
  groupChoice: z.enum(['server', 'client', 'single', 'unknown']),
  cipherSuites: z.partialRecord(z.enum(VERSION_NAMES), z.array(z.string())),
  cipherSuiteChoice: z.partialRecord(
    z.enum(VERSION_NAMES),
    z.enum(['server', 'client', 'single', 'unknown']),
  ),
  keyExchange12: z.array(Family12),
  keyExchange12Details: z.array(KeyExchange12),
  /**
   * The curves of ECDHE in TLS 1.2 and older (RFC 8422 §5.1.1), the accepted ones first. Absent in quick scans, in files of older
   * versions, and where no suite with ECDHE is accepted.
   */
  curves12: z.array(GroupFact).optional(),
  /** Absent where it was not asked: of a server with TLS 1.3 or without ECDHE, and in quick scans. */
  hybridOffer12: HybridOffer12.optional(),
  /** The server accepts only clients with a secret that both sides know: a key (PSK) or a password (SRP). */
  sharedSecret: z.enum(['PSK', 'SRP']).optional(),
  /**
   * Suites with a pre-shared key or a password, by version, that a server with other suites chooses where a client offers no others.
   * Whether it knows a secret is not known without one. Absent: none.
   */
  sharedSecretSuites: z.partialRecord(z.enum(VERSION_NAMES), z.array(z.string())).optional(),
  signatureSchemes: z.array(SchemeFact),
  chains: z.array(Chain),
  /** Lists that are not stored, or not whole. */
  truncated: z.array(Cut).optional(),
  clientCertificate: z.enum(['required', 'requested', 'none', 'not-tested']),
  /** `ticketLifetime`: seconds, as the first ticket says. */
  resumption: z.object({
    tickets: State,
    psk_ke: State,
    psk_dhe_ke: State,
    ticketLifetime: z.number().int().optional(),
  }),
  /** Absent in quick scans, in files of older versions, and where no handshake of TLS 1.3 was completed. */
  certificateCompression: z.array(CertificateCompression).optional(),
  /**
   * Of TLS 1.2 and older, where neither has a new key exchange. `ticketLifetime`: the server's hint in seconds; 0: none. Absent
   * in quick scans and where no older version is accepted.
   */
  resumption12: z
    .object({ sessionId: State, ticket: State, ticketLifetime: z.number().int().optional() })
    .optional(),
  alpn: z.array(z.string()),
  /** `refused`: the server selects no protocol. Absent in files of older versions. */
  alpnState: State.optional(),
  tolerance: z.object({ largeHello: Answer, splitHello: Answer, fragmentedRecord: Answer }),
  /** Present where hellos that offer TLS 1.3 in addition to older versions are not answered, or refused, and others are accepted. */
  tls13Hello: Answer.optional(),
  clients: z.array(ClientFact),
  /** Milliseconds; absent: not measured. */
  timings: z.object({
    connectMs: z.number().optional(),
    helloMs: z.number().optional(),
    handshakeMs: z.number().optional(),
  }),
  rateLimit: RateLimit.optional(),
  /** Absent in quick scans, and in files of older versions. */
  repeats: z.array(Repeats).optional(),
  /** Connections that this probe opened. */
  connections: z.number().int(),
})
export type TlsFacts = z.infer<typeof TlsFacts>
