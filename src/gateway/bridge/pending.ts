import type { Request, Response } from '../../mcp/message.ts'

/** A request of the client that has no answer yet. */
export type Pending = {
  readonly request: Request
  /** Ends the exchange that carries it. */
  readonly controller: AbortController
  readonly settled: Promise<void>
  settle(): void
  /** Answered, or cancelled by the client. */
  done: boolean
}

/** The requests under way, by their ids. */
export class PendingRequests {
  readonly #byId = new Map<string, Pending>()

  add(request: Request, controller: AbortController): Pending {
    const { promise, resolve } = Promise.withResolvers<void>()
    const pending: Pending = {
      request,
      controller,
      settled: promise,
      settle: () => {
        pending.done = true
        resolve()
      },
      done: false,
    }
    this.#byId.set(request.id, pending)
    return pending
  }

  /** What a response answers: one of the requests of its own exchange first, since a client may use an id twice. */
  answeredBy({ id }: Response, requests: readonly Pending[]): Pending | undefined {
    return requests.find((one) => !one.done && one.request.id === id) ?? this.#byId.get(id)
  }

  get(id: string): Pending | undefined {
    return this.#byId.get(id)
  }

  remove(pending: Pending): void {
    const { id } = pending.request
    if (this.#byId.get(id) === pending) this.#byId.delete(id)
  }

  [Symbol.iterator](): Iterator<Pending> {
    return this.#byId.values()
  }
}
