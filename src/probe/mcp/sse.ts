import { readJson } from '../../mcp/json.ts'
import { type RpcReply, replyTo } from '../../mcp/message.ts'
import { INITIALIZED_NOTIFICATION, initializeRequest, rpcRequest } from '../../mcp/requests.ts'
import { utf8 } from '../http/body.ts'
import type { HttpAnswer, HttpFailure } from '../http/http.ts'
import { type Channel, nextId } from './channel.ts'
import type { McpContact, Reply } from './contact.ts'

/** What a GET for an event stream found. `elsewhere`: the stream names another origin, where nothing is sent. */
export type SseOpening =
  | { kind: 'open'; channel: SseChannel }
  | { kind: 'elsewhere'; close(): Promise<void> }
  | { kind: 'none'; answer: HttpAnswer | HttpFailure }

/** Revision 2024-11-05, HTTP+SSE: messages are sent by POST and come back as events of one long GET. */
export const openSse = async (contact: McpContact, timeoutMs: number): Promise<SseOpening> => {
  const { limits } = contact.truncation
  const stream = new AbortController()
  const channel = new SseChannel(contact, stream, timeoutMs)
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

class SseChannel implements Channel {
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

  /** The URL of the event `endpoint`. False where it is of another origin. */
  goTo(data: string): boolean {
    const { origin } = new URL(this.#contact.peer.target.origin)
    const to = URL.parse(data, `${origin}${this.#contact.path}`)
    if (to?.origin !== origin) return false
    this.#path = `${to.pathname}${to.search}`
    return true
  }

  initialize(): Promise<Reply> {
    const id = nextId()
    return this.#ask(id, initializeRequest(id))
  }

  async call(method: string, params?: Record<string, unknown>): Promise<Reply> {
    if (!this.#initialized) {
      this.#initialized = true
      await this.#post(INITIALIZED_NOTIFICATION)
    }
    const id = nextId()
    return this.#ask(id, rpcRequest(id, method, params))
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
    for (const resolve of this.#waiting.values()) resolve(failure)
  }

  async close(): Promise<void> {
    this.#stream.abort()
    await this.ended
  }

  async #ask(id: number, body: string): Promise<Reply> {
    const { promise, resolve } = Promise.withResolvers<Reply>()
    this.#waiting.set(id, resolve)
    const timer = setTimeout(
      () => resolve({ kind: 'failed', state: 'timed-out', detail: `no answer in ${this.#timeoutMs} ms` }),
      this.#timeoutMs,
    )
    try {
      const posted = await this.#post(body)
      if (posted.kind === 'failed') return posted
      // The answer should be 202; some servers reply in its body.
      const { status, headers } = posted
      const reply = posted.body.length > 0 ? replyTo(id, readJson(utf8(posted.body))) : undefined
      if (reply && reply.kind !== 'none') this.#answer(id, reply)
      else if (status >= 300) return { kind: 'http', status, headers, problem: `status ${status}` }
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
    const headers = { 'content-type': 'application/json' }
    return this.#contact.send({ method: 'POST', path: this.#path, headers, body })
  }
}
