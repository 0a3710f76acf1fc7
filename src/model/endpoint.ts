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
  /** The folder that a user's file sets this server up for. */
  project: z.string().optional(),
  /** Present in the file, switched off there. */
  disabled: z.literal(true).optional(),
})
export type Source = z.infer<typeof Source>

export const Transport = z.enum(['streamable-http', 'http+sse', 'stdio', 'ssh', 'unknown'])
export type Transport = z.infer<typeof Transport>

/** Any text is valid: a later version may have more codes. */
const ProblemCode = z.string() as z.ZodType<Codes>

/** A place that could not be read, or not to its end. None of them stops the discovery. */
export const DiscoveryProblem = z.object({
  code: ProblemCode,
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

/** What discovery hands on: one thing that can be probed, with every place where it was found. */
export const Endpoint = z.object({
  id: z.string(),
  url: z.string(),
  transport: Transport,
  sources: z.array(Source).min(1),
  runtime: z.object({ wrapper: z.string().optional(), name: z.string().optional() }).optional(),
  stdio: StdioServer.optional(),
  secrets: z.array(SecretUse).optional(),
  /** Deprecated: `assessment.findings` has them too, under the ids of the catalogue. */
  findings: z
    .array(DiscoveryFinding)
    .optional()
    .meta({ deprecated: true, description: 'assessment.findings has them too' }),
  /** Variables of `url` whose values are not known. It is a template then, and nothing can be probed. */
  unresolved: z.array(z.string()).min(1).optional(),
})
export type Endpoint = z.infer<typeof Endpoint>

/** What speaks on the port, as far as the first bytes tell. */
export const Service = z.enum(['tls', 'http', 'ssh', 'other', 'silent'])
export type Service = z.infer<typeof Service>

/** One address of an endpoint and what was seen there. */
export const AddressFacts = z.object({
  address: z.string(),
  port: z.number().int(),
  state: z.enum(['open', 'closed', 'timed-out', 'unreachable']),
  service: Service.optional(),
  /** Why there are fewer facts than usual, in words that name what happened. */
  detail: z.string().optional(),
  connectMs: z.number().optional(),
  tls: TlsFacts.optional(),
  ssh: SshFacts.optional(),
})
export type AddressFacts = z.infer<typeof AddressFacts>

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

/** Everything that was seen of an endpoint. */
export const Seen = z.object({
  /** The name did not resolve, or there is nothing to dial: why. */
  problem: z.object({ code: ProblemCode, message: z.string() }).optional(),
  addresses: z.array(AddressFacts),
  mcp: McpFacts.optional(),
  oauth: OauthFacts.optional(),
  /** What most likely ends TLS there: what an upgrade is about. */
  software: Software.optional(),
  /** Everything that showed of its software, the surest first. */
  softwareSeen: z.array(Software).optional(),
})

export const Observation = Seen.extend({ endpoint: Endpoint })
export type Observation = z.infer<typeof Observation>

/** What an endpoint's owner says of it. Their word counts more than what was inferred. */
export const Ownership = z.object({
  owner: z.string().optional(),
  environment: z.string().optional(),
  /** Who operates it, where that is not us. */
  vendor: z.string().optional(),
  classes: z.array(z.string()).optional(),
  shelfLifeYears: z.tuple([z.number(), z.number()]).optional(),
  /** The risk is accepted until a day (ISO 8601). */
  accept: z.object({ until: z.iso.date(), reason: z.string().optional() }).optional(),
  /** The day on which it will be switched off (ISO 8601). */
  switchOff: z.iso.date().optional(),
  /** Where it is said: the file with the lines of its rules. */
  evidence: z.array(z.string()),
})
export type Ownership = z.infer<typeof Ownership>
