import type { IncomingMessage, ServerResponse } from 'node:http'
import { rpcError } from '../../mcp/message.ts'
import { RPC_ERRORS } from '../../registry/mcp/jsonRpc.ts'
import { MCP_REVISIONS, META_KEYS, MODERN_ERRORS, MODERN_REVISION } from '../../registry/mcp/mcpRevisions.ts'
import { answerRpcError } from '../rpcAnswer.ts'
import { MessageStream } from './messageStream.ts'
import { headerMismatch } from './modernHeaders.ts'
import { isObject, type JsonObject, keyOf, kindOf, metaOf, paramOf, progressTokenOf } from './rpcMessage.ts'
import type { ServerProcess } from './serverProcess.ts'
import type { StdioEvent } from './stdioEvent.ts'

export type SharedOptions = {
  start: () => Promise<ServerProcess>
  idleMs: number
  keepAliveMs: number
  log: (event: StdioEvent) => void
}

type Pending = { id: unknown; token: unknown; stream: MessageStream }

/** Requests under way at a time, of all clients. */
const MAX_PENDING = 1_000

/** Bytes that one client may be behind: nothing is held up for the others' sake. */
const MAX_BEHIND = 1_048_576

/** Milliseconds in which `server/discover` is answered by who knows it. A legacy server may say nothing at all. */
const DISCOVER_MS = 10_000

const LEGACY: readonly unknown[] = MCP_REVISIONS.filter(({ era }) => era === 'legacy').map(
  ({ revision }) => revision,
)

/** JSON-RPC 2.0 §5.1 and 2026-07-28 basic/transports: HTTP status of errors that concern the request as such. */
const STATUS = new Map([
  [RPC_ERRORS.methodNotFound, 404],
  [RPC_ERRORS.invalidRequest, 400],
  [RPC_ERRORS.parse, 400],
  ...MODERN_ERRORS.map((code) => [code, 400] as const),
])

/**
 * Revision 2026-07-28 has no sessions: each request says all it needs, and any instance may answer it. So one process
 * serves all clients, as a modern HTTP server would; one for each connection would not even do, since a client that
 * continues a request (`requestState`) may come over another. Ids, progress tokens and subscriptions are numbered
 * anew, so that no client hears what is another's.
 *
 * A command that speaks none but the older revisions is found out by one `server/discover`. Clients are told so by
 * UnsupportedProtocolVersion, on which those that can (the official one's `auto`) start over with `initialize`.
 */
export class SharedServer {
  readonly #options: SharedOptions
  readonly #pending = new Map<number, Pending>()
  readonly #idle: NodeJS.Timeout
  #process: ServerProcess | undefined
  #starting: Promise<ServerProcess | undefined> | undefined
  #isLegacy = false
  /** The end of a process that turned out to be of no use here. */
  #discarded: Promise<void> | undefined
  /** By its own word; empty where it only said that it is a modern one. */
  #supported: readonly unknown[] = []
  #serial = 0

  constructor(options: SharedOptions) {
    this.#options = options
    this.#idle = setTimeout(() => this.#endIfIdle(), options.idleMs).unref()
  }

  async request(message: JsonObject, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const ids = [keyOf(message['id'])]
    const headers = request.headers as Record<string, string | undefined>
    const mismatch = headerMismatch(message, headers)
    if (mismatch !== undefined) {
      return answerRpcError(response, 400, ids, { code: HEADER_MISMATCH, message: mismatch })
    }
    if (this.#pending.size >= MAX_PENDING) {
      const error = { code: RPC_ERRORS.gateway, message: 'Too many requests are under way.' }
      return answerRpcError(response, 503, ids, error, { 'retry-after': '1' })
    }
    try {
      const process = await this.#running()
      if (response.destroyed) return
      const requested = metaOf(message)?.[META_KEYS.protocolVersion]
      const supported = process === undefined ? LEGACY : this.#supported
      // A stdio server need not look again at what its first message agreed on.
      if (process === undefined || (supported.length > 0 && !supported.includes(requested))) {
        const data = { supported, requested }
        const error = { code: UNSUPPORTED_VERSION, message: 'Unsupported protocol version', data }
        return answerRpcError(response, 400, ids, error)
      }
      await this.#ask(process, message, response)
    } catch (error) {
      answerRpcError(response, 502, ids, { code: RPC_ERRORS.gateway, message: (error as Error).message })
    }
  }

  /** Over HTTP nothing is cancelled by a message, and what its id would mean here is another client's affair. */
  async notify(message: JsonObject, text: string, response: ServerResponse): Promise<void> {
    if (message['method'] === 'notifications/cancelled')
      this.#drop('a cancellation: close its stream instead')
    else await this.#process?.send(text).catch(() => this.#drop('a notification: the process ended'))
    response.writeHead(202).end()
  }

  async close(): Promise<void> {
    clearTimeout(this.#idle)
    const process = (await this.#starting?.catch(() => undefined)) ?? this.#process
    await Promise.all([process?.close(), this.#discarded])
  }

  async #ask(process: ServerProcess, message: JsonObject, response: ServerResponse): Promise<void> {
    const serial = ++this.#serial
    const token = progressTokenOf(message)
    const stream = new MessageStream({
      headers: {},
      keepAliveMs: this.#options.keepAliveMs,
      keepBytes: 0,
      maxBehind: MAX_BEHIND,
      onDetached: () => this.#cancel(serial),
    })
    this.#pending.set(serial, { id: message['id'], token, stream })
    this.#idle.refresh()
    stream.attach(response)
    const meta = metaOf(message)
    if (token !== undefined && meta) meta['progressToken'] = serial
    await process.send(JSON.stringify({ ...message, id: serial })).catch((error: Error) => {
      // A process that is gone has answered by now.
      if (!this.#pending.delete(serial)) return
      stream.finish(rpcError(keyOf(message['id']), { code: RPC_ERRORS.gateway, message: error.message }), 502)
    })
  }

  /** The client closed its stream, which is how a request is cancelled over HTTP; over stdio it takes a message. */
  #cancel(serial: number): void {
    if (!this.#pending.delete(serial)) return
    const params = { requestId: serial, reason: 'The client closed the connection.' }
    this.#process
      ?.send(JSON.stringify({ jsonrpc: '2.0', method: 'notifications/cancelled', params }))
      .catch(() => {})
  }

  #receive(message: JsonObject): void {
    const kind = kindOf(message)
    if (kind === 'request') {
      // 2026-07-28 has no requests from the server; it asks by an `input_required` result.
      const error = { code: RPC_ERRORS.methodNotFound, message: 'Method not found' }
      this.#process?.send(rpcError(keyOf(message['id']), error)).catch(() => {})
      return
    }
    const found = kind === 'response' ? this.#find(message['id']) : this.#owner(message)
    if (found === undefined) this.#drop(`a ${kind} of which it does not say to whom it belongs`)
    else if (kind === 'notification') this.#tell(found[1], message)
    else this.#answer(...found, message)
  }

  #tell({ id, token, stream }: Pending, notification: JsonObject): void {
    stream.send(JSON.stringify(renamed(notification, 'params', id, token)))
  }

  #answer(serial: number, { id, token, stream }: Pending, answer: JsonObject): void {
    this.#pending.delete(serial)
    this.#idle.refresh()
    const code = isObject(answer['error']) ? Number(answer['error']['code']) : undefined
    stream.finish(JSON.stringify({ ...renamed(answer, 'result', id, token), id }), STATUS.get(code ?? 0))
  }

  #find(serial: unknown): [number, Pending] | undefined {
    const pending = typeof serial === 'number' ? this.#pending.get(serial) : undefined
    return pending && [Number(serial), pending]
  }

  /** The request that a notification belongs to; one that says nothing of it belongs to the only one there is. */
  #owner(message: JsonObject): [number, Pending] | undefined {
    const serial = paramOf(message, 'progressToken') ?? metaOf(message)?.[META_KEYS.subscriptionId]
    if (serial !== undefined) return this.#find(serial)
    const [only, ...others] = this.#pending
    return others.length === 0 ? only : undefined
  }

  /** The process; undefined where it is none of this revision. Throws ProcessGone. */
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
    const isModern = answer !== undefined && speaksModern(answer)
    // Silence may come of a slow start, and is asked again.
    this.#isLegacy = !isModern && answer !== undefined
    if (answer) this.#options.log({ event: 'era-found', era: isModern ? 'modern' : 'legacy' })
    if (!isModern) {
      this.#discarded = process.close()
      return undefined
    }
    process.onMessage = (message) => this.#receive(message)
    process.onEnd = ({ message }) => this.#fail(message)
    this.#process = process
    const { supportedVersions } = isObject(answer['result']) ? answer['result'] : {}
    this.#supported = Array.isArray(supportedVersions) ? supportedVersions : []
    return process
  }

  #fail(message: string): void {
    for (const { id, stream } of this.#pending.values()) {
      stream.finish(rpcError(keyOf(id), { code: RPC_ERRORS.gateway, message }), 502)
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

const [HEADER_MISMATCH = 0, , UNSUPPORTED_VERSION = 0] = MODERN_ERRORS

/** The client's own names for what was numbered anew, in `params` or `result`. */
const renamed = (message: JsonObject, part: 'params' | 'result', id: unknown, token: unknown): JsonObject => {
  const content = message[part]
  if (!isObject(content)) return message
  const meta = content['_meta']
  return {
    ...message,
    [part]: {
      ...content,
      ...(part === 'params' && 'progressToken' in content && { progressToken: token }),
      ...(isObject(meta) && {
        _meta: META_KEYS.subscriptionId in meta ? { ...meta, [META_KEYS.subscriptionId]: id } : meta,
      }),
    },
  }
}

/** The answer to `server/discover`; undefined where there was none. */
const discover = async (process: ServerProcess): Promise<JsonObject | undefined> => {
  const { promise, resolve } = Promise.withResolvers<JsonObject | undefined>()
  const timer = setTimeout(() => resolve(undefined), DISCOVER_MS)
  process.onMessage = (message) => {
    if (kindOf(message) === 'response') resolve(message)
  }
  process.onEnd = () => resolve(undefined)
  const meta = {
    [META_KEYS.protocolVersion]: MODERN_REVISION,
    [META_KEYS.clientCapabilities]: {},
    [META_KEYS.clientInfo]: { name: 'mcp-pqc', version: '1' },
  }
  const request = { jsonrpc: '2.0', id: 0, method: 'server/discover', params: { _meta: meta } }
  process.send(JSON.stringify(request)).catch(() => resolve(undefined))
  return promise.finally(() => clearTimeout(timer))
}

const speaksModern = (answer: JsonObject): boolean => {
  const { result, error } = answer
  if (isObject(error)) return MODERN_ERRORS.includes(Number(error['code']))
  return isObject(result) && Array.isArray(result['supportedVersions'])
}
