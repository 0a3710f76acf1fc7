import type { IncomingMessage } from 'node:http'
import { type McpServer, WebStandardStreamableHTTPServerTransport } from '@modelcontextprotocol/server'
import { rpcError } from '../../../mcp/message.ts'
import { RPC_ERRORS } from '../../../registry/mcp/jsonRpc.ts'
import { MCP_HEADERS } from '../../../registry/mcp/mcpRevisions.ts'
import { clientOf, isTaken, peerIdentity, unguessableId } from '../../peer.ts'
import { RETRY_AFTER } from '../../rpcAnswer.ts'

type Session = {
  /** `clientOf` the request that opened it. */
  client: string
  /** `peerIdentity` of the request that opened it. */
  peer: string | undefined
  transport: WebStandardStreamableHTTPServerTransport
  /** Requests under way, including the stream of a GET. */
  open: number
  lastUsed: number
}

/** Sessions at a time. A further one is refused: none ends for another client. */
const MAX_SESSIONS = 10_000
/** Milliseconds after which an unused session ends, and between two checks for that. */
const IDLE = 3_600_000
const SWEEP_INTERVAL = 60_000

/** Revisions up to 2025-11-25, "Session Management": `initialize` opens a session, which its id identifies. */
export class LegacySessions {
  readonly #createServer: () => McpServer
  readonly #maxBodyBytes: number
  readonly #maxSessions: number
  readonly #sessions = new Map<string, Session>()
  /** Those, and the ones that are being opened. */
  readonly #held = new Set<Session>()
  readonly #sweeper: NodeJS.Timeout

  constructor(createServer: () => McpServer, maxBodyBytes: number, maxSessions = MAX_SESSIONS) {
    this.#createServer = createServer
    this.#maxBodyBytes = maxBodyBytes
    this.#maxSessions = maxSessions
    this.#sweeper = setInterval(() => this.#sweep(Date.now() - IDLE), SWEEP_INTERVAL)
    this.#sweeper.unref()
  }

  /** `done` resolves when the answer has gone out. To another peer than the one that opened it, a session does not exist. */
  async fetch(request: Request, asked: IncomingMessage, done: Promise<void>): Promise<Response> {
    const id = request.headers.get(MCP_HEADERS.sessionId)
    if (id === null) {
      return request.method === 'POST'
        ? this.#open(request, asked)
        : refusal(400, RPC_ERRORS.gateway, 'Bad Request: Mcp-Session-Id header is required')
    }
    const session = this.#sessions.get(id)
    if (session === undefined || session.peer !== peerIdentity(asked))
      return refusal(404, RPC_ERRORS.sessionNotFound, 'Session not found')
    session.open++
    void done.then(() => {
      session.open--
      session.lastUsed = Date.now()
    })
    return session.transport.handleRequest(request)
  }

  async close(): Promise<void> {
    clearInterval(this.#sweeper)
    await Promise.all([...this.#sessions.values()].map(({ transport }) => transport.close()))
  }

  /** The transport answers requests other than `initialize` with 400. */
  async #open(request: Request, asked: IncomingMessage): Promise<Response> {
    const client = clientOf(asked.socket)
    if (isTaken(this.#maxSessions, this.#held, client))
      return refusal(503, RPC_ERRORS.gateway, 'All sessions are in use.', { 'retry-after': RETRY_AFTER })
    const transport = new WebStandardStreamableHTTPServerTransport({
      sessionIdGenerator: unguessableId,
      maxRequestBodySize: this.#maxBodyBytes,
      onsessioninitialized: (id) => void this.#sessions.set(id, session),
      onsessionclosed: (id) => this.#forget(id, session),
    })
    const session = { client, peer: peerIdentity(asked), transport, open: 0, lastUsed: Date.now() }
    this.#held.add(session)
    try {
      await this.#createServer().connect(transport)
      return await transport.handleRequest(request)
    } finally {
      if (transport.sessionId === undefined) {
        this.#held.delete(session)
        await transport.close()
      }
    }
  }

  #sweep(before: number): void {
    for (const [id, session] of this.#sessions) {
      if (session.open > 0 || session.lastUsed >= before) continue
      this.#forget(id, session)
      void session.transport.close()
    }
  }

  #forget(id: string, session: Session): void {
    this.#sessions.delete(id)
    this.#held.delete(session)
  }
}

const refusal = (status: number, code: number, message: string, headers = {}): Response =>
  new Response(rpcError('null', { code, message }), {
    status,
    headers: { 'content-type': 'application/json', ...headers },
  })
