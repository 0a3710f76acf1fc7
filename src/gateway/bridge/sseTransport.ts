import { setTimeout as sleep } from 'node:timers/promises'
import { type Fault, fault } from '../client/fault.ts'
import { discard, type HybridAnswer, type HybridClient } from '../client/hybridClient.ts'
import { isOpenStream, readEvents, type TakeEvent } from './answer.ts'
import type { Pending } from './pending.ts'

/** Milliseconds for the first event. Newer servers may open a stream too, on which it never comes. */
const ENDPOINT_MS = 5_000

/** Characters of the URL for the client's messages, which each of them needs. */
const MAX_ENDPOINT = 8_192

/**
 * HTTP+SSE (revision 2024-11-05, basic/transports): one stream carries all messages of the server, and its first event
 * names the URL for the client's.
 */
export class SseTransport {
  readonly path: string
  readonly #ended: Promise<Fault>

  private constructor(path: string, ended: Promise<Fault>) {
    this.path = path
    this.#ended = ended
  }

  /** Undefined if the server does not speak it. @throws {Fault} REDIRECTED: another origin for messages */
  static async open(
    client: HybridClient,
    signal: AbortSignal,
    deliver: (data: string) => Promise<void> | void,
  ): Promise<SseTransport | undefined> {
    const headers = { accept: 'text/event-stream' }
    const answer = await client.request({ method: 'GET', headers, standing: true, signal })
    if (!isOpenStream(answer)) {
      await discard(answer)
      return undefined
    }
    const endpoint = Promise.withResolvers<URL | null>()
    const ended = follow(answer, ({ event, data }) => {
      if (event === 'endpoint')
        endpoint.resolve(data.length > MAX_ENDPOINT ? null : URL.parse(data, client.url.href))
      return event === 'message' ? deliver(data) : undefined
    })
    const tooLate = sleep(ENDPOINT_MS, undefined, { ref: false })
    const url = await Promise.race([endpoint.promise, ended.then(() => undefined), tooLate])
    if (url?.origin === client.url.origin) return new SseTransport(`${url.pathname}${url.search}`, ended)
    answer.body.destroy()
    if (!url) return undefined
    throw fault('REDIRECTED by an event', { origin: url.origin })
  }

  /** @throws {Fault} where the stream ends before */
  async answered(requests: readonly Pending[]): Promise<void> {
    const lost = await Promise.race([
      Promise.all(requests.map(({ settled }) => settled.promise)),
      this.#ended,
    ])
    if (!Array.isArray(lost)) throw lost
  }
}

const follow = async (answer: HybridAnswer, take: TakeEvent): Promise<Fault> => {
  try {
    await readEvents(answer, { lastEventId: '' }, take)
  } catch (error) {
    return error as Fault
  }
  return fault('ANSWER_CUT_OFF with its stream')
}
