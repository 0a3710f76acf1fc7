import type { Answer } from '../../model/state.ts'
import type { TlsFacts } from '../../model/tls.ts'
import type { Framing, HelloAnswer } from '../../tls/helloAnswer.ts'
import { type Reply, stateOfReply } from '../net/reply.ts'
import type { ProbeContext } from './context.ts'

export type Tolerance = TlsFacts['tolerance']

const NOT_TESTED: Answer = { state: 'not-tested' }
export const NO_TOLERANCE: Tolerance = {
  largeHello: NOT_TESTED,
  splitHello: NOT_TESTED,
  fragmentedRecord: NOT_TESTED,
}

/** Bytes. A hello with an X25519MLKEM768 key share has 1,500 to 1,900, and a segment on Ethernet 1,460. */
const LARGE_HELLO = 2048

export type Build = (extra: { padTo?: number }) => Uint8Array

/** `split`: over two TCP segments, with a pause, within the first record. `fragmented`: over two records (RFC 9846 §5.1). */
export type HelloForm = { large?: boolean; split?: boolean; fragmented?: boolean }

export const askForm = (
  { session }: ProbeContext,
  build: Build,
  { large, split, fragmented }: HelloForm,
): Promise<Reply<HelloAnswer>> => {
  const message = build(large ? { padTo: LARGE_HELLO } : {})
  const framing: Framing = {}
  if (fragmented) framing.recordSize = Math.ceil(message.length / 2)
  if (split) framing.splitAt = Math.floor(message.length / 3)
  return session.hello(() => message, framing)
}

/**
 * Asks a question by a large hello in one piece, and by one that is split and fragmented. Where both are answered, all
 * three forms are tolerated; otherwise the question is asked plainly, and in each form alone. The large hello is not
 * combined with the other forms: a middlebox that drops long segments would let its pieces pass.
 */
export const askTolerant = async (
  context: ProbeContext,
  build: Build,
): Promise<{ reply: Reply<HelloAnswer>; tolerance: Tolerance }> => {
  const ask = (form: HelloForm): Promise<Reply<HelloAnswer>> => askForm(context, build, form)
  const [whole, pieces] = await Promise.all([ask({ large: true }), ask({ split: true, fragmented: true })])
  if ([whole, pieces].every((reply) => stateOfReply(reply).state === 'accepted')) {
    const yes = { state: 'accepted' } as const
    return { reply: whole, tolerance: { largeHello: yes, splitHello: yes, fragmentedRecord: yes } }
  }
  const [reply, split, fragmented] = await Promise.all([
    ask({}),
    ask({ split: true }),
    ask({ fragmented: true }),
  ])
  if (stateOfReply(reply).state !== 'accepted') return { reply, tolerance: NO_TOLERANCE }
  const confirm = (form: HelloForm, first: Reply<HelloAnswer>): Promise<Answer> =>
    confirmed(
      stateOfReply(first),
      () => ask(form),
      () => ask({}),
    )
  return {
    reply,
    tolerance: {
      largeHello: await confirm({ large: true }, whole),
      splitHello: await confirm({ split: true }, split),
      fragmentedRecord: await confirm({ fragmented: true }, fragmented),
    },
  }
}

/**
 * A host or path that loses connections leaves hellos of any form without an answer. A time-out counts only where the
 * form is not answered again, and a plain hello is answered before and after. The session confirms what was cut off.
 */
export const confirmed = async (
  first: Answer,
  ask: () => Promise<Reply<HelloAnswer>>,
  askPlain: () => Promise<Reply<HelloAnswer>>,
): Promise<Answer> => {
  if (first.state !== 'timed-out') return first
  const isAnswered = async () => stateOfReply(await askPlain()).state === 'accepted'
  if (!(await isAnswered())) return first
  const again = stateOfReply(await ask())
  if (again.state !== 'timed-out') return again.state === 'not-tested' ? first : again
  return (await isAnswered()) ? { ...again, confirmed: true } : again
}
