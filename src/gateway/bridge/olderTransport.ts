import { setTimeout as sleep } from 'node:timers/promises'
import type { ServerEvent } from '../../mcp/eventStream.ts'
import type { HybridAnswer } from '../client/exchange.ts'
import { type Fault, fault } from '../client/fault.ts'
import { discard, type HybridClient } from '../client/hybridClient.ts'
import { kindOfAnswer, readEvents } from './answer.ts'
import type { Pending } from './pending.ts'

/** Milliseconds for the first event. Newer servers may open a stream too, on which it never comes. */
const ENDPOINT_MS = 5_000

/**
 * HTTP+SSE (revision 2024-11-05, basic/transports): one stream carries all that the server says, and its first event
 * names where messages go.
 */
export class OlderTransport {
  /** Where messages are posted. */
  readonly path: string
  readonly #ended: Promise<Fault>

  private constructor(path: string, ended: Promise<Fault>) {
    this.path = path
    this.#ended = ended
  }

  /** Undefined where the server does not speak it. */
  static async open(
    client: HybridClient,
    signal: AbortSignal,
    deliver: (data: string) => Promise<void> | void,
  ): Promise<OlderTransport | undefined> {
    const answer = await client.request({
      method: 'GET',
      headers: { accept: 'text/event-stream' },
      standing: true,
      signal,
    })
    if (answer.status !== 200 || kindOfAnswer(answer) !== 'events') {
      await discard(answer)
      return undefined
    }
    const endpoint = Promise.withResolvers<string | undefined>()
    const ended = follow(answer, async ({ event, data }) => {
      if (event === 'endpoint') endpoint.resolve(pathOf(data, client.url))
      else if (event === 'message') await deliver(data)
    })
    const tooLate = sleep(ENDPOINT_MS, undefined, { ref: false })
    const path = await Promise.race([endpoint.promise, ended.then(() => undefined), tooLate])
    if (path !== undefined) return new OlderTransport(path, ended)
    answer.body.abandon()
    return undefined
  }

  /** @throws {Fault} where the stream ends before. */
  async answered(own: readonly Pending[]): Promise<void> {
    const lost = await Promise.race([Promise.all(own.map(({ settled }) => settled)), this.#ended])
    if (!Array.isArray(lost)) throw lost
  }
}

const follow = async (answer: HybridAnswer, take: (event: ServerEvent) => Promise<void>): Promise<Fault> => {
  try {
    await readEvents(answer, { lastEventId: '' }, take)
  } catch (error) {
    return error as Fault
  }
  return fault(
    'ANSWER_CUT_OFF',
    'the server ended the stream that carries its answers',
    'Connect the client anew.',
  )
}

/** What leads to another origin leads nowhere. */
const pathOf = (data: string, url: URL): string | undefined => {
  const endpoint = URL.parse(data, url.href)
  return endpoint?.origin === url.origin ? `${endpoint.pathname}${endpoint.search}` : undefined
}
