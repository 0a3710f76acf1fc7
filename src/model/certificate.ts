import { z } from 'zod'
import { Cut } from './mcp.ts'
import { State } from './state.ts'

/** `vulnerable`: a quantum computer that breaks RSA and elliptic curves can forge signatures. */
export const Quantum = z.enum(['vulnerable', 'resistant', 'unknown'])

/** A SubjectPublicKeyInfo. `bits` is the modulus or field size; `parameters` the curve or the parameter set. */
export const PublicKey = z.object({
  algorithm: z.string(),
  oid: z.string(),
  bits: z.number().int().optional(),
  parameters: z.string().optional(),
  quantum: Quantum,
})
export type PublicKey = z.infer<typeof PublicKey>

/** A proof that a certificate was logged (RFC 6962 §3.2). `log`: its id, in hexadecimal. */
const SignedTimestamp = z.object({
  log: z.string(),
  signatureAlgorithm: z.string(),
  signatureQuantum: Quantum,
})
export type SignedTimestamp = z.infer<typeof SignedTimestamp>

export const Certificate = z.object({
  subject: z.string(),
  issuer: z.string(),
  /** Lower-case hexadecimal. Absent in files of older versions, as are the URLs and timestamps. */
  serialNumber: z.string().optional(),
  /** ISO 8601, UTC. */
  notBefore: z.string(),
  notAfter: z.string(),
  subjectAltNames: z.array(z.string()),
  publicKey: PublicKey,
  signatureAlgorithm: z.string(),
  signatureQuantum: Quantum,
  /** Fingerprint of the DER form, lower-case hexadecimal. */
  sha256: z.string(),
  /** Where clients ask whether it was revoked, and the timestamps that it holds: each is or brings a further signature. */
  ocspUrls: z.array(z.string()).optional(),
  crlUrls: z.array(z.string()).optional(),
  timestamps: z.array(SignedTimestamp).optional(),
  /** What was left out or shortened. */
  truncated: z.array(Cut).optional(),
  /** What could not be read; the other fields contain what could. */
  problem: z.string().optional(),
})
export type Certificate = z.infer<typeof Certificate>

/** What is wrong with the list as it was sent (RFC 9846 §4.5.1). */
export const SentOrder = z.object({
  /** The path from the server's own certificate goes forward through the list. */
  inOrder: z.boolean(),
  /** Certificates that are not part of that path. */
  extra: z.number().int(),
  /** The path ends with a self-signed root, which clients have already. */
  root: z.boolean(),
  /** The issuer of the end of the path, which was not sent and is not a trust anchor of the scan. */
  missing: z.string().optional(),
})
export type SentOrder = z.infer<typeof SentOrder>

/** The OCSP response that the server sends with its certificate (RFC 6066 §8), and its signature. */
export const OcspStaple = z.object({
  state: State,
  signatureAlgorithm: z.string().optional(),
  signatureQuantum: Quantum.optional(),
  /** Why its signature is unknown. */
  problem: z.string().optional(),
})
export type OcspStaple = z.infer<typeof OcspStaple>

/** A list of certificates that the server presented. `scheme`: the SignatureScheme of its proof of possession. */
export const Chain = z.object({
  scheme: z.string(),
  version: z.string(),
  /** null: not verified; `trustError` may say why. */
  trusted: z.boolean().nullable(),
  trustError: z.string().optional(),
  /** The trust anchor: from the system's store (usually a public authority), or named by the user. */
  anchor: z.enum(['system', 'named']).optional(),
  /** null: no name to compare with. */
  nameMatches: z.boolean().nullable(),
  certificates: z.array(Certificate),
  /** Absent in files of older versions, and where a certificate cannot be parsed. */
  sentOrder: SentOrder.optional(),
  /** Absent where it was not asked for. */
  ocspStaple: OcspStaple.optional(),
  /** Sent in the handshake; those in a certificate are there. */
  timestamps: z.array(SignedTimestamp).optional(),
  /** Certificates of the list that are not stored. */
  truncated: z.array(Cut).optional(),
})
export type Chain = z.infer<typeof Chain>
