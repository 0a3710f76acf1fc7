import { z } from 'zod'

/** `tls`: what ends TLS and answers HTTP; `tls-library`: what it is built on; the others are behind it. */
const SoftwareRole = z.enum(['tls', 'tls-library', 'framework', 'mcp-server', 'mcp-sdk', 'ssh'])

/** A guess about the software of an endpoint, and what it rests on. */
export const Software = z.object({
  /** As the registry of remediations names it, where there is one. */
  id: z.string(),
  name: z.string(),
  role: SoftwareRole,
  version: z.string().optional(),
  /** 0 to 1: how far the evidence carries. Header fields can say anything. */
  confidence: z.number().min(0).max(1),
  evidence: z.array(z.string()),
})
export type Software = z.infer<typeof Software>
