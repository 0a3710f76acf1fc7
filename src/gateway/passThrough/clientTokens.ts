import type { IncomingHttpHeaders, OutgoingHttpHeaders } from 'node:http'
import { RPC_ERRORS } from '../../registry/mcp/jsonRpc.ts'
import { MCP_HEADERS } from '../../registry/mcp/mcpRevisions.ts'
import { unguessableId } from '../peer.ts'
import { Refusal } from '../rpcAnswer.ts'
import type { Asker, SealContext, Seals } from './seals.ts'

/** Sessions whose latest issue is remembered, and characters of the upstream's id of one. */
const MAX_ISSUED = 10_000
const MAX_ID = 256

/** Characters of what `unguessableId` gives. */
const ISSUE_LENGTH = 32

/**
 * Where the upstream gives an id again, as after a restart, the client that had it before must not reach the session of the
 * next one: the token of a session names the issue of its id. Where there are too many, only that is lost.
 */
export class IssuedSessions {
  /** A random name of the latest issue, by the upstream's id. */
  readonly #latest = new Map<string, string>()

  issue(id: string): string {
    const name = unguessableId()
    this.#latest.delete(id)
    if (id.length <= MAX_ID) this.#latest.set(id, name)
    const [oldest] = this.#latest.size > MAX_ISSUED ? this.#latest.keys() : []
    if (oldest !== undefined) this.#latest.delete(oldest)
    return name
  }

  isLatest(id: string, name: string): boolean {
    return (this.#latest.get(id) ?? name) === name
  }
}

/**
 * The ids of sessions and events are the upstream's, which may be guessed or be the same for all clients. Each client
 * knows them as tokens that are valid for itself only. One for each request.
 */
export class ClientTokens {
  readonly #seals: Seals
  readonly #issued: IssuedSessions
  /** Of the session. */
  #token = ''
  /** The session is that of the request, or the one that its answer begins. */
  readonly asker: Asker

  constructor({ seals, issued }: { seals: Seals; issued: IssuedSessions }, peer: string | undefined) {
    this.#seals = seals
    this.#issued = issued
    this.asker = { peer }
  }

  /** Replaces the tokens of a request by what they stand for. @throws {Refusal} */
  open(headers: Record<string, string | string[]>): void {
    const token = headers[MCP_HEADERS.sessionId]
    const text = this.#open(headers, MCP_HEADERS.sessionId, { of: 'session', peer: this.asker.peer })
    const session = text?.slice(ISSUE_LENGTH) ?? ''
    if (text === null || !this.#issued.isLatest(session, text?.slice(0, ISSUE_LENGTH) ?? ''))
      throw new Refusal(404, { code: RPC_ERRORS.sessionNotFound, message: 'Session not found' })
    if (text !== undefined) {
      this.#token = token as string
      this.asker.session = session
      headers[MCP_HEADERS.sessionId] = session
    }
    if (this.#open(headers, 'last-event-id', { ...this.asker, of: 'event' }) === null)
      throw new Refusal(400, 'This event does not belong to the session.')
  }

  #open(
    headers: Record<string, string | string[]>,
    field: string,
    context: SealContext,
  ): string | undefined | null {
    const token = headers[field]
    if (token === undefined) return undefined
    const text = typeof token === 'string' ? this.#seals.open(token, context) : undefined
    if (text === undefined) return null
    // Field values are bytes, and ids of events UTF-8 (WHATWG HTML §9.2.3).
    headers[field] = Buffer.from(text, 'utf8').toString('latin1')
    return text
  }

  /** Of an answer. An answer with several ids has none: clients would differ in which one they use. */
  sealSession(headers: IncomingHttpHeaders, outgoing: OutgoingHttpHeaders): void {
    const session = headers[MCP_HEADERS.sessionId]
    delete outgoing[MCP_HEADERS.sessionId]
    if (typeof session !== 'string') return
    // Servers repeat it in their answers.
    if (session !== this.asker.session) {
      const context = { of: 'session', peer: this.asker.peer } as const
      this.#token = this.#seals.seal(`${this.#issued.issue(session)}${session}`, context)
      this.asker.session = session
    }
    outgoing[MCP_HEADERS.sessionId] = this.#token
  }

  sealEvent(id: string): string {
    return this.#seals.seal(id, { ...this.asker, of: 'event' })
  }
}
