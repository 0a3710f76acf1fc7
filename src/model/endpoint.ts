import { z } from 'zod'
import { DiscoveryFinding, SecretUse, StdioServer } from './discovery.ts'
import { McpFacts } from './mcp.ts'
import { OauthFacts } from './oauth.ts'
import { Software } from './software.ts'
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

/** What discovery hands on: one thing that can be probed, with every place where it was found. */
export const Endpoint = z.object({
  id: z.string(),
  url: z.string(),
  transport: Transport,
  sources: z.array(Source).min(1),
  runtime: z.object({ wrapper: z.string().optional(), name: z.string().optional() }).optional(),
  stdio: StdioServer.optional(),
  secrets: z.array(SecretUse).optional(),
  findings: z.array(DiscoveryFinding).optional(),
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

/** Everything that was seen of an endpoint. */
export const Seen = z.object({
  /** The name did not resolve, or there is nothing to dial: why. */
  problem: z.object({ code: z.string(), message: z.string() }).optional(),
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
