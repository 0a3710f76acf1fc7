import { LEGACY_REVISION, META_KEYS } from '../registry/mcp/mcpRevisions.ts'
import type { JsonObject } from './json.ts'

/** Servers write it to their logs. The version is that of the requests. */
const CLIENT = { name: 'mcp-pqc', version: '1' } as const

/** JSON text of a request, or of a notification where there is no id. */
export const rpcRequest = (id: number | undefined, method: string, params?: JsonObject): string =>
  JSON.stringify({ jsonrpc: '2.0', ...(id !== undefined && { id }), method, ...(params && { params }) })

/** Up to revision 2025-11-25, basic/lifecycle: begins a session. */
export const initializeRequest = (id: number): string =>
  rpcRequest(id, 'initialize', {
    protocolVersion: LEGACY_REVISION,
    capabilities: {},
    clientInfo: CLIENT,
  })

export const INITIALIZED_NOTIFICATION = rpcRequest(undefined, 'notifications/initialized')

/** Parameters of a request of revision 2026-07-28 or later, which has no session: each says everything itself. */
export const modernParams = (revision: string, params: JsonObject = {}): JsonObject => ({
  ...params,
  _meta: {
    [META_KEYS.protocolVersion]: revision,
    [META_KEYS.clientCapabilities]: {},
    [META_KEYS.clientInfo]: CLIENT,
  },
})
