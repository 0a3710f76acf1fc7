import type { IncomingMessage, ServerResponse } from 'node:http'
import { headerMismatch } from '../../mcp/fields.ts'
import { isObject, type JsonObject, parseExactly } from '../../mcp/json.ts'
import {
  idText,
  type Message,
  metaOf,
  type Notification,
  type Request,
  type Response,
  type RpcError,
  rpcError,
} from '../../mcp/message.ts'
import { modernParams, rpcRequest } from '../../mcp/requests.ts'
import { RPC_ERRORS } from '../../registry/mcp/jsonRpc.ts'
import { MCP_REVISIONS, META_KEYS, MODERN_ERRORS, MODERN_REVISION } from '../../registry/mcp/mcpRevisions.ts'
import type { StdioEvent } from '../events.ts'
import { clientOf, isTaken } from '../peer.ts'
import { answerRpcError, gatewayError } from '../rpcAnswer.ts'
import { MessageStream } from './messageStream.ts'
import type { ServerProcess } from './serverProcess.ts'

export type SharedOptions = {
  start: () => Promise<ServerProcess>
  requests: number
  idleMs: number
  keepAliveMs: number
  log: (event: StdioEvent) => void
}

/** `id` and `token`: the client's own, as JSON text. Nothing else of its request is held while it waits. */
type Pending = {
  client: string
  serial: number
  id: string
  token: string | undefined
  stream: MessageStream
}

/** Bytes that may wait for one client: the process is not paused for it, because others use it too. */
const MAX_BEHIND = 1_048_576

/** Milliseconds for the answer to `server/discover`. A legacy server may not answer it at all. */
const DISCOVER_MS = 10_000

const NO_ANSWER = ': the MCP server behind this gateway did not answer server/discover'

const METHOD_NOT_FOUND = { code: RPC_ERRORS.methodNotFound, message: 'Method not found' }

const LEGACY: readonly unknown[] = MCP_REVISIONS.filter(({ era }) => era === 'legacy').map(
  ({ revision }) => revision,
)

/** MCP begins the names of all notifications, and of no request, with it. */
const OF_NOTIFICATION = 'notifications/'

/** What earlier revisions and other protocols change for a whole connection, which is that of all clients here. */
const OF_CONNECTION =
  /^(?:\$\/.*|initialize|notifications\/(?:initialized|roots\/list_changed)|logging\/setLevel|resources\/(?:un)?subscribe)$/s

/** JSON-RPC 2.0 §5.1 and 2026-07-28 basic/transports: HTTP status of errors that concern the request as such. */
const STATUS = new Map<number, number>([
  [RPC_ERRORS.methodNotFound, 404],
  [RPC_ERRORS.invalidRequest, 400],
  [RPC_ERRORS.parse, 400],
  ...MODERN_ERRORS.map((code) => [code, 400] as const),
])

/**
 * Revision 2026-07-28 has no sessions: any instance may answer a request, so one process serves all clients.
 * One for each connection would not work: a client may continue a request (`requestState`) over another.
 * The process gets new ids, progress tokens and subscription ids, so that no client gets another's messages.
 *
 * Where `server/discover` shows that a command does not speak this revision, clients get
 * UnsupportedProtocolVersion, on which the official one's `auto` mode starts again with `initialize`. So do they where a
 * command ends or stays silent: some legacy servers do that when a request comes first, and 502 would end the official client.
 */
export class SharedServer {
  readonly #options: SharedOptions
  readonly #pending = new Map<number, Pending>()
  readonly #idle: NodeJS.Timeout
  #process: ServerProcess | undefined
  #starting: Promise<ServerProcess | undefined> | undefined
  #isLegacy = false
  /** Settle when processes have ended that do not speak this revision, or cannot be used any more. */
  readonly #discarded = new Set<Promise<void>>()
  /** From `server/discover`; empty where the command answered with an error of this revision. */
  #supported: readonly unknown[] = []
  #serial = 0

  constructor(options: SharedOptions) {
    this.#options = options
    this.#idle = setTimeout(() => this.#endIfIdle(), options.idleMs).unref()
  }

  async request(
    message: Request,
    { headers, socket }: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    const refuse = (status: number, error: RpcError, fields?: Record<string, string>): void =>
      answerRpcError(response, status, [message.id], error, fields)
    const mismatch = headerMismatch(message, headers as Record<string, string | undefined>)
    if (mismatch !== undefined) return refuse(400, { code: RPC_ERRORS.headerMismatch, message: mismatch })
    // A server that looks at the method only would cancel another client's request.
    if (message.method.startsWith(OF_NOTIFICATION) || OF_CONNECTION.test(message.method))
      return refuse(404, METHOD_NOT_FOUND)
    try {
      const process = await this.#running()
      if (response.destroyed) return
      const requested = metaOf(message)[META_KEYS.protocolVersion]
      const supported = process === undefined ? LEGACY : this.#supported
      // A stdio server may check the revision of its first message only.
      if (process === undefined || (supported.length > 0 && !supported.includes(requested))) {
        const code = RPC_ERRORS.unsupportedVersion
        const isUnknown = process === undefined && !this.#isLegacy
        const message = `Unsupported protocol version${isUnknown ? NO_ANSWER : ''}`
        return refuse(400, { code, message, data: { supported, requested } })
      }
      const client = clientOf(socket)
      if (isTaken(this.#options.requests, this.#pending.values(), client))
        return refuse(503, gatewayError('Too many requests are under way.'), { 'retry-after': '1' })
      await this.#ask(process, message, client, response)
    } catch (error) {
      refuse(502, gatewayError((error as Error).message))
    }
  }

  /**
   * Over HTTP a message cancels nothing, and a request id or progress token would mean another client's request here. So
   * would the id of a response; this revision has none. The message is written again: of members that occur twice the
   * process may read the first, and this gateway read the last.
   */
  async notify(message: Message, response: ServerResponse): Promise<void> {
    if (message.kind !== 'notification') this.#drop('a response: in this revision, servers send no requests')
    else if (message.method === 'notifications/cancelled')
      this.#drop('a cancellation: close its stream instead')
    else if (message.method === 'notifications/progress')
      this.#drop('a progress notification: in this revision, servers send no requests')
    else if (!message.method.startsWith(OF_NOTIFICATION) || OF_CONNECTION.test(message.method))
      this.#drop('a notification that is not part of this revision')
    else
      await this.#process
        ?.send(JSON.stringify(message.raw))
        .catch(() => this.#drop('a notification: the process ended'))
    response.writeHead(202).end()
  }

  async close(): Promise<void> {
    clearTimeout(this.#idle)
    const process = (await this.#starting?.catch(() => undefined)) ?? this.#process
    await Promise.all([process?.close(), ...this.#discarded])
  }

  async #ask(
    process: ServerProcess,
    request: Request,
    client: string,
    response: ServerResponse,
  ): Promise<void> {
    const serial = ++this.#serial
    const meta = metaOf(request)
    const token = idText(meta['progressToken'])
    const stream = new MessageStream({
      headers: {},
      keepAliveMs: this.#options.keepAliveMs,
      keepBytes: 0,
      maxBehind: MAX_BEHIND,
      onDetached: () => this.#cancel(serial),
    })
    this.#pending.set(serial, { client, serial, id: request.id, token, stream })
    this.#idle.refresh()
    stream.attach(response)
    if (token !== undefined) meta['progressToken'] = serial
    await process.send(JSON.stringify({ ...request.raw, id: serial })).catch(({ message }: Error) => {
      // Where the process ended, the request has been answered.
      if (!this.#pending.delete(serial)) return
      stream.finish(rpcError(request.id, gatewayError(message)), request.id, 502)
    })
  }

  /** The client closed its stream, which cancels a request over HTTP; over stdio a notification does. */
  #cancel(serial: number): void {
    if (!this.#pending.delete(serial)) return
    const params = { requestId: serial, reason: 'The client closed the connection.' }
    this.#process?.send(rpcRequest(undefined, 'notifications/cancelled', params)).catch(() => {})
  }

  #receive(message: Message): void {
    if (message.kind === 'request') {
      // 2026-07-28 has no requests from the server: it asks by an `input_required` result.
      this.#process?.send(rpcError(message.id, METHOD_NOT_FOUND)).catch(() => {})
      return
    }
    const pending =
      message.kind === 'response' ? this.#pending.get(message.raw['id'] as number) : this.#owner(message)
    if (pending === undefined) this.#drop(`a ${message.kind} that belongs to no request`)
    else if (message.kind === 'response') this.#answer(pending, message)
    else pending.stream.send(JSON.stringify(restored(message.raw, 'params', pending)))
  }

  #answer(pending: Pending, { raw, error }: Response): void {
    this.#pending.delete(pending.serial)
    this.#idle.refresh()
    const answer = { ...restored(raw, 'result', pending), id: parseExactly(pending.id) }
    pending.stream.finish(JSON.stringify(answer), pending.id, STATUS.get(error?.code ?? 0))
  }

  /** The request that a notification names. One that names none may concern another client, even if a single request waits. */
  #owner(message: Notification): Pending | undefined {
    const serial = message.params['progressToken'] ?? metaOf(message)[META_KEYS.subscriptionId]
    return this.#pending.get(serial as number)
  }

  /** The process; undefined where the command does not speak this revision. Throws ProcessGone. */
  async #running(): Promise<ServerProcess | undefined> {
    if (this.#isLegacy) return undefined
    if (this.#process?.isGone === false) return this.#process
    this.#starting ??= this.#start().finally(() => {
      this.#starting = undefined
    })
    return this.#starting
  }

  async #start(): Promise<ServerProcess | undefined> {
    const process = await this.#options.start()
    const answer = await discover(process)
    const supported = isObject(answer?.result) ? answer.result['supportedVersions'] : undefined
    const isModern = MODERN_ERRORS.includes(answer?.error?.code ?? 0) || Array.isArray(supported)
    // No answer may mean a slow start: the next client's request tries again.
    this.#isLegacy = !isModern && answer !== undefined
    if (answer) this.#options.log({ event: 'era-found', era: isModern ? 'modern' : 'legacy' })
    if (!isModern) {
      this.#discard(process)
      return undefined
    }
    process.onMessage = (message) => this.#receive(message)
    process.onEnd = ({ message }) => {
      this.#fail(message)
      this.#discard(process)
    }
    this.#process = process
    this.#supported = Array.isArray(supported) ? supported : []
    return process
  }

  #discard(process: ServerProcess): void {
    const ended = process.close()
    this.#discarded.add(ended)
    void ended.finally(() => this.#discarded.delete(ended))
  }

  #fail(message: string): void {
    for (const { id, stream } of this.#pending.values()) {
      stream.finish(rpcError(id, gatewayError(message)), id, 502)
    }
    this.#pending.clear()
  }

  #drop(reason: string): void {
    this.#options.log({ event: 'message-dropped', process: this.#process?.name ?? '', reason })
  }

  #endIfIdle(): void {
    if (this.#pending.size === 0) void this.#process?.close()
    this.#idle.refresh()
  }
}

/** With the client's own progress token and subscription id, in `params` or `result`. */
const restored = (message: JsonObject, part: 'params' | 'result', { id, token }: Pending): JsonObject => {
  const content = message[part]
  if (!isObject(content)) return message
  const meta = content['_meta']
  const isSubscribed = isObject(meta) && META_KEYS.subscriptionId in meta
  return {
    ...message,
    [part]: {
      ...content,
      ...(part === 'params' &&
        'progressToken' in content && {
          progressToken: token && parseExactly(token),
        }),
      ...(isSubscribed && { _meta: { ...meta, [META_KEYS.subscriptionId]: parseExactly(id) } }),
    },
  }
}

const discover = async (process: ServerProcess): Promise<Response | undefined> => {
  const { promise, resolve } = Promise.withResolvers<Response | undefined>()
  const timer = setTimeout(() => resolve(undefined), DISCOVER_MS)
  process.onMessage = (message) => {
    if (message.kind === 'response') resolve(message)
  }
  process.onEnd = () => resolve(undefined)
  const request = rpcRequest(0, 'server/discover', modernParams(MODERN_REVISION))
  process.send(request).catch(() => resolve(undefined))
  return promise.finally(() => clearTimeout(timer))
}
