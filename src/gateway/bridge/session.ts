import type { IncomingHttpHeaders } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import type { ServerEvent } from '../../mcp/eventStream.ts'
import { isFieldValue } from '../../mcp/fields.ts'
import { isObject } from '../../mcp/json.ts'
import { MCP_HEADERS } from '../../registry/mcp/mcpRevisions.ts'
import type { HybridAnswer } from '../client/exchange.ts'
import { type Fault, fault } from '../client/fault.ts'
import { discard, type HybridClient } from '../client/hybridClient.ts'
import { kindOfAnswer, type Place, readEvents } from './answer.ts'

/** Milliseconds before a stream is taken up again, where the server names none; doubled after each failure. */
const FIRST_PAUSE_MS = 500
const LONGEST_PAUSE_MS = 30_000

/** Failures in a row after which a request whose stream broke off is given up. */
const MAX_FAILURES = 5

/** Milliseconds that a server may take to say goodbye. */
const GOODBYE_MS = 2_000

type Take = (event: ServerEvent) => Promise<void> | void

/**
 * What `initialize` began (revisions up to 2025-11-25): the session's name, the revision agreed upon, and the stream on
 * which the server speaks unasked. Servers of 2026-07-28 have nothing of it.
 */
export class Session {
  readonly note: (text: string) => void
  readonly #client: HybridClient
  readonly #signal: AbortSignal
  readonly #deliver: (data: string) => Promise<void> | void
  #id: string | undefined
  #revision: string | undefined
  #listening: AbortController | undefined

  constructor(
    client: HybridClient,
    note: (text: string) => void,
    signal: AbortSignal,
    deliver: (data: string) => Promise<void> | void,
  ) {
    this.#client = client
    this.note = note
    this.#signal = signal
    this.#deliver = deliver
  }

  /** `initialize` has been answered. */
  get isOpen(): boolean {
    return this.#revision !== undefined
  }

  /** The server gave it a name, which it may forget. */
  get isNamed(): boolean {
    return this.#id !== undefined
  }

  /** Header fields of every request of the session. */
  fields(): Record<string, string> {
    return {
      ...(this.#id !== undefined && { [MCP_HEADERS.sessionId]: this.#id }),
      ...(this.#revision !== undefined && { [MCP_HEADERS.protocolVersion]: this.#revision }),
    }
  }

  /** The head of the answer to `initialize`: an older session is over. */
  begin(headers: IncomingHttpHeaders): void {
    this.#listening?.abort()
    const id = headers[MCP_HEADERS.sessionId]
    this.#id = typeof id === 'string' ? id : undefined
    this.#revision = undefined
  }

  /** The result of `initialize`. */
  agree(result: unknown): void {
    const revision = isObject(result) ? result['protocolVersion'] : undefined
    if (typeof revision === 'string' && /^[\w.-]+$/.test(revision)) this.#revision = revision
  }

  /** Opens the stream on which the server speaks unasked, and keeps it open. Servers may have none. */
  listen(): void {
    if (!this.isOpen) return
    this.#listening?.abort()
    this.#listening = new AbortController()
    void this.#listen(AbortSignal.any([this.#listening.signal, this.#signal]))
  }

  /**
   * Takes up a stream where it broke off (basic/transports, "Resumability and Redelivery"), until nobody waits.
   *
   * @throws {Fault} where the server does not do it.
   */
  async resume(place: Place, take: Take, isWanted: () => boolean, signal: AbortSignal): Promise<void> {
    for (let failures = 0; isWanted(); ) {
      await sleep(pauseMs(place, failures), undefined, { signal })
      try {
        const answer = await this.#get(place, signal)
        if (!isStream(answer)) throw await notResumed(answer)
        await readEvents(answer, place, take)
        failures = 0
      } catch (error) {
        if (++failures === MAX_FAILURES || !passes(error as Fault) || signal.aborted) throw error
      }
    }
  }

  /** Says goodbye, where the server gave the session a name. */
  async end(): Promise<void> {
    if (this.#id === undefined) return
    const farewell = this.#client.request({
      method: 'DELETE',
      headers: this.fields(),
      answerMs: GOODBYE_MS,
      signal: AbortSignal.timeout(GOODBYE_MS),
    })
    this.#id = undefined
    await farewell.then(discard).catch(() => {})
  }

  async #listen(signal: AbortSignal): Promise<void> {
    const place: Place = { lastEventId: '' }
    for (let failures = 0; !signal.aborted; ) {
      try {
        const answer = await this.#get(place, signal)
        if (!isStream(answer)) {
          await discard(answer)
          // 405: no such stream. Whatever else it is, asking again would not change it.
          if (answer.status < 500) return
          throw fault(`HTTP_${answer.status}`, `the server answered with HTTP ${answer.status}`, '')
        }
        failures = 0
        await readEvents(answer, place, ({ event, data }) =>
          event === 'message' && data !== '' ? this.#deliver(data) : undefined,
        )
      } catch (error) {
        if (!signal.aborted && failures++ === 0)
          this.note(`the stream of the server's own messages broke off: ${(error as Fault).message}`)
      }
      await sleep(pauseMs(place, failures), undefined, { signal, ref: false }).catch(() => {})
    }
  }

  #get({ lastEventId }: Place, signal: AbortSignal): Promise<HybridAnswer> {
    return this.#client.request({
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

const isStream = (answer: HybridAnswer): boolean => answer.status === 200 && kindOfAnswer(answer) === 'events'

const pauseMs = ({ retryMs }: Place, failures: number): number =>
  Math.min(
    Math.max(retryMs ?? FIRST_PAUSE_MS, failures === 0 ? 0 : FIRST_PAUSE_MS * 2 ** failures),
    LONGEST_PAUSE_MS,
  )

/** A fault that time may mend. */
const passes = ({ code }: Fault): boolean => TRANSIENT.has(code) || code.startsWith('HTTP_5')

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
  const hint = 'The server may have done what was asked, or not: find out before asking again.'
  return status >= 500
    ? fault(`HTTP_${status}`, `the answer broke off, and then the server answered with HTTP ${status}`, hint)
    : fault(
        'NOT_RESUMED',
        `the answer broke off, and the server does not take it up again (HTTP ${status})`,
        hint,
      )
}
