import type { IncomingMessage, ServerResponse } from 'node:http'
import { classifyInboundRequest, isJsonContentType } from '@modelcontextprotocol/server'
import { isObject, type JsonObject, numberText, parseExactly } from '../../mcp/json.ts'
import { idText, type Message, messageOf, metaOf } from '../../mcp/message.ts'
import { ambiguityOf } from '../../mcp/messageScan.ts'
import { RPC_ERRORS } from '../../registry/mcp/jsonRpc.ts'
import { MCP_HEADERS, MCP_REVISIONS } from '../../registry/mcp/mcpRevisions.ts'
import type { StdioEvent } from '../events.ts'
import type { McpHandler } from '../mcpHandler.ts'
import { clientOf, isTaken, peerIdentity, unguessableId } from '../peer.ts'
import { readBody } from '../requestBody.ts'
import { answerRpcError, RETRY_AFTER, Refusal, refusalOf } from '../rpcAnswer.ts'
import { WaitingRoom } from '../waitingRoom.ts'
import { ServerProcess } from './serverProcess.ts'
import { type Incoming, Session } from './session.ts'
import { SharedServer } from './sharedServer.ts'

export type StdioOptions = {
  command: string
  args: readonly string[]
  /** In addition to what every process inherits (`serverProcess.ts`). */
  env?: Readonly<Record<string, string>>
  limits?: Partial<StdioLimits>
  /** For bodies of requests, and events that are stored for clients. */
  room?: WaitingRoom
  log: (event: StdioEvent) => void
}

const DEFAULT_LIMITS = {
  /** Sessions at a time, each a process; of one client address a share of them (`peer.ts`). */
  sessions: 64,
  /** Requests under way at a time, of a session, and of all clients that share a process; of one address a share of these. */
  requests: 1_000,
  /** Milliseconds after which an unused session ends. */
  idleMs: 1_800_000,
  /** Milliseconds for the answer to `initialize`: some commands are downloaded first. */
  startMs: 120_000,
  /** Bytes of one message, either way. */
  messageBytes: 16_777_216,
  /** Messages of a batch (2025-03-26). */
  batch: 100,
  /** Milliseconds for a process to end by itself, and again after SIGTERM. */
  graceMs: 2_000,
  /** Milliseconds of silence on a stream after which a comment is sent. */
  keepAliveMs: 15_000,
}
export type StdioLimits = typeof DEFAULT_LIMITS

/** Characters of a request's id, and of its progress token, as JSON: both are held until the process answers. */
const MAX_ID = 256

/** A request with its answer, and the ids of the JSON-RPC requests in it as far as they were read. */
type Exchange = { request: IncomingMessage; response: ServerResponse; ids: readonly string[] }

/**
 * Puts a stdio MCP server behind the gateway. Up to 2025-11-25, `initialize` starts a process for its session; for
 * 2026-07-28, one process serves all clients. Of the official SDK only the classification of requests by revision is
 * used: its HTTP transports buffer without a bound what a slow client does not read (SDK 2.4, November 2026).
 */
export const stdioHandler = (options: StdioOptions): McpHandler => new StdioHandler(options)

class StdioHandler implements McpHandler {
  readonly #options: StdioOptions
  readonly #limits: StdioLimits
  readonly #sessions = new Map<string, Session>()
  /** Of those and of processes that are being started: who has them. */
  readonly #slots = new Set<{ client: string }>()
  readonly #shared: SharedServer
  readonly #room: WaitingRoom
  #serial = 0
  #isClosed = false
  /** Sessions that are ending: `close` waits for all of them. */
  readonly #ending = new Set<Promise<void>>()

  constructor(options: StdioOptions) {
    this.#options = options
    this.#limits = { ...DEFAULT_LIMITS, ...options.limits }
    this.#room = options.room ?? new WaitingRoom()
    this.#shared = new SharedServer({ ...this.#limits, start: () => this.#start(), log: options.log })
  }

  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const exchange: Exchange = { request, response, ids: [] }
    try {
      await this.#route(exchange)
    } catch (thrown) {
      if (request.socket.destroyed || response.destroyed || response.headersSent) return
      const { status, error, headers } = refusalOf(thrown)
      this.#options.log({ event: 'request-refused', status, reason: error.message })
      answerRpcError(response, status, thrown instanceof Refusal ? exchange.ids : [], error, headers)
    }
  }

  async close(): Promise<void> {
    this.#isClosed = true
    for (const session of this.#sessions.values()) void this.#track(session.end('closed'))
    await this.#shared.close()
    while (this.#ending.size > 0) await Promise.allSettled(this.#ending)
  }

  async #route(exchange: Exchange): Promise<void> {
    const { request, response } = exchange
    const { method, url = '/', headers } = request
    const [path] = url.split('?')
    if (path !== '/mcp') throw new Refusal(404, 'There is no MCP endpoint at this path.')
    const accepts = headers.accept ?? ''
    switch (method) {
      case 'POST':
        if (!/application\/json|\*\/\*/.test(accepts) || !/text\/event-stream|\*\/\*/.test(accepts)) {
          throw new Refusal(406, 'The client must accept application/json and text/event-stream.')
        }
        if (!isJsonContentType(headers['content-type']))
          throw new Refusal(415, 'The body must be application/json.')
        return this.#post(exchange)
      case 'GET':
        if (!accepts.includes('text/event-stream'))
          throw new Refusal(406, 'The client must accept text/event-stream.')
        return this.#sessionOf(request).get(headers['last-event-id'] as string | undefined, response)
      case 'DELETE':
        void this.#track(this.#sessionOf(request).end('deleted'))
        response.writeHead(200).end()
        return
      default:
        throw new Refusal(405, 'Method not allowed.', { allow: 'GET, POST, DELETE' })
    }
  }

  /** The body counts until the process has taken it. */
  async #post(exchange: Exchange): Promise<void> {
    const holder = this.#room.enter(undefined, clientOf(exchange.request.socket))
    try {
      await this.#pass(exchange, await readBody(exchange.request, this.#limits.messageBytes, holder))
    } finally {
      holder.resize(0)
    }
  }

  async #pass(exchange: Exchange, text: string): Promise<void> {
    const { request, response } = exchange
    const { headers } = request
    const body = parseExactly(text)
    if (Array.isArray(body) && body.length > this.#limits.batch)
      throw new Refusal(400, `A batch has at most ${this.#limits.batch} messages.`)
    const messages = [body].flat().flatMap((part) => messageOf(part) ?? [])
    if (messages.some(isHeldTooLong)) {
      const message = `The id and the progress token of a request have at most ${MAX_ID} characters.`
      throw new Refusal(400, { code: RPC_ERRORS.invalidRequest, message })
    }
    exchange.ids = messages.flatMap((message) => (message.kind === 'request' ? message.id : []))
    const problem = ambiguityOf(text)
    if (problem !== undefined) throw new Refusal(400, { code: RPC_ERRORS.invalidRequest, message: problem })
    const outcome = classifyInboundRequest({
      httpMethod: 'POST',
      body: Array.isArray(body) ? body.map(classifiable) : classifiable(body),
      protocolVersionHeader: headers[MCP_HEADERS.protocolVersion],
      mcpMethodHeader: headers[MCP_HEADERS.method],
      mcpNameHeader: headers[MCP_HEADERS.name],
    } as Parameters<typeof classifyInboundRequest>[0])
    if (this.#isClosed) throw new Refusal(503, 'The gateway is shutting down.')
    if (outcome.kind === 'reject') {
      const { httpStatus, code, message, data } = outcome
      throw new Refusal(httpStatus, { code, message, ...(data !== undefined && { data }) })
    }
    // What the SDK does not reject is one message, or a batch of them.
    const [message] = messages as [Message, ...Message[]]
    if (outcome.kind === 'modern') {
      return message.kind === 'request'
        ? this.#shared.request(message, request, response)
        : this.#shared.notify(message, response)
    }
    if (outcome.reason === 'initialize') return this.#initialize({ message, text }, exchange)
    const session = this.#sessionOf(request)
    const incoming = Array.isArray(body)
      ? messages.map((message) => ({ message, text: JSON.stringify(message.raw) }))
      : [{ message, text }]
    return session.post(incoming, headers[MCP_HEADERS.protocolVersion] as string | undefined, response)
  }

  async #initialize(incoming: Incoming, { request, response }: Exchange): Promise<void> {
    const slot = { client: clientOf(request.socket) }
    if (isTaken(this.#limits.sessions, this.#slots, slot.client)) {
      throw new Refusal(503, 'All sessions are in use.', { 'retry-after': RETRY_AFTER })
    }
    this.#slots.add(slot)
    const process = await this.#start().catch(({ message }: Error) => {
      this.#slots.delete(slot)
      throw new Refusal(502, message)
    })
    const id = unguessableId()
    // A process that does not heed SIGTERM outlives its session.
    void process.exited.then(() => this.#slots.delete(slot))
    const session = new Session({
      ...this.#limits,
      id,
      peer: peerIdentity(request),
      client: slot.client,
      process,
      room: this.#room,
      log: this.#options.log,
      onEnd: () => this.#sessions.delete(id),
    })
    this.#sessions.set(id, session)
    // The client left, or the gateway began to close, while the process was started.
    if (response.destroyed || this.#isClosed) void this.#track(session.end('closed'))
    else await session.initialize(incoming, response)
  }

  /** To another peer than the one that opened it, a session does not exist. */
  #sessionOf(request: IncomingMessage): Session {
    const { headers } = request
    const id = headers[MCP_HEADERS.sessionId]
    if (typeof id !== 'string') throw new Refusal(400, 'The header Mcp-Session-Id is missing.')
    const session = this.#sessions.get(id)
    if (session === undefined || session.peer !== peerIdentity(request)) {
      throw new Refusal(404, { code: RPC_ERRORS.sessionNotFound, message: 'Session not found' })
    }
    const revision = headers[MCP_HEADERS.protocolVersion]
    if (revision !== undefined && !MCP_REVISIONS.some((row) => row.revision === revision)) {
      throw new Refusal(400, 'Unsupported protocol version in the header MCP-Protocol-Version.')
    }
    return session
  }

  #start(): Promise<ServerProcess> {
    return ServerProcess.start({ ...this.#options, ...this.#limits, name: String(++this.#serial) })
  }

  #track(ending: Promise<void>): Promise<void> {
    this.#ending.add(ending)
    return ending.finally(() => this.#ending.delete(ending))
  }
}

const isHeldTooLong = (message: Message): boolean =>
  message.kind === 'request' &&
  [message.id, idText(metaOf(message)['progressToken']) ?? ''].some(({ length }) => length > MAX_ID)

/** The SDK's schemas accept only ids and progress tokens that JavaScript can represent, which decide nothing here. */
const classifiable = (body: unknown): unknown => {
  if (!isObject(body)) return body
  const { id, params } = body
  const meta = isObject(params) ? params['_meta'] : undefined
  return {
    ...body,
    ...(numberText(id) !== undefined && { id: 0 }),
    ...(isObject(meta) &&
      numberText(meta['progressToken']) !== undefined && {
        params: { ...(params as JsonObject), _meta: { ...meta, progressToken: 0 } },
      }),
  }
}
