import type { IncomingHttpHeaders, OutgoingHttpHeaders } from 'node:http'
import { RPC_ERRORS } from '../../registry/mcp/jsonRpc.ts'
import { MCP_HEADERS } from '../../registry/mcp/mcpRevisions.ts'
import { unguessableId } from '../peer.ts'
import { Refusal } from '../rpcAnswer.ts'
import type { Asker, SealContext, Seals } from './seals.ts'

/** Sessions whose latest giving is remembered, and characters of the upstream's id of one. */
const MAX_GIVEN = 10_000
const MAX_ID = 256

/** Characters of what `unguessableId` gives. */
const GIVING_LENGTH = 32

/**
 * Which giving of an id of the upstream is the latest: where it gives one again, as after a restart, the client that had it
 * before must not reach the session of the next one. Only that is lost where there are too many.
 */
export class GivenSessions {
  /** A random name of the giving, by the upstream's id. */
  readonly #latest = new Map<string, string>()

  give(id: string): string {
    const giving = unguessableId()
    this.#latest.delete(id)
    if (id.length <= MAX_ID) this.#latest.set(id, giving)
    const [oldest] = this.#latest.size > MAX_GIVEN ? this.#latest.keys() : []
    if (oldest !== undefined) this.#latest.delete(oldest)
    return giving
  }

  isLatest(id: string, giving: string): boolean {
    return (this.#latest.get(id) ?? giving) === giving
  }
}

/**
 * The ids of sessions and events are the upstream's, which may be guessed or be the same for all clients. Each client
 * knows them as tokens that are valid for itself only. One for each request.
 */
export class ClientTokens {
  readonly #seals: Seals
  readonly #given: GivenSessions
  #giving: string | undefined
  /** The session is that of the request, or the one that its answer begins. */
  readonly asker: Asker

  constructor({ seals, given }: { seals: Seals; given: GivenSessions }, peer: string | undefined) {
    this.#seals = seals
    this.#given = given
    this.asker = { peer }
  }

  /** Replaces the tokens of a request by what they stand for. @throws {Refusal} */
  open(headers: Record<string, string | string[]>): void {
    const token = this.#open(headers, MCP_HEADERS.sessionId, { of: 'session', peer: this.asker.peer })
    const giving = token?.slice(0, GIVING_LENGTH) ?? ''
    const session = token?.slice(GIVING_LENGTH) ?? ''
    if (token === null || !this.#given.isLatest(session, giving))
      throw new Refusal(404, { code: RPC_ERRORS.sessionNotFound, message: 'Session not found' })
    if (token !== undefined) {
      this.#giving = giving
      this.asker.session = session
      headers[MCP_HEADERS.sessionId] = session
    }
    if (this.#open(headers, 'last-event-id', { ...this.asker, of: 'event' }) === null)
      throw new Refusal(400, 'This event does not belong to the session.')
  }

  /** null: the field has something else. */
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

  /** Of an answer. Several ids are none: each client would use another one. */
  sealSession(headers: IncomingHttpHeaders, outgoing: OutgoingHttpHeaders): void {
    const session = headers[MCP_HEADERS.sessionId]
    delete outgoing[MCP_HEADERS.sessionId]
    if (typeof session !== 'string') return
    // Servers repeat it in their answers.
    if (session !== this.asker.session) this.#giving = this.#given.give(session)
    this.asker.session = session
    const context = { of: 'session', peer: this.asker.peer } as const
    outgoing[MCP_HEADERS.sessionId] = this.#seals.seal(`${this.#giving}${session}`, context)
  }

  sealEvent(id: string): string {
    return this.#seals.seal(id, { ...this.asker, of: 'event' })
  }
}
