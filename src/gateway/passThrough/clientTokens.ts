import type { IncomingHttpHeaders, OutgoingHttpHeaders } from 'node:http'
import { RPC_ERRORS } from '../../registry/mcp/jsonRpc.ts'
import { MCP_HEADERS } from '../../registry/mcp/mcpRevisions.ts'
import { Refusal } from '../rpcAnswer.ts'
import type { Asker, SealContext, Seals } from './seals.ts'

/**
 * The ids of sessions and events are the upstream's, which may be guessed or be the same for all clients. Each client
 * knows them as tokens that are valid for itself only. One for each request.
 */
export class ClientTokens {
  readonly #seals: Seals
  /** The session is that of the request, or the one that its answer begins. */
  readonly asker: Asker

  constructor(seals: Seals, peer: string | undefined) {
    this.#seals = seals
    this.asker = { peer }
  }

  /** Replaces the tokens of a request by what they stand for. @throws {Refusal} */
  open(headers: Record<string, string | string[]>): void {
    const session = this.#open(headers, MCP_HEADERS.sessionId, { of: 'session', peer: this.asker.peer })
    if (session === null)
      throw new Refusal(404, { code: RPC_ERRORS.sessionNotFound, message: 'Session not found' })
    this.asker.session = session
    if (this.#open(headers, 'last-event-id', { ...this.asker, of: 'event' }) === null)
      throw new Refusal(400, 'This event is not one of the session.')
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
    this.asker.session = session
    const context = { of: 'session', peer: this.asker.peer } as const
    outgoing[MCP_HEADERS.sessionId] = this.#seals.seal(session, context)
  }

  sealEvent(id: string): string {
    return this.#seals.seal(id, { ...this.asker, of: 'event' })
  }
}
