import { MCP_HEADERS, META_KEYS } from '../../registry/mcp/mcpRevisions.ts'
import type { McpContact, Reply } from './contact.ts'
import { type JsonObject, message } from './message.ts'

/** A way to ask a server, once it is known how it wants to be asked. */
export type Channel = {
  revision: string
  /** `maxBytes` bounds the answer. */
  call(method: string, params?: JsonObject, maxBytes?: number): Promise<Reply>
  /** Ends the session, where there is one. Never throws for what the peer does. */
  close(): Promise<void>
}

/** The version is that of the questions; servers write it to their logs. */
export const CLIENT = { name: 'mcp-pqc', version: '1' } as const

let lastId = 0
/** Unique in this process, so that no answer is taken for that to another request. */
export const nextId = (): number => ++lastId

/** Revision 2026-07-28: no session; every request says what it needs. */
export const modernChannel = (contact: McpContact, revision: string): Channel => ({
  revision,
  call(method, params, maxBytes) {
    const id = nextId()
    const meta = {
      [META_KEYS.protocolVersion]: revision,
      [META_KEYS.clientCapabilities]: {},
      [META_KEYS.clientInfo]: CLIENT,
    }
    const headers = {
      [MCP_HEADERS.protocolVersion]: revision,
      [MCP_HEADERS.method]: method,
      ...nameHeader(method, params),
    }
    return contact.post(id, message(id, method, { ...params, _meta: meta }), headers, maxBytes)
  },
  close: async () => {},
})

/** Revision 2026-07-28, basic/transports: the name that the parameters hold; Base64 where a header field cannot carry it. */
const nameHeader = (method: string, params: JsonObject | undefined): Record<string, string> => {
  const name = params?.['name']
  if (method !== 'tools/call' || typeof name !== 'string') return {}
  const isPlain = /^(?!=\?base64\?)[\x21-\x7e]([\x20-\x7e]*[\x21-\x7e])?$/.test(name)
  return { [MCP_HEADERS.name]: isPlain ? name : `=?base64?${Buffer.from(name).toString('base64')}?=` }
}

/** 2025-03-26 to 2025-11-25: a session that the server may have named in its answer to `initialize`. */
export const sessionChannel = (
  contact: McpContact,
  revision: string,
  sessionId: string | undefined,
): Channel => {
  const headers = {
    [MCP_HEADERS.protocolVersion]: revision,
    ...(sessionId !== undefined && { [MCP_HEADERS.sessionId]: sessionId }),
  }
  let initialized = false
  return {
    revision,
    async call(method, params, maxBytes) {
      if (!initialized) {
        initialized = true
        await contact.send({
          method: 'POST',
          headers: { ...headers, ...POSTED },
          body: message(undefined, 'notifications/initialized'),
          maxBytes: contact.cuts.limits.bodyBytes,
          onEvent: () => true,
        })
      }
      const id = nextId()
      return contact.post(id, message(id, method, params), headers, maxBytes)
    },
    async close() {
      if (sessionId === undefined) return
      await contact.send({ method: 'DELETE', headers, maxBytes: contact.cuts.limits.bodyBytes })
    },
  }
}

const POSTED = {
  'content-type': 'application/json',
  accept: 'application/json, text/event-stream',
}
