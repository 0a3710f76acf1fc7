import { standardFields } from '../../mcp/fields.ts'
import type { JsonObject } from '../../mcp/json.ts'
import { INITIALIZED_NOTIFICATION, initializeRequest, modernParams, rpcRequest } from '../../mcp/requests.ts'
import { MCP_HEADERS, MODERN_REVISION } from '../../registry/mcp/mcpRevisions.ts'
import type { McpContact, Reply } from './contact.ts'

export type Channel = {
  call(method: string, params?: JsonObject, maxBytes?: number): Promise<Reply>
  /** Ends the session, where there is one. Never throws for what the peer does. */
  close(): Promise<void>
}

let lastId = 0
/** Unique in this process, so that no answer is mistaken for that to another request. */
export const nextId = (): number => ++lastId

/** Revision 2026-07-28: no session; every request says everything itself. */
export const modernChannel = (contact: McpContact): Channel => ({
  call(method, params, maxBytes) {
    const id = nextId()
    const request = { method, params: modernParams(MODERN_REVISION, params) }
    return contact.post(id, rpcRequest(id, method, request.params), standardFields(request), maxBytes)
  },
  close: async () => {},
})

/** Sends `initialize` (2025-03-26 to 2025-11-25). `channel`: the session that it began. */
export const openSession = async (contact: McpContact): Promise<{ reply: Reply; channel?: Channel }> => {
  const id = nextId()
  const reply = await contact.post(id, initializeRequest(id), {})
  const revision = reply.kind === 'result' ? reply.result['protocolVersion'] : undefined
  if (reply.kind !== 'result' || typeof revision !== 'string') return { reply }
  const session = reply.headers[MCP_HEADERS.sessionId]
  return {
    reply,
    channel: sessionChannel(contact, revision, typeof session === 'string' ? session : undefined),
  }
}

const sessionChannel = (contact: McpContact, revision: string, sessionId: string | undefined): Channel => {
  const headers = {
    [MCP_HEADERS.protocolVersion]: revision,
    ...(sessionId !== undefined && { [MCP_HEADERS.sessionId]: sessionId }),
  }
  let initialized = false
  return {
    async call(method, params, maxBytes) {
      if (!initialized) {
        initialized = true
        await contact.notify(INITIALIZED_NOTIFICATION, headers)
      }
      const id = nextId()
      return contact.post(id, rpcRequest(id, method, params), headers, maxBytes)
    },
    async close() {
      if (sessionId === undefined) return
      await contact.send({ method: 'DELETE', headers })
    },
  }
}
