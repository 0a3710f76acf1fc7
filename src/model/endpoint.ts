import { z } from 'zod'
import type { ProblemCode as Codes } from './error.ts'
import { McpFacts } from './mcp.ts'
import { OauthFacts } from './oauth.ts'
import { SshFacts } from './ssh.ts'
import { TlsFacts } from './tls.ts'

const SourceKind = z.enum(['argument', 'file', 'client-config', 'registry', 'range', 'lab'])

/** One place where an endpoint was found. */
export const Source = z.object({
  kind: SourceKind,
  client: z.string().optional(),
  name: z.string().optional(),
  path: z.string().optional(),
  line: z.number().int().positive().optional(),
  scope: z.string().optional(),
  /** The folder for which a user's file configures this server. */
  project: z.string().optional(),
  /** The file disables it. */
  disabled: z.literal(true).optional(),
  /** A stranger wrote it, and a source of the user names the same endpoint. */
  untrusted: z.literal(true).optional(),
})
export type Source = z.infer<typeof Source>

export const Transport = z.enum(['streamable-http', 'http+sse', 'stdio', 'ssh', 'unknown'])
export type Transport = z.infer<typeof Transport>

/** Any text is valid: a later version may have more codes. */
const ProblemCode = z.string() as z.ZodType<Codes>

/** Something that could not be read, or not completely. Discovery continues. */
export const DiscoveryProblem = z.object({
  code: ProblemCode,
  path: z.string(),
  line: z.number().int().positive().optional(),
  message: z.string(),
})
export type DiscoveryProblem = z.infer<typeof DiscoveryProblem>

/** A weakness in a configuration. */
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
 * A secret that a server receives: its name, never its value. Within one run, equal values have equal hashes, which shows
 * reuse. The hash is keyed with random bytes that are never stored, so that guesses cannot be tested. Absent if the file
 * does not contain the value.
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

/** A server that the client starts itself. This program never starts it. */
const StdioServer = z.object({
  command: z.string(),
  /** Everything that could be a secret is hidden. */
  args: z.array(z.string()),
  /** As in a package URL, without version: `npm/name`, `pypi/name`, `oci/image`. */
  package: z.string().optional(),
  /** URLs in its arguments and environment, without credentials. */
  upstreams: z.array(z.string()),
})
export type StdioServer = z.infer<typeof StdioServer>

/** One thing that can be probed, with every place where it was found. */
export const Endpoint = z.object({
  id: z.string(),
  url: z.string(),
  transport: Transport,
  sources: z.array(Source).min(1),
  /** Only files and lists of strangers name it: it may not lead to addresses for special purposes. */
  untrusted: z.literal(true).optional(),
  runtime: z.object({ wrapper: z.string().optional(), name: z.string().optional() }).optional(),
  stdio: StdioServer.optional(),
  secrets: z.array(SecretUse).optional(),
  /** Deprecated: `assessment.findings` has them too, under the ids of the catalogue. */
  findings: z
    .array(DiscoveryFinding)
    .optional()
    .meta({ deprecated: true, description: 'assessment.findings has them too' }),
  /** Variables without a value in `url`, which is then a template and cannot be probed. */
  unresolved: z.array(z.string()).min(1).optional(),
})
export type Endpoint = z.infer<typeof Endpoint>

/** The protocol of the first bytes on the port. */
export const Service = z.enum(['tls', 'http', 'ssh', 'other', 'silent'])
export type Service = z.infer<typeof Service>

/** What was observed at one address of an endpoint. */
export const AddressFacts = z.object({
  /** null: a proxy resolved the name; with `not-tested`, of the addresses that `detail` counts. */
  address: z.string().nullable(),
  port: z.number().int(),
  state: z.enum(['open', 'closed', 'timed-out', 'unreachable', 'not-tested']),
  service: Service.optional(),
  /** Why facts are missing. */
  detail: z.string().optional(),
  connectMs: z.number().optional(),
  tls: TlsFacts.optional(),
  ssh: SshFacts.optional(),
})
export type AddressFacts = z.infer<typeof AddressFacts>

/** `tls`: terminates TLS and answers HTTP; `tls-library`: the library that it uses; the others are behind it. */
const SoftwareRole = z.enum(['tls', 'tls-library', 'framework', 'mcp-server', 'mcp-sdk', 'ssh'])

/** A guess about an endpoint's software, with its evidence. */
export const Software = z.object({
  /** As in the registry of remediations, if there is a row. */
  id: z.string(),
  name: z.string(),
  role: SoftwareRole,
  version: z.string().optional(),
  /** 0 to 1. Header fields can be wrong. */
  confidence: z.number().min(0).max(1),
  evidence: z.array(z.string()),
})
export type Software = z.infer<typeof Software>

export const Seen = z.object({
  /** Why nothing could be connected to, for example a name that does not resolve. */
  problem: z.object({ code: ProblemCode, message: z.string() }).optional(),
  addresses: z.array(AddressFacts),
  mcp: McpFacts.optional(),
  oauth: OauthFacts.optional(),
  /** The software that most likely terminates TLS, and would have to be upgraded. */
  software: Software.optional(),
  /** All guesses about its software, highest confidence first. */
  softwareSeen: z.array(Software).optional(),
})

export const Observation = Seen.extend({ endpoint: Endpoint })
export type Observation = z.infer<typeof Observation>

/** What the owner's file says about an endpoint. It overrides what was inferred. */
export const Ownership = z.object({
  owner: z.string().optional(),
  environment: z.string().optional(),
  /** Who operates it, if it is another organization. */
  vendor: z.string().optional(),
  classes: z.array(z.string()).optional(),
  shelfLifeYears: z.tuple([z.number(), z.number()]).optional(),
  /** The risk is accepted until a day (ISO 8601). */
  accept: z.object({ until: z.iso.date(), reason: z.string().optional() }).optional(),
  /** The day on which it will be shut down (ISO 8601). */
  switchOff: z.iso.date().optional(),
  /** The file and the lines of the rules. */
  evidence: z.array(z.string()),
})
export type Ownership = z.infer<typeof Ownership>
