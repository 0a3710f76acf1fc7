import { rowsOf } from '../dataFile.ts'
import { RPC_ERRORS } from './jsonRpc.ts'
import table from './mcpRevisions.json' with { type: 'json' }

/** A revision of the Model Context Protocol. `modern`: stateless, `server/discover` instead of `initialize`. */
export type RevisionRow = { revision: string; era: 'modern' | 'legacy'; source: string }

export const MCP_REVISIONS: readonly RevisionRow[] = rowsOf(table.revisions)

/** Offered in `initialize`, and sent in requests without it. */
export const LEGACY_REVISION = '2025-11-25'
export const MODERN_REVISION = '2026-07-28'

/** The first revision whose clients accept an event without data (SEP-1699), from which a stream can be resumed. */
export const PRIMING_REVISION = '2025-11-25'

/** The revision with the HTTP+SSE transport, which 2025-03-26 replaced. */
export const SSE_REVISION = '2024-11-05'

/** Revisions are dates; every one after the first modern revision is modern. undefined: not a revision. */
export const eraOf = (revision: string): 'modern' | 'legacy' | undefined => {
  if (!/^\d{4}-\d\d-\d\d$/.test(revision)) return undefined
  return revision >= MODERN_REVISION ? 'modern' : 'legacy'
}

/** Revision 2026-07-28, basic/transports: headers that repeat values of the body. */
export const MCP_HEADERS = {
  protocolVersion: 'mcp-protocol-version',
  method: 'mcp-method',
  name: 'mcp-name',
  sessionId: 'mcp-session-id',
} as const

/** Revision 2026-07-28, `x-mcp-header`: begins the name of a header field that repeats an argument of a tool. */
export const PARAMETER_HEADER = 'mcp-param-'

/** The parameter that `mcp-name` repeats, by method. */
export const NAME_PARAMETERS: ReadonlyMap<string, string> = new Map(
  Object.entries(table.nameParameters.methods),
)

/** Revision 2026-07-28, basic: keys of `_meta` in every request, and of the server's name in a result. */
export const META_KEYS = {
  protocolVersion: 'io.modelcontextprotocol/protocolVersion',
  clientCapabilities: 'io.modelcontextprotocol/clientCapabilities',
  clientInfo: 'io.modelcontextprotocol/clientInfo',
  serverInfo: 'io.modelcontextprotocol/serverInfo',
  /** Marks what belongs to a `subscriptions/listen`, whose id it gives. */
  subscriptionId: 'io.modelcontextprotocol/subscriptionId',
} as const

/** Errors that only a modern server answers with. */
export const MODERN_ERRORS: readonly number[] = [
  RPC_ERRORS.headerMismatch,
  RPC_ERRORS.missingClientCapability,
  RPC_ERRORS.unsupportedVersion,
]

/** JSON-RPC server error with which the official TypeScript SDK refuses a GET (observed, SDK 1.32 and 2.4, November 2026). */
export const GET_REFUSED = -32_000
