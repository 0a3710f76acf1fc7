import { z } from 'zod'
import { State } from './state.ts'

/** An algorithm that the server offers, in its own order. `weak`: broken today, without a quantum computer. */
export const SshAlgorithm = z.object({
  name: z.string(),
  kind: z.enum(['pqc', 'hybrid', 'classical', 'legacy-draft', 'unknown']),
  weak: z.boolean(),
})
export type SshAlgorithm = z.infer<typeof SshAlgorithm>

/** What a server says before anybody logs in: its identification and SSH_MSG_KEXINIT (RFC 4253 §4.2, §7.1). */
export const SshFacts = z.object({
  /** What became of the connection itself. */
  connection: z.enum(['open', 'closed', 'timed-out', 'unreachable']),
  /** Whether a KEXINIT was read. */
  state: State,
  detail: z.string().optional(),
  /** Protocol version and software of the identification line; text of the peer's. */
  identification: z
    .object({ protocolVersion: z.string(), software: z.string(), comments: z.string().optional() })
    .optional(),
  keyExchange: z.array(SshAlgorithm),
  hostKeys: z.array(SshAlgorithm),
  /** From client to server and back; where both are the same, as they nearly always are, once. */
  ciphers: z.array(z.string()),
  macs: z.array(z.string()),
  compression: z.array(z.string()),
  /** Strict key exchange is announced (CVE-2023-48795); null: there was no KEXINIT. */
  strictKeyExchange: z.boolean().nullable(),
  timings: z.object({ connectMs: z.number().optional(), totalMs: z.number().optional() }),
})
export type SshFacts = z.infer<typeof SshFacts>
