import type { Request, Response, RpcError } from '../../mcp/message.ts'
import { RPC_ERRORS } from '../../registry/mcp/jsonRpc.ts'
import type { Fault } from '../client/fault.ts'

/** Revision 2026-07-28: its answer is the stream of what the client subscribed to, and stays open. */
export const isStanding = ({ method }: Request): boolean => method === 'subscriptions/listen'

export class Pending {
  readonly request: Request
  readonly controller: AbortController
  /** Answered, or cancelled by the client. */
  done = false
  readonly settled = Promise.withResolvers<void>()

  constructor(request: Request, controller: AbortController) {
    this.request = request
    this.controller = controller
  }

  settle(): void {
    this.done = true
    this.settled.resolve()
  }
}

export class PendingRequests extends Map<string, Pending> {
  /** What a response answers: one of the requests of its own exchange first, since a client may use an id twice. */
  answeredBy({ id }: Response, requests: readonly Pending[]): Pending | undefined {
    return requests.find((one) => !one.done && one.request.id === id) ?? this.get(id)
  }

  remove(pending: Pending): void {
    const { id } = pending.request
    if (this.get(id) === pending) this.delete(id)
  }
}

/** Bytes of messages that wait for the head of their answer; with more, no further line is read. */
const MAX_UNANSWERED = 16_777_216

/** Bytes that a message of any length costs. */
const OVERHEAD = 4_096

export class Unanswered {
  #bytes = 0
  #room = Promise.withResolvers<void>()

  /** The same promise; `line` waits until it is settled. */
  async count<Answer>(line: string, answer: Promise<Answer>): Promise<Answer> {
    const bytes = line.length + OVERHEAD
    this.#bytes += bytes
    try {
      return await answer
    } finally {
      this.#bytes -= bytes
      if (this.#bytes <= MAX_UNANSWERED) {
        this.#room.resolve()
        this.#room = Promise.withResolvers()
      }
    }
  }

  async room(): Promise<void> {
    if (this.#bytes > MAX_UNANSWERED) await this.#room.promise
  }
}

/** A fault as the answer to a request. `data.code` says which it is, for programs. */
export const undeliverable = ({ code, message, hint }: Fault): RpcError => ({
  code: RPC_ERRORS.gateway,
  message: `mcp-pqc connect: ${message}`,
  data: { code, hint },
})
