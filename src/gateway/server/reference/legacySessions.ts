import { type McpServer, WebStandardStreamableHTTPServerTransport } from '@modelcontextprotocol/server'
import { rpcError } from '../../../mcp/message.ts'
import { RPC_ERRORS } from '../../../registry/mcp/jsonRpc.ts'
import { MCP_HEADERS } from '../../../registry/mcp/mcpRevisions.ts'
import { unguessableId } from '../../peer.ts'

type Session = {
  /** `peerIdentity` of the request that opened it. */
  peer: string | undefined
  transport: WebStandardStreamableHTTPServerTransport
  /** Requests under way, including the stream of a GET. */
  open: number
  lastUsed: number
}

/** Sessions at a time; a further one replaces the one that was unused for longest. */
const MAX_SESSIONS = 10_000
/** Milliseconds after which an unused session ends, and between two checks for that. */
const IDLE = 3_600_000
const SWEEP_INTERVAL = 60_000

/** Revisions up to 2025-11-25, "Session Management": `initialize` opens a session, which its id identifies. */
export class LegacySessions {
  readonly #createServer: () => McpServer
  readonly #maxBodyBytes: number
  /** The one that was unused for longest comes first. */
  readonly #sessions = new Map<string, Session>()
  readonly #sweeper: NodeJS.Timeout

  constructor(createServer: () => McpServer, maxBodyBytes: number) {
    this.#createServer = createServer
    this.#maxBodyBytes = maxBodyBytes
    this.#sweeper = setInterval(() => this.#sweep(Date.now() - IDLE), SWEEP_INTERVAL)
    this.#sweeper.unref()
  }

  /** `done` resolves when the answer has gone out. To another peer than the one that opened it, a session does not exist. */
  async fetch(request: Request, peer: string | undefined, done: Promise<void>): Promise<Response> {
    const id = request.headers.get(MCP_HEADERS.sessionId)
    if (id === null) {
      return request.method === 'POST'
        ? this.#open(request, peer)
        : refusal(400, RPC_ERRORS.gateway, 'Bad Request: Mcp-Session-Id header is required')
    }
    const session = this.#sessions.get(id)
    if (session === undefined || session.peer !== peer)
      return refusal(404, RPC_ERRORS.sessionNotFound, 'Session not found')
    this.#use(id, session, done)
    return session.transport.handleRequest(request)
  }

  async close(): Promise<void> {
    clearInterval(this.#sweeper)
    await Promise.all([...this.#sessions.values()].map(({ transport }) => transport.close()))
  }

  /** The transport answers requests other than `initialize` with 400. */
  async #open(request: Request, peer: string | undefined): Promise<Response> {
    const transport = new WebStandardStreamableHTTPServerTransport({
      sessionIdGenerator: unguessableId,
      maxRequestBodySize: this.#maxBodyBytes,
      onsessioninitialized: (id) => {
        if (this.#sessions.size >= MAX_SESSIONS) this.#endOldest()
        this.#sessions.set(id, { peer, transport, open: 0, lastUsed: Date.now() })
      },
      onsessionclosed: (id) => void this.#sessions.delete(id),
    })
    await this.#createServer().connect(transport)
    const response = await transport.handleRequest(request)
    if (transport.sessionId === undefined) await transport.close()
    return response
  }

  #use(id: string, session: Session, done: Promise<void>): void {
    session.open++
    this.#sessions.delete(id)
    this.#sessions.set(id, session)
    void done.then(() => {
      session.open--
      session.lastUsed = Date.now()
    })
  }

  #sweep(before: number): void {
    for (const [id, { open, lastUsed }] of this.#sessions) {
      if (open === 0 && lastUsed < before) this.#end(id)
    }
  }

  #endOldest(): void {
    const unused = this.#sessions.entries().find(([, { open }]) => open === 0)
    const oldest = unused?.[0] ?? this.#sessions.keys().next().value
    if (oldest !== undefined) this.#end(oldest)
  }

  #end(id: string): void {
    const session = this.#sessions.get(id)
    this.#sessions.delete(id)
    void session?.transport.close()
  }
}

const refusal = (status: number, code: number, message: string): Response =>
  new Response(rpcError('null', { code, message }), {
    status,
    headers: { 'content-type': 'application/json' },
  })
