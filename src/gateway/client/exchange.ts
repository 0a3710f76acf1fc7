import type { IncomingHttpHeaders } from 'node:http'
import type { Dispatcher } from 'undici'
import type { Holder, WaitingRoom } from '../waitingRoom.ts'

export type HybridAnswer = {
  status: number
  headers: IncomingHttpHeaders
  /** Read it to its end or abandon it: it occupies a connection. */
  body: AnswerBody
  /** For what of the body is held until its end, or until its reader has taken it. */
  holder: Holder
}

/** Receives a piece of a body; the next one follows when the promise resolves. */
export type Take = (chunk: Buffer) => Promise<void> | void

export type AnswerBody = {
  /** Resolves after the last piece. Rejects with the errors of undici and `take`. May be called once. */
  read(take: Take): Promise<void>
  abandon(): void
}

type Options = Dispatcher.DispatchOptions & { signal?: AbortSignal | undefined; room: WaitingRoom }

/**
 * One request and its answer, without the streams of undici's `request`, which would double the time. Rejects with the
 * errors of undici, and an AbortError when aborted.
 */
export const exchange = (
  dispatcher: Dispatcher,
  { signal, room, ...options }: Options,
): Promise<HybridAnswer> => {
  const running = new Exchange(signal, room.enter())
  dispatcher.dispatch(options, running)
  return running.head.promise
}

class Exchange implements Dispatcher.DispatchHandler, AnswerBody {
  readonly head = Promise.withResolvers<HybridAnswer>()
  readonly #body = Promise.withResolvers<void>()
  readonly #signal: AbortSignal | undefined
  readonly #holder: Holder
  readonly #held: Buffer[] = []
  #controller: Dispatcher.DispatchController | undefined
  #take: Take | undefined
  #isTaking = false
  #isOver = false
  #error: Error | undefined

  constructor(signal: AbortSignal | undefined, holder: Holder) {
    this.#signal = signal
    this.#holder = holder
    // The reader of the body gets its error.
    this.#body.promise.catch(() => {})
    signal?.addEventListener('abort', this.abandon)
    if (signal?.aborted) this.abandon()
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller
    if (this.#isOver) controller.abort(aborted())
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: IncomingHttpHeaders,
  ): void {
    // 1xx: the answer follows.
    if (status >= 200) this.head.resolve({ status, headers, body: this, holder: this.#holder })
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.#isOver) return
    this.#held.push(chunk)
    if (this.#take) void this.#hand()
    else controller.pause()
  }

  onResponseEnd(): void {
    this.#end()
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.#end(error)
  }

  read(take: Take): Promise<void> {
    this.#take = take
    if (!this.#isOver) this.#controller?.resume()
    void this.#hand()
    return this.#body.promise
  }

  readonly abandon = (): void => {
    if (this.#isOver) return
    this.#controller?.abort(aborted())
    this.#end(aborted())
  }

  /** Waits only where `take` does. */
  async #hand(): Promise<void> {
    if (this.#isTaking) return
    this.#isTaking = true
    try {
      for (let chunk = this.#held.shift(); chunk; chunk = this.#held.shift()) {
        const taking = this.#take?.(chunk)
        if (!taking) continue
        if (!this.#isOver) this.#controller?.pause()
        await taking
        if (!this.#isOver) this.#controller?.resume()
      }
    } catch (error) {
      this.#fail(error as Error)
    }
    this.#isTaking = false
    if (!this.#isOver) return
    if (this.#error) this.#body.reject(this.#error)
    else this.#body.resolve()
  }

  #fail(error: Error): void {
    this.#held.length = 0
    this.#body.reject(error)
    if (!this.#isOver) this.#controller?.abort(error)
    this.#end(error)
  }

  #end(error?: Error): void {
    if (this.#isOver) return
    this.#isOver = true
    this.#error = error
    this.#signal?.removeEventListener('abort', this.abandon)
    if (error) this.head.reject(error)
    if (this.#take) void this.#hand()
  }
}

const aborted = (): DOMException => new DOMException('aborted', 'AbortError')
