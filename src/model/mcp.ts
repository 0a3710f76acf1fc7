import { z } from 'zod'
import { State } from './state.ts'

/**
 * `recognised`: an MCP server answered. `authorization`: the server requires a token or a client certificate, and it is
 * unknown whether it is an MCP server. `not-mcp`: something else answered. `not-tested`: no request was sent.
 */
const McpState = z.enum(['recognised', 'authorization', 'not-mcp', 'unreachable', 'not-tested'])

/** `optional`: some requests were answered without credentials, others were refused. */
const McpAuth = z.enum(['none', 'optional', 'required', 'client-certificate', 'unknown'])

/** Levels of JSON from a server: a probe refuses an answer with more (`src/mcp/jsonScan.ts`), but anyone can write a document. */
const MAX_DEPTH = 128

/** Without recursion, which deep values would end. */
const isShallow = (value: object): boolean => {
  let level: unknown[] = [value]
  for (let depth = 0; depth < MAX_DEPTH; depth++) {
    level = level.flatMap((one) => Object.values(one as object)).filter((one) => one instanceof Object)
    if (level.length === 0) return true
  }
  return false
}

/** JSON from the server: limited in size and depth, not sanitized for display. */
const JsonObject = z
  .record(z.string(), z.unknown())
  .refine(isShallow, { error: `nested deeper than ${MAX_DEPTH} levels` })

export const Tool = z.object({
  name: z.string(),
  title: z.string().optional(),
  description: z.string().optional(),
  /** Empty if the server sent none, or one that was truncated. */
  inputSchema: JsonObject,
  outputSchema: JsonObject.optional(),
  annotations: JsonObject.optional(),
})
export type Tool = z.infer<typeof Tool>

const DESCRIBED = {
  name: z.string().optional(),
  title: z.string().optional(),
  description: z.string().optional(),
  mimeType: z.string().optional(),
}

export const Resource = z.object({ uri: z.string(), ...DESCRIBED })
export type Resource = z.infer<typeof Resource>

const ResourceTemplate = z.object({ uriTemplate: z.string(), ...DESCRIBED })

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

/** What was left out or shortened: its place in the answer, and why. */
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

/** The challenge of a 401 or 403 (RFC 9110 §11.6.1). */
export const Challenge = z.object({ status: z.number().int(), wwwAuthenticate: z.array(z.string()) })
export type Challenge = z.infer<typeof Challenge>

/** Headers and behaviour that identify the server's software. */
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
  /** Why facts are missing. */
  detail: z.string().optional(),
  /** Revisions that the server named or answered with, oldest first. Others were not tested. */
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
  /** Whether each list was requested and received: an empty list that was not tested is not "none". */
  lists: z.object({ tools: State, resources: State, resourceTemplates: State, prompts: State }),
  /** SHA-256 (hexadecimal) of the RFC 8785 form of the complete tool list, sorted by name. Absent: not read completely. */
  toolsHash: z.string().optional(),
  auth: McpAuth,
  challenge: Challenge.optional(),
  /** `withheld`: there are credentials for this origin, but the connection was not secure enough to send them. */
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
