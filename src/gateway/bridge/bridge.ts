import type { Readable, Writable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { isEventStream } from '../../mcp/eventStream.ts'
import { ownRevision, standardFields } from '../../mcp/fields.ts'
import { type Line, Lines } from '../../mcp/lines.ts'
import * as rpc from '../../mcp/message.ts'
import { ambiguityOf } from '../../mcp/messageScan.ts'
import { ToolFields } from '../../mcp/toolFields.ts'
import { RPC_ERRORS } from '../../registry/mcp/jsonRpc.ts'
import { type Fault, fault, faultOf } from '../client/fault.ts'
import { discard, type HybridAnswer, type HybridClient } from '../client/hybridClient.ts'
import { limitLines } from '../stdio/errorOutput.ts'
import { isFine, isJson, type Position, readEvents, readText, refusalOf, type TakeEvent } from './answer.ts'
import { LineWriter, MAX_MESSAGE } from './lineWriter.ts'
import { isStanding, Pending, PendingRequests, Unanswered, undeliverable } from './pending.ts'
import { Session } from './session.ts'
import { SseTransport } from './sseTransport.ts'

export type BridgeOptions = {
  client: HybridClient
  /** Lines of JSON-RPC, as in the stdio transport (revision 2026-07-28, basic/transports/stdio). */
  input: Readable
  output: Writable
  /** Notes for an operator. They may contain text of the server: sanitize them before they are shown. */
  note: (text: string) => void
  signal?: AbortSignal | undefined
}

type Post = { line: string; batch: rpc.RpcBatch; requests: readonly Pending[]; signal: AbortSignal }

/** Milliseconds that a notification may delay the line after it, so that both arrive in order. */
const IN_ORDER_MS = 1_000

/**
 * Carries MCP messages between a client on standard input and output and a server behind Streamable HTTP, unchanged. It
 * sends no requests of its own, and answers only where the server cannot. Done when the input has ended and all requests
 * from it are answered.
 */
export const runBridge = async (options: BridgeOptions): Promise<void> => {
  const bridge = new Bridge(options)
  options.client.warmUp()
  const stop = (): void => {
    bridge.abort()
    options.input.destroy()
  }
  options.signal?.addEventListener('abort', stop)
  try {
    if (!options.signal?.aborted) await bridge.run(options.input)
  } finally {
    options.signal?.removeEventListener('abort', stop)
    await bridge.end()
    await options.client.close()
  }
}

class Bridge {
  readonly #client: HybridClient
  readonly #output: LineWriter
  readonly #note: (text: string) => void
  readonly #session: Session
  readonly #pending = new PendingRequests()
  readonly #running = new Set<Promise<void>>()
  readonly #tools = new ToolFields()
  readonly #ended = new AbortController()
  #sse: SseTransport | undefined
  /** Runs from the end of the input on, and starts again with each message that the client gets. */
  #patience: NodeJS.Timeout | undefined
  readonly #unanswered = new Unanswered()

  constructor({ client, output, note }: BridgeOptions) {
    this.#client = client
    this.#output = new LineWriter(output, this.#ended.signal)
    // A hostile server could otherwise fill the disk that holds the client's log.
    this.#note = limitLines(note)
    this.#session = new Session({
      client,
      note: this.#note,
      signal: this.#ended.signal,
      deliver: (data) => this.#deliver(data, []),
    })
  }

  async run(input: Readable): Promise<void> {
    const lines = new Lines(MAX_MESSAGE, 'scan')
    try {
      for await (const chunk of input as AsyncIterable<Buffer>) {
        for (const line of lines.read(chunk)) await this.#accept(line)
      }
      for (const line of lines.rest()) await this.#accept(line)
    } catch (error) {
      if (!this.#ended.signal.aborted) throw error
    }
    // The client can no longer end these.
    for (const { request, controller, done } of this.#pending.values())
      if (done || isStanding(request)) controller.abort()
    const { answerMs } = this.#client
    if (answerMs > 0) this.#patience = setTimeout(() => this.#giveUp(), answerMs)
    await Promise.all(this.#running)
    clearTimeout(this.#patience)
  }

  /** A client that was killed leaves nothing but the end of its input, and a server can be slow for ever without being silent. */
  #giveUp(): void {
    this.#failAll([...this.#pending.values()], undeliverable(fault('ANSWER_TIMEOUT after the input')))
    this.abort()
  }

  abort(): void {
    this.#ended.abort()
    for (const { controller } of this.#pending.values()) controller.abort()
  }

  async end(): Promise<void> {
    this.#ended.abort()
    await this.#session.end()
  }

  /** Done when the next line may follow. */
  async #accept(line: Line): Promise<void> {
    const { invalidRequest } = RPC_ERRORS
    if (typeof line !== 'string') {
      const requests = line.ids.map((id) => ({ id }))
      return this.#refuse(requests, invalidRequest, `a message of more than ${MAX_MESSAGE} bytes was dropped`)
    }
    const batch = rpc.readBatch(line)
    if ('code' in batch) return this.#refuse([batch], batch.code, batch.message)
    const requests = batch.filter((message) => message.kind === 'request')
    const problem = ambiguityOf(line)
    if (problem !== undefined) return this.#refuse(requests, invalidRequest, problem)
    if (requests.length === 0) await this.#tell(line, batch)
    else {
      const asked = this.#track(this.#ask(line, batch, requests))
      // What comes next may need the session that this begins.
      if (requests.some(({ method }) => method === 'initialize')) await asked
    }
    await this.#unanswered.room()
  }

  /** Done when the client has read, or there is room. */
  async #refuse(requests: readonly { id: string }[], code: number, message: string): Promise<void> {
    for (const { id } of requests.length > 0 ? requests : [{ id: 'null' }])
      this.#output.write(rpc.rpcError(id, { code, message: `mcp-pqc connect: ${message}` }))
    await this.#output.room()
  }

  /** Sends notifications and responses, which the server accepts without an answer. */
  async #tell(line: string, batch: rpc.RpcBatch): Promise<void> {
    const [message] = batch
    if (batch.length === 1 && message?.kind === 'notification' && this.#cancels(message)) return
    const told = this.#post({ line, batch, signal: this.#ended.signal }).then(
      async (answer) => {
        if (isFine(answer)) {
          await discard(answer)
          if (!this.#sse && batch.some(isInitialized)) this.#session.listen()
        } else this.#note(`the server did not accept a message: ${(await refusalOf(answer)).fault.message}`)
      },
      (error: Fault) => {
        if (error.code !== 'CLOSED') this.#note(`a message could not be delivered: ${error.message}`)
      },
    )
    await Promise.race([this.#track(told), sleep(IN_ORDER_MS, undefined, { ref: false })])
  }

  #track(running: Promise<void>): Promise<void> {
    this.#running.add(running)
    void running.finally(() => this.#running.delete(running))
    return running
  }

  /**
   * In revision 2026-07-28 a request over HTTP is cancelled by the end of its exchange, and one over standard input by a
   * notification (basic/patterns/cancellation). True where the notification is not to be sent.
   */
  #cancels({ method, params }: rpc.Notification): boolean {
    if (method !== 'notifications/cancelled') return false
    const pending = this.#pending.get(rpc.idText(params['requestId']) ?? '')
    pending?.settle()
    const isModern = pending ? ownRevision(pending.request) !== undefined : !this.#session.isOpen
    if (isModern) pending?.controller.abort()
    return isModern
  }

  async #ask(line: string, batch: rpc.RpcBatch, asked: readonly rpc.Request[]): Promise<void> {
    const controller = new AbortController()
    const requests = asked.map((request) => new Pending(request, controller))
    for (const pending of requests) this.#pending.set(pending.request.id, pending)
    try {
      await this.#exchange({ line, batch, requests, signal: controller.signal })
      if (requests.some(({ done }) => !done)) throw fault('NO_ANSWER')
    } catch (error) {
      this.#failAll(requests, undeliverable(faultOf(error, 'answer')))
    } finally {
      for (const pending of requests) this.#pending.remove(pending)
    }
  }

  async #exchange(post: Post): Promise<void> {
    const { requests, signal } = post
    const answer = await this.#post(post)
    if (!isFine(answer)) return this.#refused(answer, post)
    const type = answer.headers['content-type']
    if (requests.some(({ request }) => request.method === 'initialize')) this.#session.begin(answer.headers)
    if (isJson(answer)) {
      const delivered = readText(answer).then((text) => this.#deliver(text, requests))
      await delivered.finally(() => answer.holder.resize(0))
    } else if (isEventStream(type)) await this.#follow(answer, requests, signal)
    else {
      await discard(answer)
      if (this.#sse) await this.#sse.answered(requests)
      else if (/^text\/html\b/i.test(type ?? '')) throw fault('NO_ANSWER but a web page')
    }
  }

  /** A stream that breaks off is resumed where the server numbers its events. */
  async #follow(answer: HybridAnswer, requests: readonly Pending[], signal: AbortSignal): Promise<void> {
    const position: Position = { lastEventId: '' }
    const take: TakeEvent = ({ event, data }) =>
      event === 'message' && data !== '' ? this.#deliver(data, requests) : undefined
    let broken: unknown
    try {
      await readEvents(answer, position, take)
    } catch (error) {
      broken = error
    }
    const isWanted = (): boolean => requests.some(({ done }) => !done)
    if (!isWanted()) return
    if (position.lastEventId === '' || signal.aborted || !this.#session.isOpen) {
      if (broken) throw broken
    } else await this.#session.resume(position, take, isWanted, signal)
  }

  async #refused(answer: HybridAnswer, post: Post): Promise<void> {
    const { fault: told, error } = await refusalOf(answer, this.#session.isNamed)
    const [first] = post.requests
    if (first?.request.method === 'initialize' && SSE_SERVER.has(answer.status) && !this.#sse) {
      this.#sse = await SseTransport.open(this.#client, this.#ended.signal, (data) => this.#deliver(data, []))
      if (this.#sse) return this.#exchange({ ...post, batch: [first.request] })
    }
    if (error === undefined) throw told
    // The server's own error reaches the client, under the id of the request.
    this.#failAll(post.requests, error)
  }

  #post({ line, batch, signal }: Omit<Post, 'requests'>): Promise<HybridAnswer> {
    const [message] = batch as [rpc.Message, ...rpc.Message[]]
    const isRequest = message.kind === 'request'
    const begins = isRequest && message.method === 'initialize'
    const fields = batch.length === 1 && message.kind !== 'response' ? standardFields(message) : {}
    const isModernCall = isRequest && message.method === 'tools/call' && 'mcp-method' in fields
    const answer = this.#client.request({
      method: 'POST',
      path: this.#sse?.path,
      headers: {
        'content-type': 'application/json',
        accept: 'application/json, text/event-stream',
        ...(!begins && this.#session.fields()),
        ...fields,
        ...(isModernCall && this.#tools.fieldsFor(message.params)),
      },
      body: line,
      standing: isRequest && isStanding(message),
      signal,
    })
    return this.#unanswered.count(line, answer)
  }

  #deliver(received: string, requests: readonly Pending[]): Promise<void> | undefined {
    const text = received.replace(/^\ufeff/, '')
    const batch = rpc.readReceived(text)
    if ('code' in batch) {
      this.#note(`dropped a message of the server: ${batch.message}`)
      return undefined
    }
    for (const message of batch) {
      if (message.kind !== 'response') continue
      const pending = this.#pending.answeredBy(message, requests)
      if (!pending) continue
      if (pending.request.method === 'initialize') this.#session.agree(message.result)
      if (pending.request.method === 'tools/list') this.#tools.learn(message.result)
      pending.settle()
    }
    this.#patience?.refresh()
    this.#output.write(rpc.asLine(text))
    return this.#output.room()
  }

  #failAll(requests: readonly Pending[], error: rpc.RpcError): void {
    for (const pending of requests) {
      if (pending.done) continue
      pending.settle()
      this.#output.write(rpc.rpcError(pending.request.id, error))
    }
  }
}

const isInitialized = (message: rpc.Message): boolean =>
  message.kind === 'notification' && message.method === 'notifications/initialized'

/** Revision 2025-11-25, basic/transports, "Backwards Compatibility": answers of a server of 2024-11-05. */
const SSE_SERVER: ReadonlySet<number> = new Set([400, 404, 405])
