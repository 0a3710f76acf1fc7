import type { Answer } from '../../model/state.ts'
import type { TlsFacts } from '../../model/tls.ts'
import type { Framing, HelloAnswer } from '../../tls/helloAnswer.ts'
import { findingOf, type Reply } from '../net/session.ts'
import type { ProbeContext } from './context.ts'

export type Tolerance = TlsFacts['tolerance']

const NOT_TESTED: Answer = { state: 'not-tested' }
export const NO_TOLERANCE: Tolerance = {
  largeHello: NOT_TESTED,
  splitHello: NOT_TESTED,
  fragmentedRecord: NOT_TESTED,
}

/**
 * Bytes of a ClientHello that is sure to need two segments on any network: one with an X25519MLKEM768 key share
 * is 1,500 to 1,900 bytes long, and Ethernet's segment holds 1,460.
 */
const LARGE_HELLO = 2048

/** The question's message, brought to `padTo` bytes. */
export type Build = (extra: { padTo?: number }) => Uint8Array

/**
 * Asks a question as a large hello in one piece, and as one that is fragmented over two records (RFC 9846 §5.1) and
 * split over two TCP segments with a pause within the first record. Where both are answered, all three are tolerated;
 * otherwise the question is asked plainly, and each of the three by itself. The large one is not taken together with
 * the others: a middlebox that drops long segments would let its pieces pass.
 */
export const askTolerant = async (
  context: ProbeContext,
  build: Build,
): Promise<{ reply: Reply<HelloAnswer>; tolerance: Tolerance }> => {
  const ask = (how: {
    large?: boolean
    split?: boolean
    fragmented?: boolean
  }): Promise<Reply<HelloAnswer>> => {
    const message = build(how.large ? { padTo: LARGE_HELLO } : {})
    const framing: Framing = {}
    if (how.fragmented) framing.recordSize = Math.ceil(message.length / 2)
    if (how.split) framing.splitAt = Math.floor(message.length / 3)
    return context.session.hello(() => message, framing)
  }
  const [whole, pieces] = await Promise.all([ask({ large: true }), ask({ split: true, fragmented: true })])
  if ([whole, pieces].every((reply) => findingOf(reply).state === 'accepted')) {
    const accepted = { state: 'accepted' } as const
    return {
      reply: whole,
      tolerance: { largeHello: accepted, splitHello: accepted, fragmentedRecord: accepted },
    }
  }
  const [reply, split, fragmented] = await Promise.all([
    ask({}),
    ask({ split: true }),
    ask({ fragmented: true }),
  ])
  if (findingOf(reply).state !== 'accepted') return { reply, tolerance: NO_TOLERANCE }
  return {
    reply,
    tolerance: {
      largeHello: findingOf(whole),
      splitHello: findingOf(split),
      fragmentedRecord: findingOf(fragmented),
    },
  }
}
