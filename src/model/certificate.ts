import { z } from 'zod'

/** Whether forging with it needs a quantum computer that breaks RSA and elliptic curves, or would resist one. */
const Quantum = z.enum(['vulnerable', 'resistant', 'unknown'])

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
  /** What could not be read of it, in words; then the fields above hold what could. */
  problem: z.string().optional(),
})
export type Certificate = z.infer<typeof Certificate>

/** One distinct list of certificates the server presented. `scheme` is the SignatureScheme it proved possession with. */
export const Chain = z.object({
  scheme: z.string(),
  version: z.string(),
  /** null: it was not checked. */
  trusted: z.boolean().nullable(),
  trustError: z.string().optional(),
  /** Where its trust begins: a certificate of the system's store (then it is a public authority, as a rule), or one that the user named. */
  anchor: z.enum(['system', 'named']).optional(),
  /** null: no name to compare with. */
  nameMatches: z.boolean().nullable(),
  certificates: z.array(Certificate),
})
export type Chain = z.infer<typeof Chain>
