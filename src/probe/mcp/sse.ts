import { LEGACY_REVISION, SSE_REVISION } from '../../registry/mcp/mcpRevisions.ts'
import { readJson, utf8 } from '../http/body.ts'
import type { HttpAnswer, HttpFailure } from '../http/http.ts'
import { type Channel, CLIENT, nextId } from './channel.ts'
import type { McpContact, Reply } from './contact.ts'
import { type JsonObject, message, type RpcReply, replyTo } from './message.ts'

/** What a GET for an event stream found. `elsewhere`: the stream names another origin, where nothing is sent. */
export type SseOpening =
  | { kind: 'open'; channel: SseChannel }
  | { kind: 'elsewhere'; close(): Promise<void> }
  | { kind: 'none'; answer: HttpAnswer | HttpFailure }

/** Revision 2024-11-05, HTTP+SSE: messages go out by POST and come back as events of one long GET. */
export const openSse = async (contact: McpContact, timeoutMs: number): Promise<SseOpening> => {
  const stream = new AbortController()
  const channel = new SseChannel(contact, stream, timeoutMs)
  const { promise, resolve, reject } = Promise.withResolvers<SseOpening>()
  const answer = contact.send({
    method: 'GET',
    headers: { accept: 'text/event-stream' },
    maxBytes: contact.cuts.limits.totalBytes,
    timeoutMs: timeoutMs * contact.cuts.limits.listTimeouts,
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
    if (last.kind === 'answer') contact.meetsWall(last)
    resolve({ kind: 'none', answer: last })
  }
  channel.ended = answer.then(end, (error: unknown) => {
    // Aborted here, or by whoever started the probe; that one is to hear of it.
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

class SseChannel implements Channel {
  readonly revision = SSE_REVISION
  ended: Promise<void> = Promise.resolve()
  readonly #contact: McpContact
  readonly #stream: AbortController
  readonly #timeoutMs: number
  readonly #waiting = new Map<number, (reply: Reply) => void>()
  #path = ''
  #initialized = false

  constructor(contact: McpContact, stream: AbortController, timeoutMs: number) {
    this.#contact = contact
    this.#stream = stream
    this.#timeoutMs = timeoutMs
  }

  /** The address of the event `endpoint`, which has to be of the same origin. */
  goTo(data: string): boolean {
    const { origin } = this.#contact.peer.target
    if (!URL.canParse(data, `${origin}${this.#contact.path}`)) return false
    const to = new URL(data, `${origin}${this.#contact.path}`)
    this.#path = `${to.pathname}${to.search}`
    return to.origin === new URL(origin).origin
  }

  initialize(): Promise<Reply> {
    return this.#ask('initialize', {
      protocolVersion: LEGACY_REVISION,
      capabilities: {},
      clientInfo: CLIENT,
    })
  }

  async call(method: string, params?: JsonObject): Promise<Reply> {
    if (!this.#initialized) {
      this.#initialized = true
      await this.#post(message(undefined, 'notifications/initialized'))
    }
    return this.#ask(method, params)
  }

  receive(data: string): void {
    const json = readJson(data)
    for (const id of this.#waiting.keys()) {
      const reply = replyTo(id, json)
      if (reply.kind !== 'none') this.#answer(id, reply)
    }
  }

  fail(answer: HttpAnswer | HttpFailure): void {
    const failure: HttpFailure =
      answer.kind === 'failed'
        ? answer
        : { kind: 'failed', state: 'cut-off', detail: `the event stream ended: ${answer.end}` }
    for (const settle of this.#waiting.values()) settle(failure)
  }

  async close(): Promise<void> {
    this.#stream.abort()
    await this.ended
  }

  async #ask(method: string, params?: JsonObject): Promise<Reply> {
    const id = nextId()
    const { promise, resolve } = Promise.withResolvers<Reply>()
    this.#waiting.set(id, resolve)
    const timer = setTimeout(
      () => resolve({ kind: 'failed', state: 'timed-out', detail: `no answer in ${this.#timeoutMs} ms` }),
      this.#timeoutMs,
    )
    try {
      const posted = await this.#post(message(id, method, params))
      if (posted.kind === 'failed') return posted
      // 202 by the book; some answer in the body all the same.
      const reply = posted.body.length > 0 ? replyTo(id, readJson(utf8(posted.body))) : undefined
      if (reply && reply.kind !== 'none') this.#answer(id, reply)
      else if (posted.status >= 300) {
        return {
          kind: 'http',
          status: posted.status,
          headers: posted.headers,
          problem: `status ${posted.status}`,
        }
      }
      return await promise
    } finally {
      clearTimeout(timer)
      this.#waiting.delete(id)
    }
  }

  #answer(id: number, reply: RpcReply): void {
    this.#contact.answered++
    this.#waiting.get(id)?.({ ...reply, status: 200, headers: {} })
  }

  #post(body: string): Promise<HttpAnswer | HttpFailure> {
    return this.#contact.send({
      method: 'POST',
      path: this.#path,
      headers: { 'content-type': 'application/json' },
      body,
      maxBytes: this.#contact.cuts.limits.bodyBytes,
    })
  }
}
