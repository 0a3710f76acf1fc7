import type { Request, Response } from '../../mcp/message.ts'

export class Pending {
  readonly request: Request
  readonly controller: AbortController
  /** Answered, or cancelled by the client. */
  done = false
  readonly #settled = Promise.withResolvers<void>()

  constructor(request: Request, controller: AbortController) {
    this.request = request
    this.controller = controller
  }

  get settled(): Promise<void> {
    return this.#settled.promise
  }

  settle(): void {
    this.done = true
    this.#settled.resolve()
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
