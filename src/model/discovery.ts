import { z } from 'zod'

/** A place that could not be read, or not to its end. None of them stops the discovery. */
export const DiscoveryProblem = z.object({
  code: z.string(),
  path: z.string(),
  line: z.number().int().positive().optional(),
  message: z.string(),
})
export type DiscoveryProblem = z.infer<typeof DiscoveryProblem>

/** What a configuration says about the safety of the connection, before anything is probed. */
export const DiscoveryFinding = z.object({
  code: z.enum([
    'TLS_VERIFICATION_OFF',
    'PLAINTEXT_HTTP',
    'ALLOW_HTTP',
    'EXTRA_CA',
    'SECRET_IN_URL',
    'SECRET_READABLE',
  ]),
  /** As in SARIF. */
  level: z.enum(['error', 'warning', 'note']),
  message: z.string(),
  path: z.string(),
  line: z.number().int().positive().optional(),
})
export type DiscoveryFinding = z.infer<typeof DiscoveryFinding>

/**
 * A secret that a server is given: its name, never its value. `hash` makes reuse visible within one run: equal
 * values have equal hashes. It is keyed with random bytes that are never stored, so that neither a guess nor a
 * list of short passwords recovers the value. Absent where the file only refers to the value.
 */
export const SecretUse = z.object({
  name: z.string(),
  place: z.enum(['env', 'header', 'argument', 'url']),
  hash: z
    .string()
    .regex(/^[\da-f]{8}$/)
    .optional(),
})
export type SecretUse = z.infer<typeof SecretUse>

/** A server that the client starts itself: inventoried, never started here. */
export const StdioServer = z.object({
  command: z.string(),
  /** Everything that could be a secret is hidden. */
  args: z.array(z.string()),
  /** As in a package URL, without version: `npm/name`, `pypi/name`, `oci/image`. */
  package: z.string().optional(),
  /** URLs in its arguments and environment, without credentials. */
  upstreams: z.array(z.string()),
})
export type StdioServer = z.infer<typeof StdioServer>
