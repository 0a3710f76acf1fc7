import { z } from 'zod'
import { Cut } from './mcp.ts'
import { State } from './state.ts'

/** An algorithm that the server offers. `weak`: broken without a quantum computer. */
export const SshAlgorithm = z.object({
  name: z.string(),
  kind: z.enum(['pqc', 'hybrid', 'classical', 'legacy-draft', 'unknown']),
  weak: z.boolean(),
})
export type SshAlgorithm = z.infer<typeof SshAlgorithm>

/** A host key algorithm, and what is known of the key that it signs with. */
export const SshHostKey = SshAlgorithm.extend({
  /** Of the modulus of RSA and DSA, of the curve of ECDSA; missing for others and where `detail` says why. */
  bits: z.int().optional(),
  /** SHA-256 of the key, as `ssh-keygen -l` shows it. The scan does not check that the server has the private key. */
  fingerprint: z.string().optional(),
  /** Why the key was not seen. Missing as well: not asked. */
  detail: z.string().optional(),
})
export type SshHostKey = z.infer<typeof SshHostKey>

/** What a server sends before authentication: its identification and SSH_MSG_KEXINIT (RFC 4253 §4.2, §7.1). */
export const SshFacts = z.object({
  /** What became of the connection itself. */
  connection: z.enum(['open', 'closed', 'timed-out', 'unreachable']),
  /** `accepted`: a KEXINIT was read. */
  state: State,
  detail: z.string().optional(),
  /** The identification line: text from the server. */
  identification: z
    .object({ protocolVersion: z.string(), software: z.string(), comments: z.string().optional() })
    .optional(),
  keyExchange: z.array(SshAlgorithm),
  hostKeys: z.array(SshHostKey),
  /** Of both directions, without duplicates. */
  ciphers: z.array(z.string()),
  macs: z.array(z.string()),
  compression: z.array(z.string()),
  /** Lists that were shortened. */
  truncated: z.array(Cut).optional(),
  /** Strict key exchange (CVE-2023-48795) is announced; null: no KEXINIT was read. */
  strictKeyExchange: z.boolean().nullable(),
  timings: z.object({ connectMs: z.number().optional(), totalMs: z.number().optional() }),
})
export type SshFacts = z.infer<typeof SshFacts>
