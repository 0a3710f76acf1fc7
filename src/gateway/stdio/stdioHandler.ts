import { randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { classifyInboundRequest, isJsonContentType } from '@modelcontextprotocol/server'
import { parseExactly } from '../../mcp/json.ts'
import { type Message, messageOf, type Request, type RpcError } from '../../mcp/message.ts'
import { RPC_ERRORS } from '../../registry/mcp/jsonRpc.ts'
import { MCP_HEADERS, MCP_REVISIONS } from '../../registry/mcp/mcpRevisions.ts'
import type { StdioEvent } from '../events.ts'
import type { McpHandler } from '../mcpHandler.ts'
import { answerRpcError, gatewayError } from '../rpcAnswer.ts'
import { type BodyRoom, BodyTooLarge, NoRoom, readBody } from './body.ts'
import { ServerProcess } from './serverProcess.ts'
import { Session } from './session.ts'
import { SharedServer } from './sharedServer.ts'

export type StdioOptions = {
  command: string
  args: readonly string[]
  /** In addition to what every process inherits (`environment.ts`). */
  env?: Readonly<Record<string, string>>
  cwd?: string
  /** The path on the gateway. By default `/mcp`. */
  path?: string
  limits?: Partial<StdioLimits>
  log: (event: StdioEvent) => void
}

const DEFAULT_LIMITS = {
  /** Sessions at a time, each a process. */
  sessions: 64,
  /** Milliseconds after which an unused session ends. */
  idleMs: 1_800_000,
  /** Milliseconds for the answer to `initialize`: some commands are downloaded first. */
  startMs: 120_000,
  /** Bytes of one message, either way. */
  messageBytes: 16_777_216,
  /** Bytes of all bodies that are being read, counting long ones only (`body.ts`). */
  bodiesBytes: 268_435_456,
  /** Messages of a batch (2025-03-26). */
  batch: 100,
  /** Milliseconds for a process to end by itself, and again after SIGTERM. */
  graceMs: 2_000,
  /** Milliseconds of silence on a stream after which a comment is sent. */
  keepAliveMs: 15_000,
}
export type StdioLimits = typeof DEFAULT_LIMITS

/** Seconds after which a client that found no room may try again. */
const RETRY_AFTER = '10'

type ErrorAnswer = {
  status: number
  error: RpcError
  ids?: readonly string[] | undefined
  headers?: Record<string, string> | undefined
}

class Refusal extends Error {
  override readonly name = 'Refusal'
  readonly answer: ErrorAnswer

  constructor(answer: ErrorAnswer) {
    super(answer.error.message)
    this.answer = answer
  }
}

const refusal = (
  status: number,
  message: string,
  ids?: readonly string[],
  headers?: Record<string, string>,
) => new Refusal({ status, error: gatewayError(message), ids, headers })

/**
 * Puts a stdio MCP server behind the gateway. Up to 2025-11-25, `initialize` starts a process for its session; for
 * 2026-07-28, one process serves all clients. Of the official SDK only the classification of requests by revision is
 * used: its HTTP transports buffer without a bound what a slow client does not read (SDK 2.4, November 2026).
 */
export const stdioHandler = (options: StdioOptions): McpHandler => {
  const gateway = new StdioGateway(options)
  return {
    handle: (request, response) => void gateway.handle(request, response),
    close: () => gateway.close(),
  }
}

class StdioGateway {
  readonly #options: StdioOptions
  readonly #limits: StdioLimits
  readonly #sessions = new Map<string, Session>()
  readonly #shared: SharedServer
  readonly #bodies: BodyRoom
  #starting = 0
  #serial = 0
  #isClosed = false
  /** Sessions that are ending: `close` waits for all of them. */
  readonly #ending = new Set<Promise<void>>()

  constructor(options: StdioOptions) {
    this.#options = options
    this.#limits = { ...DEFAULT_LIMITS, ...options.limits }
    const { idleMs, keepAliveMs, bodiesBytes, messageBytes } = this.#limits
    this.#bodies = { left: Math.max(bodiesBytes, messageBytes) }
    this.#shared = new SharedServer({ start: () => this.#start(), idleMs, keepAliveMs, log: options.log })
  }

  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      await this.#route(request, response)
    } catch (error) {
      if (response.destroyed || response.headersSent) return
      const { status, error: told, ids = [], headers } = refusalOf(error, this.#limits).answer
      this.#options.log({ event: 'request-refused', status, reason: told.message })
      answerRpcError(response, status, ids, told, headers)
    }
  }

  async close(): Promise<void> {
    this.#isClosed = true
    for (const session of this.#sessions.values()) void this.#track(session.end('closed'))
    await this.#shared.close()
    while (this.#ending.size > 0) await Promise.allSettled(this.#ending)
  }

  async #route(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method, url = '/', headers } = request
    const [path] = url.split('?')
    if (path !== (this.#options.path ?? '/mcp')) throw refusal(404, 'There is no MCP endpoint at this path.')
    const accepts = headers.accept ?? ''
    switch (method) {
      case 'POST':
        if (!/application\/json|\*\/\*/.test(accepts) || !/text\/event-stream|\*\/\*/.test(accepts)) {
          throw refusal(406, 'The client must accept application/json and text/event-stream.')
        }
        if (!isJsonContentType(headers['content-type']))
          throw refusal(415, 'The body must be application/json.')
        return this.#post(request, response)
      case 'GET':
        if (!accepts.includes('text/event-stream'))
          throw refusal(406, 'The client must accept text/event-stream.')
        return this.#sessionOf(request, []).get(headers['last-event-id'] as string | undefined, response)
      case 'DELETE': {
        const session = this.#sessionOf(request, [])
        void this.#track(session.end('deleted'))
        response.writeHead(200).end()
        return
      }
      default:
        throw refusal(405, 'Method not allowed.', [], { allow: 'GET, POST, DELETE' })
    }
  }

  async #post(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const text = await readBody(request, this.#limits.messageBytes, this.#bodies)
    const body = parseExactly(text)
    const messages = [body].flat().flatMap((part) => messageOf(part) ?? [])
    const ids = messages.flatMap((message) => (message.kind === 'request' ? message.id : []))
    const { headers } = request
    const outcome = classifyInboundRequest({
      httpMethod: 'POST',
      body,
      protocolVersionHeader: headers[MCP_HEADERS.protocolVersion],
      mcpMethodHeader: headers[MCP_HEADERS.method],
      mcpNameHeader: headers[MCP_HEADERS.name],
    } as Parameters<typeof classifyInboundRequest>[0])
    if (this.#isClosed) throw refusal(503, 'The gateway is shutting down.', ids)
    if (outcome.kind === 'reject') {
      const { code, message, data } = outcome
      const error = { code, message, ...(data !== undefined && { data }) }
      throw new Refusal({ status: outcome.httpStatus, error, ids })
    }
    // What the SDK does not reject is one message, or a batch of them.
    const [message] = messages as [Message, ...Message[]]
    if (outcome.kind === 'modern') {
      return message.kind === 'request'
        ? this.#shared.request(message, request, response)
        : this.#shared.notify(message, text, response)
    }
    if (outcome.reason === 'initialize') return this.#initialize(message as Request, text, response)
    if (messages.length > this.#limits.batch) {
      throw refusal(400, `A batch has at most ${this.#limits.batch} messages.`, ids)
    }
    const session = this.#sessionOf(request, ids)
    const incoming = Array.isArray(body)
      ? messages.map((message) => ({ message, text: JSON.stringify(message.raw) }))
      : [{ message, text }]
    const revision = headers[MCP_HEADERS.protocolVersion] as string | undefined
    return session.post(incoming, revision, response)
  }

  async #initialize(message: Request, text: string, response: ServerResponse): Promise<void> {
    const ids = [message.id]
    if (this.#sessions.size + this.#starting >= this.#limits.sessions) {
      throw refusal(503, 'All sessions are in use.', ids, { 'retry-after': RETRY_AFTER })
    }
    this.#starting++
    try {
      const process = await this.#start().catch((error: Error) => {
        throw refusal(502, error.message, ids)
      })
      const id = randomUUID()
      const { log } = this.#options
      const { idleMs, startMs, keepAliveMs } = this.#limits
      const onEnd = (): void => void this.#sessions.delete(id)
      const session = new Session({ id, process, idleMs, startMs, keepAliveMs, log, onEnd })
      this.#sessions.set(id, session)
      // The client left, or the gateway began to close, while the process was started.
      if (response.destroyed || this.#isClosed) void this.#track(session.end('closed'))
      else session.initialize({ message, text }, response)
    } finally {
      this.#starting--
    }
  }

  #sessionOf(request: IncomingMessage, ids: readonly string[]): Session {
    const id = request.headers[MCP_HEADERS.sessionId]
    if (typeof id !== 'string') throw refusal(400, 'The header Mcp-Session-Id is missing.', ids)
    const session = this.#sessions.get(id)
    if (session === undefined) {
      const error = { code: RPC_ERRORS.sessionNotFound, message: 'Session not found' }
      throw new Refusal({ status: 404, error, ids })
    }
    const revision = request.headers[MCP_HEADERS.protocolVersion]
    if (revision !== undefined && !MCP_REVISIONS.some((row) => row.revision === revision)) {
      throw refusal(400, 'Unsupported protocol version in the header MCP-Protocol-Version.', ids)
    }
    return session
  }

  #start(): Promise<ServerProcess> {
    const { command, args, env, cwd, log } = this.#options
    const { messageBytes, graceMs } = this.#limits
    const name = String(++this.#serial)
    return ServerProcess.start(name, { command, args, env, cwd, messageBytes, graceMs, log })
  }

  #track(ending: Promise<void>): Promise<void> {
    this.#ending.add(ending)
    return ending.finally(() => this.#ending.delete(ending))
  }
}

const refusalOf = (error: unknown, { messageBytes }: StdioLimits): Refusal => {
  if (error instanceof Refusal) return error
  if (error instanceof BodyTooLarge)
    return refusal(413, `This gateway accepts at most ${messageBytes} bytes.`)
  if (error instanceof NoRoom) {
    const message = 'There is no room for a message of this length at the moment.'
    return refusal(503, message, [], { 'retry-after': RETRY_AFTER })
  }
  const unreadable = (message: string): Refusal =>
    new Refusal({ status: 400, error: { code: RPC_ERRORS.parse, message } })
  if (error instanceof SyntaxError || error instanceof TypeError) return unreadable('Parse error')
  // V8's stack: JSON that is nested some thousand levels deep can be parsed, but not written.
  if (error instanceof RangeError) return unreadable('The message is nested too deeply.')
  throw error
}
