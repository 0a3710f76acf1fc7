import { z } from 'zod'
import { Cut } from './mcp.ts'

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

export const Certificate = z.object({
  subject: z.string(),
  issuer: z.string(),
  /** ISO 8601, UTC. */
  notBefore: z.string(),
  notAfter: z.string(),
  subjectAltNames: z.array(z.string()),
  publicKey: PublicKey,
  signatureAlgorithm: z.string(),
  signatureQuantum: Quantum,
  /** Fingerprint of the DER form, lower-case hexadecimal. */
  sha256: z.string(),
  /** What was left out or shortened. */
  truncated: z.array(Cut).optional(),
  /** What could not be read; the other fields contain what could. */
  problem: z.string().optional(),
})
export type Certificate = z.infer<typeof Certificate>

/** A list of certificates that the server presented. `scheme`: the SignatureScheme of its proof of possession. */
export const Chain = z.object({
  scheme: z.string(),
  version: z.string(),
  /** null: not verified. */
  trusted: z.boolean().nullable(),
  trustError: z.string().optional(),
  /** The trust anchor: from the system's store (usually a public authority), or named by the user. */
  anchor: z.enum(['system', 'named']).optional(),
  /** null: no name to compare with. */
  nameMatches: z.boolean().nullable(),
  certificates: z.array(Certificate),
  /** Certificates of the list that are not stored. */
  truncated: z.array(Cut).optional(),
})
export type Chain = z.infer<typeof Chain>
