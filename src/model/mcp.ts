import { z } from 'zod'
import { State } from './state.ts'

/**
 * `recognised`: an MCP server answered. `authorization`: a wall that asks for a token or a client certificate, and
 * what stands behind it is not known. `not-mcp`: something else answered. `not-tested`: nobody asked.
 */
const McpState = z.enum(['recognised', 'authorization', 'not-mcp', 'unreachable', 'not-tested'])

/** `optional`: some of what was asked was answered without credentials, and some was refused for want of them. */
const McpAuth = z.enum(['none', 'optional', 'required', 'client-certificate', 'unknown'])

/** Parsed JSON of the server's: bounded in size and depth, not cleaned for display. */
const JsonObject = z.record(z.string(), z.unknown())

export const Tool = z.object({
  name: z.string(),
  title: z.string().optional(),
  description: z.string().optional(),
  /** Empty where the server sent none, or one that was cut. */
  inputSchema: JsonObject,
  outputSchema: JsonObject.optional(),
  annotations: JsonObject.optional(),
})
export type Tool = z.infer<typeof Tool>

export const Resource = z.object({
  uri: z.string(),
  name: z.string().optional(),
  title: z.string().optional(),
  description: z.string().optional(),
  mimeType: z.string().optional(),
})
export type Resource = z.infer<typeof Resource>

export const ResourceTemplate = z.object({
  uriTemplate: z.string(),
  name: z.string().optional(),
  title: z.string().optional(),
  description: z.string().optional(),
  mimeType: z.string().optional(),
})
export type ResourceTemplate = z.infer<typeof ResourceTemplate>

export const Prompt = z.object({
  name: z.string(),
  title: z.string().optional(),
  description: z.string().optional(),
  arguments: z
    .array(
      z.object({
        name: z.string(),
        description: z.string().optional(),
        required: z.boolean().optional(),
      }),
    )
    .optional(),
})
export type Prompt = z.infer<typeof Prompt>

/** What was left out or shortened, by its place in the answer, and why. */
export const Cut = z.object({ where: z.string(), why: z.string() })
export type Cut = z.infer<typeof Cut>

export const Redirect = z.object({
  from: z.string(),
  to: z.string(),
  status: z.number().int(),
  /** Only redirects within the origin are followed. */
  followed: z.boolean(),
})
export type Redirect = z.infer<typeof Redirect>

/** What an answer of 401 or 403 said of the way in (RFC 9110 §11.6.1). */
export const Challenge = z.object({ status: z.number().int(), wwwAuthenticate: z.array(z.string()) })
export type Challenge = z.infer<typeof Challenge>

/** Marks of the software that answered: material for src/probe/software.ts. */
export const HttpMarks = z.object({
  server: z.string().optional(),
  poweredBy: z.string().optional(),
  via: z.string().optional(),
  alpn: z.string().optional(),
  /** A GET was answered 405 with JSON-RPC error −32000. */
  getRefusedByJsonRpc: z.boolean().optional(),
})
export type HttpMarks = z.infer<typeof HttpMarks>

export const McpFacts = z.object({
  state: McpState,
  /** Why there are fewer facts than usual, in our own words. */
  detail: z.string().optional(),
  /** Revisions the server named or answered with, oldest first: what it was not asked for is not among them. */
  revisions: z.array(z.string()),
  eras: z.array(z.enum(['modern', 'legacy'])),
  transport: z.enum(['streamable-http', 'http+sse', 'unknown']),
  server: z.object({ name: z.string(), version: z.string(), title: z.string().optional() }).optional(),
  capabilities: JsonObject,
  instructions: z.string().optional(),
  tools: z.array(Tool),
  resources: z.array(Resource),
  resourceTemplates: z.array(ResourceTemplate),
  prompts: z.array(Prompt),
  /** Whether each list was asked for and given: an empty list that was not tested is not "none". */
  lists: z.object({ tools: State, resources: State, resourceTemplates: State, prompts: State }),
  /** SHA-256 (hexadecimal) of the RFC 8785 form of the whole tool list, sorted by name. Absent: not read to its end. */
  toolsHash: z.string().optional(),
  auth: McpAuth,
  challenge: Challenge.optional(),
  /** `withheld`: there are credentials for this origin, and the connection was not fit for them. */
  credentials: z.enum(['none', 'sent', 'withheld']),
  /** The path (and query) that answered. */
  path: z.string(),
  redirects: z.array(Redirect),
  truncated: z.array(Cut),
  marks: HttpMarks,
  requests: z.number().int(),
  /** Milliseconds. */
  timings: z.object({
    connectMs: z.number().optional(),
    recogniseMs: z.number().optional(),
    totalMs: z.number(),
  }),
})
export type McpFacts = z.infer<typeof McpFacts>
