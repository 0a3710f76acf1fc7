import type { IncomingHttpHeaders } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { isFieldValue } from '../../mcp/fields.ts'
import { isObject } from '../../mcp/json.ts'
import { MAX_FAILURES, pauseMs } from '../../mcp/resumption.ts'
import { MCP_HEADERS } from '../../registry/mcp/mcpRevisions.ts'
import { type Fault, fault, statusFault } from '../client/fault.ts'
import { discard, type HybridAnswer, type HybridClient } from '../client/hybridClient.ts'
import { isOpenStream, type Position, readEvents, type TakeEvent } from './answer.ts'

/** Milliseconds for the server's answer to the DELETE. */
const DELETE_MS = 2_000

export type SessionOptions = {
  client: HybridClient
  note: (text: string) => void
  signal: AbortSignal
  deliver: (data: string) => Promise<void> | void
}

/**
 * What `initialize` begins (revisions up to 2025-11-25): the session's id, the revision agreed upon, and the stream of
 * the server's own messages. Servers of 2026-07-28 have none of it.
 */
export class Session {
  readonly #options: SessionOptions
  #id: string | undefined
  #revision: string | undefined
  #listening: AbortController | undefined

  constructor(options: SessionOptions) {
    this.#options = options
  }

  /** `initialize` has been answered. */
  get isOpen(): boolean {
    return this.#revision !== undefined
  }

  /** The server gave it an id, which it may forget. */
  get isNamed(): boolean {
    return this.#id !== undefined
  }

  fields(): Record<string, string> {
    return {
      ...(this.#id !== undefined && { [MCP_HEADERS.sessionId]: this.#id }),
      ...(this.#revision !== undefined && { [MCP_HEADERS.protocolVersion]: this.#revision }),
    }
  }

  /** The head of the answer to `initialize`; an earlier session has ended. */
  begin(headers: IncomingHttpHeaders): void {
    this.#listening?.abort()
    const id = headers[MCP_HEADERS.sessionId]
    this.#id = typeof id === 'string' ? id : undefined
    this.#revision = undefined
  }

  agree(result: unknown): void {
    const revision = isObject(result) ? result['protocolVersion'] : undefined
    if (typeof revision === 'string' && /^[\w.-]{1,64}$/.test(revision)) this.#revision = revision
  }

  /** Opens the stream of the server's own messages, and keeps it open. Servers need not have one. */
  listen(): void {
    if (!this.isOpen) return
    this.#listening?.abort()
    this.#listening = new AbortController()
    void this.#listen(AbortSignal.any([this.#listening.signal, this.#options.signal]))
  }

  /** basic/transports, "Resumability and Redelivery". @throws {Fault} where the server does not resume it */
  async resume(
    position: Position,
    take: TakeEvent,
    isWanted: () => boolean,
    signal: AbortSignal,
  ): Promise<void> {
    for (let failures = 0; isWanted(); ) {
      const { lastEventId } = position
      if (lastEventId === '') throw fault('ANSWER_CUT_OFF')
      await sleep(pauseMs(position, failures), undefined, { signal })
      try {
        const answer = await this.#get(position, signal)
        if (!isOpenStream(answer)) throw await notResumed(answer)
        await readEvents(answer, position, take)
        failures = 0
      } catch (error) {
        failures = position.lastEventId === lastEventId ? failures + 1 : 1
        if (failures === MAX_FAILURES || !isTransient(error as Fault) || signal.aborted) throw error
      }
    }
  }

  async end(): Promise<void> {
    if (this.#id === undefined) return
    const deleted = this.#options.client.request({
      method: 'DELETE',
      headers: this.fields(),
      answerMs: DELETE_MS,
      signal: AbortSignal.timeout(DELETE_MS),
    })
    this.#id = undefined
    await deleted.then(discard).catch(() => {})
  }

  async #listen(signal: AbortSignal): Promise<void> {
    const position: Position = { lastEventId: '' }
    for (let failures = 0; !signal.aborted; ) {
      try {
        const answer = await this.#get(position, signal)
        if (!isOpenStream(answer)) {
          await discard(answer)
          // 405: no such stream. Another attempt would not change any other status below 500 either.
          if (answer.status < 500) return
          throw statusFault(answer.status)
        }
        failures = 0
        await readEvents(answer, position, ({ event, data }) =>
          event === 'message' && data !== '' ? this.#options.deliver(data) : undefined,
        )
      } catch (error) {
        if (!signal.aborted && failures++ === 0)
          this.#options.note(`the stream of the server's own messages broke off: ${(error as Fault).message}`)
      }
      await sleep(pauseMs(position, failures), undefined, { signal, ref: false }).catch(() => {})
    }
  }

  #get({ lastEventId }: Position, signal: AbortSignal): Promise<HybridAnswer> {
    return this.#options.client.request({
      method: 'GET',
      headers: {
        accept: 'text/event-stream',
        ...this.fields(),
        ...(isFieldValue(lastEventId) && { 'last-event-id': lastEventId }),
      },
      standing: true,
      signal,
    })
  }
}

const isTransient = ({ code }: Fault): boolean => TRANSIENT.has(code) || code.startsWith('HTTP_5')

const TRANSIENT: ReadonlySet<string> = new Set([
  'ANSWER_CUT_OFF',
  'CONNECTION_REFUSED',
  'HANDSHAKE_CUT_OFF',
  'CONNECT_TIMEOUT',
  'UNREACHABLE',
])

const notResumed = async (answer: HybridAnswer): Promise<Fault> => {
  await discard(answer)
  const { status } = answer
  return fault(status >= 500 ? 'HTTP_{status} instead of the rest' : 'NOT_RESUMED', { status })
}
