import type { Readable, Writable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { ownRevision, standardFields } from '../../mcp/fields.ts'
import { type Line, Lines, TOO_LONG } from '../../mcp/lines.ts'
import {
  asLine,
  idText,
  type Message,
  type Notification,
  type Request,
  type RpcError,
  readBatch,
  rpcError,
} from '../../mcp/message.ts'
import { ToolFields } from '../../mcp/toolFields.ts'
import { RPC_ERRORS } from '../../registry/mcp/jsonRpc.ts'
import type { HybridAnswer } from '../client/exchange.ts'
import { type Fault, fault, faultOf } from '../client/fault.ts'
import { discard, type HybridClient } from '../client/hybridClient.ts'
import { kindOfAnswer, type Place, readEvents, readText } from './answer.ts'
import { LineWriter, MAX_MESSAGE } from './lineWriter.ts'
import { OlderTransport } from './olderTransport.ts'
import { type Pending, PendingRequests } from './pending.ts'
import { refusalOf } from './refusal.ts'
import { Session } from './session.ts'

export type BridgeOptions = {
  client: HybridClient
  /** Lines of JSON-RPC, as the stdio transport has them (revision 2026-07-28, basic/transports/stdio). */
  input: Readable
  output: Writable
  /** What an operator should know. Texts may be the server's: clean them to show. */
  note: (text: string) => void
  /** Ends it at once. */
  signal?: AbortSignal | undefined
}

/** Bytes of requests that wait for the head of their answer; with more, no further line is read. */
const MAX_UNANSWERED = 16_777_216

/** Milliseconds that what follows a notification waits for the server to take it, so that they arrive in order. */
const IN_ORDER_MS = 1_000

/**
 * Carries MCP messages between a client on standard input and output and a server behind Streamable HTTP, as they are:
 * it asks nothing of its own, and answers only where the server cannot. Done when the input has ended and everything
 * that it asked for is answered.
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
  readonly #session: Session
  readonly #pending = new PendingRequests()
  readonly #asked = new Set<Promise<void>>()
  readonly #tools = new ToolFields()
  readonly #ended = new AbortController()
  #older: OlderTransport | undefined
  #unanswered = 0
  #room = Promise.withResolvers<void>()

  constructor({ client, output, note }: BridgeOptions) {
    this.#client = client
    this.#output = new LineWriter(output)
    this.#session = new Session(client, note, this.#ended.signal, (data) => this.#deliver(data, []))
  }

  async run(input: Readable): Promise<void> {
    try {
      const lines = new Lines(MAX_MESSAGE, 'drop')
      for await (const chunk of input as AsyncIterable<Buffer>)
        for (const line of lines.read(chunk)) await this.#accept(line)
      for (const line of lines.rest()) await this.#accept(line)
    } catch (error) {
      if (!this.#ended.signal.aborted) throw error
    }
    // Nobody can end these any more.
    for (const { request, controller, done } of this.#pending)
      if (done || isStanding(request)) controller.abort()
    await Promise.all(this.#asked)
  }

  /** Cuts off what is under way. */
  abort(): void {
    this.#ended.abort()
    this.#output.close()
    for (const { controller } of this.#pending) controller.abort()
  }

  async end(): Promise<void> {
    this.#ended.abort()
    await this.#session.end()
  }

  /** Done when the next line may follow. */
  async #accept(line: Line): Promise<void> {
    if (line === TOO_LONG) {
      const message = `mcp-pqc connect: a message of more than ${MAX_MESSAGE} bytes was dropped`
      this.#output.write(rpcError('null', { code: RPC_ERRORS.invalidRequest, message }))
      return
    }
    const batch = readBatch(line)
    if ('code' in batch) {
      const { id, code, message } = batch
      this.#output.write(rpcError(id, { code, message: `mcp-pqc connect: ${message}` }))
      return
    }
    const requests = batch.filter((message) => message.kind === 'request')
    if (requests.length === 0) return this.#tell(line, batch)
    const asked = this.#ask(line, batch, requests)
    this.#asked.add(asked)
    void asked.finally(() => this.#asked.delete(asked))
    // What comes next may need the session that this begins.
    if (requests.some(({ method }) => method === 'initialize')) await asked
    else if (this.#unanswered > MAX_UNANSWERED) await this.#room.promise
  }

  /** Notifications and responses: the server takes them, and has nothing to say to them. */
  async #tell(line: string, messages: readonly Message[]): Promise<void> {
    const [message] = messages
    if (messages.length === 1 && message?.kind === 'notification' && this.#cancels(message)) return
    const told = this.#post(line, messages, this.#ended.signal).then(
      async (answer) => {
        if (isFine(answer)) {
          await discard(answer)
          if (!this.#older && messages.some(isInitialized)) this.#session.listen()
        } else
          this.#session.note(`the server did not take a message: ${(await refusalOf(answer)).fault.message}`)
      },
      (error: Fault) => {
        if (error.code !== 'CLOSED') this.#session.note(`a message could not be delivered: ${error.message}`)
      },
    )
    this.#asked.add(told)
    void told.finally(() => this.#asked.delete(told))
    await Promise.race([told, sleep(IN_ORDER_MS, undefined, { ref: false })])
  }

  /**
   * In revision 2026-07-28 it is the end of its exchange that cancels a request over HTTP, and a notification over
   * standard input (basic/patterns/cancellation). True where the notification has done its work.
   */
  #cancels({ method, params }: Notification): boolean {
    if (method !== 'notifications/cancelled') return false
    const pending = this.#pending.get(idText(params['requestId']) ?? '')
    pending?.settle()
    const isModern = pending ? ownRevision(pending.request) !== undefined : !this.#session.isOpen
    if (isModern) pending?.controller.abort()
    return isModern
  }

  async #ask(line: string, messages: readonly Message[], requests: readonly Request[]): Promise<void> {
    const controller = new AbortController()
    const own = requests.map((request) => this.#pending.add(request, controller))
    try {
      await this.#exchange(line, messages, own, controller.signal)
      if (own.some(({ done }) => !done)) throw noAnswer()
    } catch (error) {
      const told = undeliverable(faultOf(error, 'answer'))
      for (const pending of own) if (!pending.done) this.#fail(pending, told)
    } finally {
      for (const pending of own) this.#pending.remove(pending)
    }
  }

  async #exchange(
    line: string,
    messages: readonly Message[],
    own: readonly Pending[],
    signal: AbortSignal,
  ): Promise<void> {
    this.#count(line.length)
    const answer = await this.#post(line, messages, signal).finally(() => this.#count(-line.length))
    if (!isFine(answer)) return this.#refused(answer, line, own)
    if (own.some(({ request }) => request.method === 'initialize')) this.#session.begin(answer.headers)
    const kind = kindOfAnswer(answer)
    if (kind === 'json') await this.#deliver(await readText(answer), own)
    else if (kind === 'events') await this.#follow(answer, own, signal)
    else {
      await discard(answer)
      if (this.#older) await this.#older.answered(own)
    }
  }

  /** A stream that breaks off is taken up again where the server numbers its events. */
  async #follow(answer: HybridAnswer, own: readonly Pending[], signal: AbortSignal): Promise<void> {
    const place: Place = { lastEventId: '' }
    const take = ({ event, data }: { event: string; data: string }): Promise<void> | void =>
      event === 'message' && data !== '' ? this.#deliver(data, own) : undefined
    let broken: unknown
    try {
      await readEvents(answer, place, take)
    } catch (error) {
      broken = error
    }
    const isOpen = (): boolean => own.some(({ done }) => !done)
    if (!isOpen()) return
    if (place.lastEventId === '' || signal.aborted || !this.#session.isOpen) {
      if (broken) throw broken
    } else await this.#session.resume(place, take, isOpen, signal)
  }

  async #refused(answer: HybridAnswer, line: string, own: readonly Pending[]): Promise<void> {
    const { status } = answer
    const { fault: told, error } = await refusalOf(answer, this.#session.isNamed)
    const [first] = own
    if (first?.request.method === 'initialize' && OLDER_SERVER.has(status) && !this.#older) {
      const older = await OlderTransport.open(this.#client, this.#ended.signal, (data) =>
        this.#deliver(data, []),
      )
      if (older) {
        this.#older = older
        await this.#exchange(line, [first.request], own, first.controller.signal)
        return
      }
    }
    if (error === undefined) throw told
    // The server's own words reach the client; the id is the request's, where the server could not tell it.
    for (const pending of own) if (!pending.done) this.#fail(pending, error)
  }

  #post(body: string, messages: readonly Message[], signal: AbortSignal): Promise<HybridAnswer> {
    const [message] = messages as [Message, ...Message[]]
    const isCall = message.kind === 'request' && message.method === 'tools/call'
    const begins = message.kind !== 'response' && message.method === 'initialize'
    const fields = messages.length === 1 && message.kind !== 'response' ? standardFields(message) : {}
    return this.#client.request({
      method: 'POST',
      path: this.#older?.path,
      headers: {
        'content-type': 'application/json',
        accept: 'application/json, text/event-stream',
        ...(!begins && this.#session.fields()),
        ...fields,
        ...(isCall && 'mcp-method' in fields && this.#tools.fieldsFor(message.params)),
      },
      body,
      standing: message.kind === 'request' && isStanding(message),
      signal,
    })
  }

  /** What the server says goes to the client as it is. */
  #deliver(text: string, own: readonly Pending[]): Promise<void> | undefined {
    const batch = readBatch(text)
    if ('code' in batch) {
      this.#session.note(`the server sent something else than a message: ${batch.message}`)
      return undefined
    }
    for (const message of batch) {
      if (message.kind !== 'response') continue
      const pending = this.#pending.answeredBy(message, own)
      if (!pending) continue
      if (pending.request.method === 'initialize') this.#session.agree(message.result)
      if (pending.request.method === 'tools/list') this.#tools.learn(message.result)
      pending.settle()
    }
    this.#output.write(asLine(text))
    return this.#output.room()
  }

  #fail(pending: Pending, error: RpcError): void {
    pending.settle()
    this.#output.write(rpcError(pending.request.id, error))
  }

  #count(bytes: number): void {
    this.#unanswered += bytes
    if (this.#unanswered > MAX_UNANSWERED) return
    this.#room.resolve()
    this.#room = Promise.withResolvers()
  }
}

/** Which fault it is stands in `data.code`, for programs. */
const undeliverable = ({ code, message, hint }: Fault): RpcError => ({
  code: RPC_ERRORS.gateway,
  message: `mcp-pqc connect: ${message}`,
  data: { code, hint },
})

const isFine = ({ status }: HybridAnswer): boolean => status >= 200 && status < 300

/** Revision 2026-07-28: its answer is the stream of what the client subscribed to, and stays open. */
const isStanding = ({ method }: Request): boolean => method === 'subscriptions/listen'

const isInitialized = (message: Message): boolean =>
  message.kind === 'notification' && message.method === 'notifications/initialized'

/** Revision 2025-11-25, basic/transports, "Backwards Compatibility": so answers a server of 2024-11-05. */
const OLDER_SERVER: ReadonlySet<number> = new Set([400, 404, 405])

const noAnswer = (): Fault =>
  fault('NO_ANSWER', 'the server ended its answer without answering', 'Look at the log of the server.')
