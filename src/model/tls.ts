import { z } from 'zod'
import { Chain } from './certificate.ts'
import { VERSION_NAMES } from './questions/names.ts'
import { Answer, State } from './state.ts'

const GroupKind = z.enum(['pqc', 'hybrid', 'classical', 'legacy-draft', 'unknown'])
export type GroupKind = z.infer<typeof GroupKind>

/**
 * `rank` 1 is what the server would rather use than any other; absent where it has no favourite of its own or was not
 * asked. The others stand in the order in which it took them when they were offered in the order of the registry.
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
  /** The CertificateVerify or ServerKeyExchange signature was checked against the certificate: null where it could not be. */
  verified: z.boolean().nullable().optional(),
})
export type SchemeFact = z.infer<typeof SchemeFact>

/** A TLS 1.2 key exchange that the server took, with what it chose for it. `bits`: modulus size of DHE or RSA. */
export const KeyExchange12 = z.object({
  family: z.enum(['RSA', 'DHE', 'ECDHE']),
  bits: z.number().int().optional(),
  group: z.string().optional(),
})
export type KeyExchange12 = z.infer<typeof KeyExchange12>

/** What one MCP client runtime would negotiate here, from its own ClientHello. */
export const ClientFact = z.object({
  client: z.string(),
  ...Answer.shape,
  version: z.string().optional(),
  group: z.string().optional(),
  kind: GroupKind.optional(),
  cipherSuite: z.string().optional(),
  /** `inferred`: it follows from the server's order and the client's hello, which was not sent. */
  basis: z.enum(['asked', 'inferred']).optional(),
})
export type ClientFact = z.infer<typeof ClientFact>

export const TlsFacts = z.object({
  versions: z.record(z.enum(VERSION_NAMES), Answer),
  groups: z.array(GroupFact),
  /** Who decides when both sides share several groups; `single` when only one is shared. */
  groupChoice: z.enum(['server', 'client', 'single', 'unknown']),
  cipherSuites: z.partialRecord(z.enum(VERSION_NAMES), z.array(z.string())),
  cipherSuiteChoice: z.partialRecord(
    z.enum(VERSION_NAMES),
    z.enum(['server', 'client', 'single', 'unknown']),
  ),
  keyExchange12: z.array(z.enum(['RSA', 'DHE', 'ECDHE'])),
  keyExchange12Details: z.array(KeyExchange12),
  signatureSchemes: z.array(SchemeFact),
  chains: z.array(Chain),
  clientCertificate: z.enum(['required', 'requested', 'none', 'not-tested']),
  resumption: z.object({ tickets: State, psk_ke: State, psk_dhe_ke: State }),
  alpn: z.array(z.string()),
  tolerance: z.object({ largeHello: Answer, splitHello: Answer, fragmentedRecord: Answer }),
  clients: z.array(ClientFact),
  /** Milliseconds; absent where it was not measured. */
  timings: z.object({
    connectMs: z.number().optional(),
    helloMs: z.number().optional(),
    handshakeMs: z.number().optional(),
  }),
  /** What this probe cost the server. */
  connections: z.number().int(),
})
export type TlsFacts = z.infer<typeof TlsFacts>
