import type { ServerResponse } from 'node:http'
import { parseExactly } from '../../mcp/json.ts'
import { idText, type Message, messageOf, metaOf, type Response, rpcError } from '../../mcp/message.ts'
import { RPC_ERRORS } from '../../registry/mcp/jsonRpc.ts'
import { MCP_HEADERS, PRIMING_REVISION } from '../../registry/mcp/mcpRevisions.ts'
import type { StdioEvent } from '../events.ts'
import { unguessableId } from '../peer.ts'
import { answerRpcError, gatewayError } from '../rpcAnswer.ts'
import type { Holder, WaitingRoom } from '../waitingRoom.ts'
import { MessageStream, type StreamOptions } from './messageStream.ts'
import { ANSWER_FACTOR, type ServerProcess } from './serverProcess.ts'

export type SessionOptions = {
  id: string
  /** `peerIdentity` of the request that opened it. */
  peer: string | undefined
  /** `clientOf` that request. */
  client: string
  process: ServerProcess
  /** For events that are stored for the client. */
  room: WaitingRoom
  requests: number
  /** Milliseconds without a message of the client, and without a connection that waits for one of the process. */
  idleMs: number
  /** Milliseconds in which `initialize` has to be answered. */
  startMs: number
  keepAliveMs: number
  log: (event: StdioEvent) => void
  /** Called once, when the session has ended. */
  onEnd: () => void
}

/** A message of the client, parsed and as the process gets it. */
export type Incoming = { message: Message; text: string }

export type EndReason = (StdioEvent & { event: 'session-ended' })['reason']

/** The requests of one POST that have no answer yet, and the progress tokens of all. */
type Exchange = { stream: MessageStream; ids: Set<string>; tokens: string[]; onAnswer: OnAnswer }

type OnAnswer = ((answer: Response) => void) | undefined

/** Bytes of events that are stored of each stream, and finished streams that are stored. */
const KEEP_BYTES = 262_144
const KEEP_STREAMS = 8

/** Notifications that belong to the session, not to a request under way (2025-11-25 schema). */
const OF_SESSION = /^notifications\/(?:(?:tools|prompts|resources|roots)\/list_changed|resources\/updated)$/

/**
 * A session of a revision before 2026-07-28: one process, and the streams of its one client. Ids pass unchanged; only
 * the stream that a message belongs to has to be determined.
 */
export class Session {
  readonly id: string
  readonly peer: string | undefined
  readonly #options: SessionOptions
  readonly #process: ServerProcess
  readonly #pending = new Map<string, Exchange>()
  readonly #tokens = new Map<string, Exchange>()
  /** By a number in the ids of their events; 0 is that of the client's GET. */
  readonly #streams = new Map<number, MessageStream>()
  /** Begins the ids of all its events: those of another session are not taken for its own. */
  readonly #tag = unguessableId()
  readonly #standing: MessageStream
  readonly #holder: Holder
  #storedBytes = 0
  readonly #idle: NodeJS.Timeout
  #serial = 0
  #ended: Promise<void> | undefined

  constructor(options: SessionOptions) {
    this.#options = options
    this.id = options.id
    this.peer = options.peer
    this.#process = options.process
    this.#holder = options.room.enter(() => this.#forgetEvents(), options.client)
    this.#standing = this.#openStream({ isStanding: true })
    this.#idle = setTimeout(() => this.#endIfIdle(), options.idleMs).unref()
    this.#process.onMessage = (message, text) => this.#receive(message, text)
    this.#process.onEnd = ({ message }) => void this.end('process-ended', message)
  }

  /** The client's `initialize`. Where it fails, or the client leaves before the answer, the session ends. Done when it was sent. */
  initialize(incoming: Incoming, response: ServerResponse): Promise<void> {
    const headers: Record<string, string> = { [MCP_HEADERS.sessionId]: this.id }
    const stream = this.#openStream({ headers, onDetached: () => void this.end('closed') })
    stream.attach(response)
    const late = 'The MCP server behind this gateway did not answer in time.'
    const timer = setTimeout(() => void this.end('closed', late), this.#options.startMs).unref()
    return this.#ask([incoming], stream, (answer) => {
      clearTimeout(timer)
      if (!('error' in answer.raw)) return
      delete headers[MCP_HEADERS.sessionId]
      setImmediate(() => void this.end('closed'))
    })
  }

  /** The messages of a POST, none of which is `initialize`. `revision`: of its MCP-Protocol-Version header. */
  async post(
    incoming: readonly Incoming[],
    revision: string | undefined,
    response: ServerResponse,
  ): Promise<void> {
    this.#idle.refresh()
    const ids = incoming.flatMap(({ message }) => (message.kind === 'request' ? message.id : []))
    if (new Set(ids).size < ids.length || ids.some((id) => this.#pending.has(id))) {
      const message = 'The id of the request is in use.'
      return answerRpcError(response, 400, ids, { code: RPC_ERRORS.invalidRequest, message })
    }
    if (this.#pending.size + ids.length > this.#options.requests) {
      const error = gatewayError('Too many requests are under way.')
      return answerRpcError(response, 503, ids, error, { 'retry-after': '1' })
    }
    if (ids.length > 0) {
      const stream = this.#openStream({ primes: revision !== undefined && revision >= PRIMING_REVISION })
      stream.attach(response)
      return this.#ask(incoming, stream)
    }
    try {
      for (const one of incoming) await this.#send(one)
      response.writeHead(202).end()
    } catch (error) {
      answerRpcError(response, 502, [], gatewayError((error as Error).message))
    }
  }

  /** The client's GET: for messages that belong to no request, or for the rest of a stream that broke off. */
  get(lastEventId: string | undefined, response: ServerResponse): void {
    this.#idle.refresh()
    const [, tag, stream, serial] = /^([\w-]+)-(\d{1,9})-(\d{1,9})$/.exec(lastEventId ?? '') ?? []
    const found = tag === this.#tag ? this.#streams.get(Number(stream)) : undefined
    if (lastEventId === undefined) this.#standing.resume(response)
    else if (found?.canResume(Number(serial))) found.resume(response, Number(serial))
    else answerRpcError(response, 400, [], gatewayError('The events after this one are no longer stored.'))
  }

  end(reason: EndReason, message = 'The session was ended.'): Promise<void> {
    this.#ended ??= this.#end(reason, message)
    return this.#ended
  }

  async #end(reason: EndReason, message: string): Promise<void> {
    clearTimeout(this.#idle)
    this.#process.onEnd = () => {}
    this.#options.onEnd()
    for (const id of [...this.#pending.keys()]) this.#fail(id, message)
    this.#standing.end()
    this.#forgetEvents()
    this.#options.log({ event: 'session-ended', process: this.#process.name, reason })
    await this.#process.close()
  }

  /** Sends messages with requests, whose answers go to the stream. If the process ends, `end` answers. */
  async #ask(incoming: readonly Incoming[], stream: MessageStream, onAnswer?: OnAnswer): Promise<void> {
    const exchange: Exchange = { stream, ids: new Set(), tokens: [], onAnswer }
    for (const { message } of incoming) {
      if (message.kind !== 'request') continue
      exchange.ids.add(message.id)
      this.#pending.set(message.id, exchange)
      const token = idText(metaOf(message)['progressToken'])
      if (token === undefined) continue
      exchange.tokens.push(token)
      this.#tokens.set(token, exchange)
    }
    try {
      for (const one of incoming) await this.#send(one)
    } catch (error) {
      for (const id of [...exchange.ids]) this.#fail(id, (error as Error).message)
    }
  }

  async #send({ message, text }: Incoming): Promise<void> {
    await this.#process.send(text)
    // Servers do not answer cancelled requests, so the POST would never end; the client ignores this error.
    if (message.kind === 'notification' && message.method === 'notifications/cancelled')
      this.#fail(idText(message.params['requestId']) ?? '', 'Cancelled by the client.', 200)
  }

  #receive(message: Message, text: string): void {
    if (message.kind !== 'response') this.#streamFor(message).send(text)
    else if (this.#pending.has(message.id)) {
      this.#pending.get(message.id)?.onAnswer?.(message)
      this.#answer(message.id, text)
    } else this.#drop('a response to no request')
  }

  #answer(id: string, text: string, status = 200): void {
    const exchange = this.#pending.get(id)
    if (exchange === undefined) return
    this.#pending.delete(id)
    exchange.ids.delete(id)
    this.#idle.refresh()
    if (exchange.ids.size > 0) {
      exchange.stream.send(text)
      return
    }
    for (const token of exchange.tokens) this.#tokens.delete(token)
    exchange.stream.finish(text, id, status)
    this.#forgetStreams()
  }

  #fail(id: string, message: string, status = 502): void {
    this.#answer(id, rpcError(id, gatewayError(message)), status)
  }

  /**
   * stdio does not say what a message belongs to. Progress has its token; any other message that may belong to a request
   * goes to the stream of the only one, or else to the client's GET, or to the stream of any request.
   */
  #streamFor({ method, params }: Exclude<Message, Response>): MessageStream {
    if (method === 'notifications/progress') {
      const exchange = this.#tokens.get(idText(params['progressToken']) ?? '')
      if (exchange) return exchange.stream
    }
    const open = [...new Set(this.#pending.values())].filter(({ stream }) => stream.isAttached)
    const newest = open.at(-1)?.stream
    if (open.length === 1 && newest && !OF_SESSION.test(method)) return newest
    return this.#standing.isAttached ? this.#standing : (newest ?? this.#standing)
  }

  #openStream(options: Partial<StreamOptions>): MessageStream {
    const serial = this.#serial++
    const stream = new MessageStream({
      name: `${this.#tag}-${serial}`,
      headers: {},
      keepAliveMs: this.#options.keepAliveMs,
      keepBytes: KEEP_BYTES,
      count: (bytes) => this.#countStored(bytes),
      onBehind: (isBehind) => (isBehind ? this.#process.pause() : this.#process.resume()),
      onDetached: () => void this.#idle.refresh(),
      onLost: (json) => this.#lose(json),
      ...options,
    })
    this.#streams.set(serial, stream)
    return stream
  }

  /** Deletes all but the last few finished ones: a Map keeps the order in which they were opened. */
  #forgetStreams(): void {
    const finished = [...this.#streams].filter(([, stream]) => stream.isFinished)
    for (const [serial, stream] of finished.slice(0, -KEEP_STREAMS)) {
      stream.forget()
      this.#streams.delete(serial)
    }
  }

  #countStored(bytes: number): boolean {
    const stored = this.#storedBytes + bytes
    if (!this.#holder.resize(stored)) return false
    this.#storedBytes = stored
    return true
  }

  #forgetEvents(): void {
    for (const stream of this.#streams.values()) stream.forget()
  }

  #lose(json: string): void {
    const message = messageOf(parseExactly(json, ANSWER_FACTOR))
    this.#drop(`a ${message?.kind}: the client did not come for it`)
    if (message?.kind !== 'request') return
    const error = rpcError(message.id, gatewayError('The client cannot be reached.'))
    // The process may have ended.
    this.#process.send(error).catch(() => {})
  }

  #drop(reason: string): void {
    this.#options.log({ event: 'message-dropped', process: this.#process.name, reason })
  }

  #endIfIdle(): void {
    // A request of a client that left does not count: the process may never answer it.
    if ([...this.#streams.values()].some((stream) => stream.isAttached)) this.#idle.refresh()
    else void this.end('idle')
  }
}
