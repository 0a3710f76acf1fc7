import { standardFields } from '../../mcp/fields.ts'
import { type JsonObject, readJson } from '../../mcp/json.ts'
import { type RpcReply, replyTo } from '../../mcp/message.ts'
import { INITIALIZED_NOTIFICATION, initializeRequest, modernParams, rpcRequest } from '../../mcp/requests.ts'
import { MCP_HEADERS, MODERN_REVISION } from '../../registry/mcp/mcpRevisions.ts'
import { type HttpAnswer, type HttpFailure, utf8 } from '../http/http.ts'
import type { McpContact, Reply } from './contact.ts'

export type Channel = {
  call(method: string, params?: JsonObject, maxBytes?: number): Promise<Reply>
  /** Ends the session, where there is one. Never throws for what the peer does. */
  close(): Promise<void>
}

let lastId = 0
/** Unique in this process, so that no answer is mistaken for that to another request. */
const nextId = (): number => ++lastId

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

/** What a GET for an event stream found. `elsewhere`: the stream names another origin, where nothing is sent. */
type SseOpening =
  | { kind: 'open'; channel: ReturnType<typeof sseChannel> }
  | { kind: 'elsewhere'; close(): Promise<void> }
  | { kind: 'none'; answer: HttpAnswer | HttpFailure }

/** Revision 2024-11-05, HTTP+SSE: messages are sent by POST and come back as events of one long GET. */
export const openSse = async (contact: McpContact, timeoutMs: number): Promise<SseOpening> => {
  const { limits } = contact.truncation
  const stream = new AbortController()
  const channel = sseChannel(contact, stream, timeoutMs)
  const { promise, resolve, reject } = Promise.withResolvers<SseOpening>()
  const answer = contact.send({
    method: 'GET',
    headers: { accept: 'text/event-stream' },
    maxBytes: limits.totalBytes,
    timeoutMs: timeoutMs * limits.listTimeouts,
    signal: stream.signal,
    onEvent({ event, data }) {
      if (event !== 'endpoint') channel.receive(data)
      else if (channel.goTo(data)) resolve({ kind: 'open', channel })
      else resolve({ kind: 'elsewhere', close: () => channel.close() })
      return false
    },
  })
  const end = (last: HttpAnswer | HttpFailure): void => {
    channel.fail(last)
    if (last.kind === 'answer') contact.noteChallenge(last)
    resolve({ kind: 'none', answer: last })
  }
  channel.ended = answer.then(end, (error: unknown) => {
    // Where the caller aborted the probe, it gets the reason.
    if (!stream.signal.aborted) reject(error)
    end(NO_ENDPOINT)
  })
  const timer = setTimeout(() => stream.abort(), timeoutMs)
  try {
    return await promise
  } finally {
    clearTimeout(timer)
  }
}

const NO_ENDPOINT: HttpFailure = {
  kind: 'failed',
  state: 'timed-out',
  detail: 'an event stream without the event "endpoint"',
}

/** `goTo`, `receive` and `fail`: what the stream brings. */
const sseChannel = (contact: McpContact, stream: AbortController, timeoutMs: number) => {
  const waiting = new Map<number, (reply: Reply) => void>()
  let path = ''
  let initialized = false
  const post = (body: string): Promise<HttpAnswer | HttpFailure> =>
    contact.send({ method: 'POST', path, headers: { 'content-type': 'application/json' }, body })
  const answer = (id: number, reply: RpcReply): void => {
    contact.answered++
    waiting.get(id)?.({ ...reply, status: 200, headers: {} })
  }
  const ask = async (id: number, body: string): Promise<Reply> => {
    const { promise, resolve } = Promise.withResolvers<Reply>()
    waiting.set(id, resolve)
    const detail = `no answer in ${timeoutMs} ms`
    const timer = setTimeout(() => resolve({ kind: 'failed', state: 'timed-out', detail }), timeoutMs)
    try {
      const posted = await post(body)
      if (posted.kind === 'failed') return posted
      // The answer should be 202; some servers reply in its body.
      const { status, headers } = posted
      const reply = posted.body.length > 0 ? replyTo(id, readJson(utf8(posted.body))) : undefined
      if (reply && reply.kind !== 'none') answer(id, reply)
      else if (status >= 300) return { kind: 'http', status, headers, problem: `status ${status}` }
      return await promise
    } finally {
      clearTimeout(timer)
      waiting.delete(id)
    }
  }
  return {
    ended: Promise.resolve(),
    /** The URL of the event `endpoint`. False where it is of another origin. */
    goTo(data: string): boolean {
      const { origin } = new URL(contact.peer.target.origin)
      const to = URL.parse(data, `${origin}${contact.path}`)
      if (to?.origin !== origin) return false
      path = `${to.pathname}${to.search}`
      return true
    },
    initialize(): Promise<Reply> {
      const id = nextId()
      return ask(id, initializeRequest(id))
    },
    async call(method: string, params?: JsonObject): Promise<Reply> {
      if (!initialized) {
        initialized = true
        await post(INITIALIZED_NOTIFICATION)
      }
      const id = nextId()
      return ask(id, rpcRequest(id, method, params))
    },
    receive(data: string): void {
      const json = readJson(data)
      for (const id of waiting.keys()) {
        const reply = replyTo(id, json)
        if (reply.kind !== 'none') answer(id, reply)
      }
    },
    fail(last: HttpAnswer | HttpFailure): void {
      const detail = last.kind === 'failed' ? last.detail : `the event stream ended: ${last.end}`
      const failure: HttpFailure =
        last.kind === 'failed' ? last : { kind: 'failed', state: 'cut-off', detail }
      for (const resolve of waiting.values()) resolve(failure)
    },
    async close(): Promise<void> {
      stream.abort()
      await this.ended
    },
  }
}
